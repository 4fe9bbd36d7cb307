"""This is the keeping of rich menus by a bot."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from PIL import Image, UnidentifiedImageError

from simulator.api.request import EMPTY, Answer, Request, Route, route
from simulator.menus import RichMenu
from simulator.sending import Declined
from simulator.world import Tie

MENUS = 1000
PICTURE_BYTES = 1024 * 1024
NOT_FOUND = "richmenu not found"
_ALIAS = re.compile(r"[a-z0-9_-]{1,32}")


def _menu(request: Request, menu_id: str | None = None) -> RichMenu:
    menu = request.platform.menus.find(request.code, menu_id or request.parts["menu"])
    if menu is None:
        raise Declined(404, NOT_FOUND)
    return menu


def _told(menu: RichMenu) -> dict[str, Any]:
    return {"richMenuId": menu.id, **menu.body}


def _create(request: Request) -> Answer:
    body = request.checked("RichMenuRequest")
    if len(request.platform.menus.of_station(request.code)) >= MENUS:
        raise Declined(400, "The number of rich menus exceeds the limit")
    return Answer(json={"richMenuId": request.platform.menus.create(request.code, body).id})


def _validate(request: Request) -> Answer:
    request.checked("RichMenuRequest")
    return EMPTY


def _get(request: Request) -> Answer:
    return Answer(json=_told(_menu(request)))


def _list(request: Request) -> Answer:
    menus = request.platform.menus.of_station(request.code)
    return Answer(json={"richmenus": [_told(menu) for menu in menus]})


def _delete(request: Request) -> Answer:
    request.platform.menus.delete(_menu(request))
    return _changed(request)


def _changed(request: Request, status: int = 200) -> Answer:
    request.platform.feed.tell("menus")
    return Answer(status=status, json={})


def _set_picture(request: Request) -> Answer:
    menu = _menu(request)
    if menu.picture:
        raise Declined(400, "An image has already been uploaded to the richmenu")
    if request.content_type not in ("image/png", "image/jpeg"):
        raise Declined(415, "Unsupported media type")
    if len(request.raw) > PICTURE_BYTES:
        raise Declined(413, "The image is larger than 1 MB")
    if _size(request.raw) != (menu.body["size"]["width"], menu.body["size"]["height"]):
        raise Declined(400, "The image size does not match the richmenu size")
    request.platform.menus.set_picture(menu, request.raw, request.content_type)
    return _changed(request)


def _size(picture: bytes) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            return opened.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise Declined(400, "The image is invalid") from None


def _picture(request: Request) -> Answer:
    menu = _menu(request)
    if not menu.picture:
        raise Declined(404, "image not found")
    return Answer(data=menu.picture, content_type=menu.picture_type)


def _set_default(request: Request) -> Answer:
    menu = _with_picture(_menu(request))
    request.platform.menus.set_default(request.code, menu.id)
    return _changed(request)


def _with_picture(menu: RichMenu) -> RichMenu:
    if not menu.picture:
        raise Declined(400, "must upload richmenu image before applying it to user")
    return menu


def _default(request: Request) -> Answer:
    menu_id = request.platform.menus.default(request.code)
    if menu_id is None:
        raise Declined(404, "no default richmenu")
    return Answer(json={"richMenuId": menu_id})


def _cancel_default(request: Request) -> Answer:
    request.platform.menus.set_default(request.code, None)
    return _changed(request)


def _link(request: Request) -> Answer:
    menu = _with_picture(_menu(request))
    _link_all(request, [request.parts["user"]], menu.id)
    return _changed(request)


def _unlink(request: Request) -> Answer:
    _link_all(request, [request.parts["user"]], None)
    return _changed(request)


def _link_all(request: Request, people: Sequence[str], menu_id: str | None) -> None:
    for user_id in people:
        if request.platform.world.tie(request.code, user_id) is Tie.FRIEND:
            request.platform.menus.link(request.code, user_id, menu_id)


def _linked(request: Request) -> Answer:
    menu_id = request.platform.menus.linked(request.code, request.parts["user"])
    if menu_id is None:
        raise Declined(404, "the user has no richmenu")
    return Answer(json={"richMenuId": menu_id})


def _link_many(request: Request) -> Answer:
    body = request.checked("RichMenuBulkLinkRequest")
    menu = _with_picture(_menu(request, body["richMenuId"]))
    _link_all(request, body["userIds"], menu.id)
    return _changed(request, 202)


def _unlink_many(request: Request) -> Answer:
    body = request.checked("RichMenuBulkUnlinkRequest")
    _link_all(request, body["userIds"], None)
    return _changed(request, 202)


def _batch(request: Request) -> Answer:
    body = request.checked("RichMenuBatchRequest")
    menus = request.platform.menus
    friends = request.platform.world.friends_of(request.code)
    before = {user: menus.linked(request.code, user) for user in friends}
    for step in body["operations"]:
        for user, linked in before.items():
            if step["type"] == "unlinkAll" or linked == step.get("from"):
                menus.link(request.code, user, step.get("to"))
    return _changed(request, 202)


def _progress(request: Request) -> Answer:
    now = request.platform.clock().isoformat(timespec="milliseconds")
    return Answer(json={"phase": "succeeded", "acceptedTime": now, "completedTime": now})


def _create_alias(request: Request) -> Answer:
    body = request.checked("CreateRichMenuAliasRequest")
    alias = body["richMenuAliasId"]
    aliases = request.platform.menus.aliases(request.code)
    if not _ALIAS.fullmatch(alias):
        raise Declined(400, "richMenuAliasId is invalid")
    if alias in aliases or len(aliases) >= MENUS:
        raise Declined(400, "conflict richmenu alias id")
    menu = _with_picture(_menu(request, body["richMenuId"]))
    request.platform.menus.set_alias(request.code, alias, menu.id)
    return EMPTY


def _alias(request: Request) -> str:
    alias = request.parts["alias"]
    if alias not in request.platform.menus.aliases(request.code):
        raise Declined(404, "richmenu alias not found")
    return alias


def _get_alias(request: Request) -> Answer:
    alias = _alias(request)
    menu_id = request.platform.menus.aliases(request.code)[alias]
    return Answer(json={"richMenuAliasId": alias, "richMenuId": menu_id})


def _update_alias(request: Request) -> Answer:
    alias = _alias(request)
    body = request.checked("UpdateRichMenuAliasRequest")
    menu = _with_picture(_menu(request, body["richMenuId"]))
    request.platform.menus.set_alias(request.code, alias, menu.id)
    return EMPTY


def _delete_alias(request: Request) -> Answer:
    request.platform.menus.set_alias(request.code, _alias(request), None)
    return EMPTY


def _list_aliases(request: Request) -> Answer:
    aliases = request.platform.menus.aliases(request.code)
    rows = [{"richMenuAliasId": name, "richMenuId": which} for name, which in aliases.items()]
    return Answer(json={"aliases": rows})


_R = "/v2/bot/richmenu"
_U = "/v2/bot/user"
ROUTES: tuple[Route, ...] = (
    route("POST", _R, "richmenu/create", _create),
    route("POST", f"{_R}/validate", "richmenu/validate", _validate),
    route("GET", f"{_R}/list", "richmenu/list", _list),
    route("POST", f"{_R}/bulk/link", "richmenu/bulk/link", _link_many),
    route("POST", f"{_R}/bulk/unlink", "richmenu/bulk/unlink", _unlink_many),
    route("POST", f"{_R}/batch", "richmenu/batch", _batch),
    route("GET", f"{_R}/progress/batch", "richmenu/progress", _progress),
    route("POST", f"{_R}/alias", "richmenu/alias/create", _create_alias),
    route("GET", f"{_R}/alias/list", "richmenu/alias/list", _list_aliases),
    route("GET", f"{_R}/alias/{{alias}}", "richmenu/alias/get", _get_alias),
    route("POST", f"{_R}/alias/{{alias}}", "richmenu/alias/update", _update_alias),
    route("DELETE", f"{_R}/alias/{{alias}}", "richmenu/alias/delete", _delete_alias),
    route("GET", f"{_R}/{{menu}}", "richmenu/get", _get),
    route("DELETE", f"{_R}/{{menu}}", "richmenu/delete", _delete),
    route("POST", f"{_R}/{{menu}}/content", "richmenu/upload", _set_picture, is_binary=True),
    route("GET", f"{_R}/{{menu}}/content", "richmenu/download", _picture),
    route("POST", f"{_U}/all/richmenu/{{menu}}", "richmenu/default/set", _set_default),
    route("GET", f"{_U}/all/richmenu", "richmenu/default", _default),
    route("DELETE", f"{_U}/all/richmenu", "richmenu/default/cancel", _cancel_default),
    route("POST", f"{_U}/{{user}}/richmenu/{{menu}}", "richmenu/link", _link),
    route("DELETE", f"{_U}/{{user}}/richmenu", "richmenu/unlink", _unlink),
    route("GET", f"{_U}/{{user}}/richmenu", "richmenu/linked", _linked),
)
