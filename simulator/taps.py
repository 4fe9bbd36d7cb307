"""This is what a tap on a button, a quick reply or a rich menu does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from simulator.actions import Action, Spot, quick_replies, spots
from simulator.chats import Bubble
from simulator.people import NotPossible, Seat, say
from simulator.platform import Platform

Effect = dict[str, Any]


def press(
    platform: Platform,
    seat: Seat,
    *,
    label: str = "",
    bubble_id: str = "",
    path: str = "",
    **given: Any,
) -> Effect:
    """Tap a button of a message: that one, or else the newest one with this label."""
    for bubble in _candidates(seat, bubble_id):
        spot = _choose(spots(bubble.content), label, path)
        if spot:
            return act(platform, seat, spot.action, given)
    message = f"there is no button {label or path}"
    raise NotPossible(message)


def tap(platform: Platform, seat: Seat, *, label: str = "", path: str = "", **given: Any) -> Effect:
    """Tap a quick reply while it is still shown."""
    bubble = seat.chat.find(seat.chat.offer or "")
    spot = _choose(quick_replies(bubble.content), label, path) if bubble else None
    if spot is None:
        message = f"there is no quick reply {label or path}"
        raise NotPossible(message)
    effect = act(platform, seat, spot.action, given)
    if "needs" not in effect:
        seat.chat.offer = None
        platform.feed.tell(f"chat:{seat.chat.id}")
    return effect


def touch_menu(platform: Platform, seat: Seat, *, area: int, **given: Any) -> Effect:
    """Tap an area of the rich menu that this person sees."""
    menu = platform.menus.shown_to(seat.code or "", seat.user_id) if not seat.group else None
    areas = menu.body.get("areas", []) if menu else []
    if not 0 <= area < len(areas):
        message = "there is no such area in the menu"
        raise NotPossible(message)
    return act(platform, seat, areas[area]["action"], given)


def _candidates(seat: Seat, bubble_id: str) -> Iterable[Bubble]:
    if not bubble_id:
        return reversed(seat.chat.bubbles)
    bubble = seat.chat.find(bubble_id)
    return [bubble] if bubble else []


def _choose(choices: Iterable[Spot], label: str, path: str) -> Spot | None:
    for spot in choices:
        if (path and spot.path == path) or (label and not path and spot.label == label):
            return spot
    return None


def act(platform: Platform, seat: Seat, action: Action, given: Mapping[str, Any]) -> Effect:
    """Do what an action object says; `needs` in the answer asks the phone for something more."""
    doing = _DOINGS.get(action.get("type", ""))
    if doing is None:
        message = f"a phone cannot do {action.get('type')}"
        raise NotPossible(message)
    return doing(platform, seat, action, given)


def _postback(platform: Platform, seat: Seat, action: Action, _given: Mapping[str, Any]) -> Effect:
    _send_postback(platform, seat, action["data"])
    shown = action.get("displayText")
    if shown:
        platform.show(seat.chat, seat.user_id, {"type": "text", "text": shown})
    elif action.get("text"):
        say(platform, seat, action["text"])
    fill = {"fill": action["fillInText"]} if action.get("fillInText") else {}
    return {"did": "postback", **fill}


def _send_postback(platform: Platform, seat: Seat, data: str, **more: Any) -> None:
    if seat.code:
        platform.emit(
            "postback",
            code=seat.code,
            chat=seat.chat,
            user_id=seat.user_id,
            answerable=True,
            postback={"data": data, **more},
        )


def _message(platform: Platform, seat: Seat, action: Action, _given: Mapping[str, Any]) -> Effect:
    say(platform, seat, action["text"])
    return {"did": "message"}


def _open(_platform: Platform, _seat: Seat, action: Action, _given: Mapping[str, Any]) -> Effect:
    return {"did": "open", "uri": action["uri"]}


def _copy(_platform: Platform, _seat: Seat, action: Action, _given: Mapping[str, Any]) -> Effect:
    return {"did": "copy", "text": action["clipboardText"]}


def _pick_time(platform: Platform, seat: Seat, action: Action, given: Mapping[str, Any]) -> Effect:
    mode = action["mode"]
    if mode not in given:
        return {
            "needs": mode,
            **{key: action[key] for key in ("initial", "min", "max") if key in action},
        }
    _send_postback(platform, seat, action["data"], params={mode: str(given[mode])})
    return {"did": "postback"}


def _needs(what: str) -> Callable[[Platform, Seat, Action, Mapping[str, Any]], Effect]:
    def ask(_platform: Platform, _seat: Seat, _action: Action, _given: Mapping[str, Any]) -> Effect:
        return {"needs": what}

    return ask


def _switch_menu(
    platform: Platform, seat: Seat, action: Action, _given: Mapping[str, Any]
) -> Effect:
    code = seat.code or ""
    alias = action["richMenuAliasId"]
    menu_id = platform.menus.aliases(code).get(alias)
    status = "SUCCESS" if menu_id else "RICHMENU_ALIAS_ID_NOTFOUND"
    if menu_id:
        platform.menus.link(code, seat.user_id, menu_id)
        platform.feed.tell(f"chat:{seat.chat.id}")
    params = {"newRichMenuAliasId": alias, "status": status}
    _send_postback(platform, seat, action.get("data", ""), params=params)
    return {"did": "switch"}


_DOINGS: Mapping[str, Callable[[Platform, Seat, Action, Mapping[str, Any]], Effect]] = {
    "postback": _postback,
    "message": _message,
    "uri": _open,
    "clipboard": _copy,
    "datetimepicker": _pick_time,
    "location": _needs("location"),
    "camera": _needs("camera"),
    "cameraRoll": _needs("cameraRoll"),
    "richmenuswitch": _switch_menu,
}
