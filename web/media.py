"""This is an officer's page of one tip's media: clean copies only, marked, every look recorded.

A kept piece's `clean` part names its file in the vault, with the file's key in hexadecimal.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, abort, make_response, render_template, request

from domain.calendar import thai_moment
from files.cleaning import watermark
from files.sealed_chunks import VaultTrouble
from models.media import MediaItem, MediaState
from web.entrance import gone
from web.looking import Look, looking
from web.original import may_open
from web.site import Site
from web.streaming import streamed
from web.visiting import Purpose, refuse_foreign_forms

_FORBIDDEN, _MISSING, _UNAVAILABLE = 403, 404, 503
_REASON_LETTERS, _LONGEST_REASON = 5, 300
_KILO = 1024
Later = Callable[[], Response]
_PLAYED = {"video": "video", "voice": "audio"}


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One piece of media as the page shows it; `how` is image, video, audio, ask or none."""

    id: str
    name: str
    how: str
    said: str
    address: str = ""
    original: str = ""


def pages(site: Site) -> Blueprint:
    """Return the pages of a tip's media."""
    media = Blueprint("media", __name__)
    for address, show, methods in (
        ("/t/view", _view, ["GET"]),
        ("/t/photo/<uuid:media_id>", _photo, ["GET"]),
        ("/t/play/<uuid:media_id>", _play, ["GET"]),
        ("/t/play/<uuid:media_id>/<grant>", _play, ["GET"]),
        ("/t/hear/<uuid:media_id>", _hear, ["POST"]),
    ):
        shown = partial(_shown, site, show)
        media.add_url_rule(address, address.replace("/", "_"), shown, methods=methods)
    return media


def _shown(site: Site, show: Callable[..., Later], **given: object) -> Response:
    """Answer an officer who may look; the long work waits until the database is free again."""
    with looking(site) as look:
        if look is None:
            return gone(Purpose.MEDIA)
        later = show(site, look, **given)
    return later()


def _view(site: Site, look: Look) -> Later:
    look.record("media.view")
    look.uow.commit()
    return _page(site, look)


def _photo(site: Site, look: Look, media_id: uuid.UUID) -> Later:
    item = look.item(media_id)
    if item.kind != "photo":
        abort(_MISSING)
    lines = (_who(look), thai_moment(look.uow.now, look.uow.rules.timezone))
    return partial(_marked, site, _opened(look, item), lines)


def _play(site: Site, look: Look, media_id: uuid.UUID, grant: str = "") -> Later:
    item = look.item(media_id)
    if item.kind not in _PLAYED:
        abort(_MISSING)
    if look.needs_reason(item) and not look.visit.holds(f"hear:{media_id}", grant):
        abort(_FORBIDDEN)
    mime = item.mime or "application/octet-stream"
    return partial(streamed, site, _opened(look, item), mime)


def _hear(site: Site, look: Look, media_id: uuid.UUID) -> Later:
    refuse_foreign_forms(look.visit)
    item = look.item(media_id)
    reason = " ".join(request.form.get("reason", "").split())[:_LONGEST_REASON]
    if len(reason) < _REASON_LETTERS:
        return _page(site, look, complaint=site.catalog.say("media.voice_short"))
    # The reason may quote the tip, so it lies sealed with it and not on the plain trail.
    look.uow.tips.record(
        look.tip,
        "voice_opened",
        at=look.uow.now,
        officer_id=look.officer.id,
        detail={"reason": reason, "media": str(item.id)},
    )
    look.record("media.voice_reason", item)
    look.uow.commit()
    return _page(site, look, heard=item.id)


def _opened(look: Look, item: MediaItem) -> tuple[str, bytes]:
    """Record the look and return the name and key of the clean copy."""
    clean = look.uow.media.kept(item).get("clean")
    if not clean:
        abort(_MISSING)
    look.record("media.look", item)
    look.uow.commit()
    return str(clean["name"]), bytes.fromhex(clean["key"])


def _who(look: Look) -> str:
    return f"{look.uow.officers.profile(look.officer).spoken_name} ({look.officer.code})"


def _marked(site: Site, kept: tuple[str, bytes], lines: tuple[str, ...]) -> Response:
    try:
        with site.vault.open(*kept) as reader:
            picture = b"".join(reader)
    except VaultTrouble:
        abort(_UNAVAILABLE)
    return Response(watermark(picture, lines), content_type="image/jpeg")


def _page(site: Site, look: Look, *, heard: uuid.UUID | None = None, complaint: str = "") -> Later:
    uow, tip = look.uow, look.tip
    shown = render_template(
        "media.html",
        number=uow.spoken_number_of(tip),
        who=_who(look),
        when=thai_moment(uow.now, uow.rules.timezone),
        pieces=[_piece(site, look, item, heard=heard) for item in uow.media.of_tip(tip.id)],
        mark=look.visit.form_mark,
        complaint=complaint,
    )
    return lambda: make_response(shown)


def _piece(site: Site, look: Look, item: MediaItem, *, heard: uuid.UUID | None) -> Piece:
    how, said, address = "none", "", ""
    if item.state != MediaState.KEPT:
        said = site.catalog.say(f"media.{item.state}")
    elif item.kind == "photo":
        how, address = "image", f"/t/photo/{item.id}"
    elif look.needs_reason(item) and item.id != heard:
        how, said = "ask", site.catalog.say("media.voice_why")
    elif item.kind in _PLAYED:
        grant = f"/{look.visit.grant(f'hear:{item.id}')}" if look.needs_reason(item) else ""
        how, address = _PLAYED[item.kind], f"/t/play/{item.id}{grant}"
    if how == "none" and item.size is not None:
        mime = item.mime or site.catalog.say("media.unknown_type")
        sized = site.catalog.say("media.size", mime=mime, size=_size(item.size))
        said = f"{said} {sized}".strip()
    name = site.catalog.say(f"media.name_{item.kind}")
    original = f"/t/original/{item.id}" if may_open(look, item) else ""
    return Piece(id=str(item.id), name=name, how=how, said=said, address=address, original=original)


def _size(count: int) -> str:
    if count < _KILO * _KILO:
        return f"{max(1, count // _KILO)} KB"
    return f"{count / _KILO / _KILO:.1f} MB"
