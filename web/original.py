"""This is the way to a sealed original: the officer's code, a reason, and a line on the trail."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, abort, make_response, render_template, request

from files.sealed_chunks import VaultTrouble
from models.disclosing import may_disclose
from models.media import MediaItem, MediaState
from web.entrance import gone
from web.factor import asked
from web.looking import Look, looking
from web.site import Site
from web.visiting import Purpose, refuse_foreign_forms

_MISSING, _UNAVAILABLE, _FORBIDDEN = 404, 503, 403
_REASON_LETTERS, _LONGEST_REASON = 5, 300
_HELD = (MediaState.KEPT, MediaState.UNCLEANABLE)


def may_open(look: Look, item: MediaItem) -> bool:
    """Say whether an officer may ask for an original, which can tell who took it, and where.

    The handler, the desk and the commander may, each at the station that the sender told.
    """
    is_theirs = may_disclose(look.uow, look.officer, look.tip)
    return is_theirs and item.state in _HELD and look.uow.tips.is_own(look.tip)


def pages(site: Site) -> Blueprint:
    """Return the page that asks for the reason, and gives the file."""
    original = Blueprint("original", __name__)
    address = "/t/original/<uuid:media_id>"
    for show, method in ((_ask, "GET"), (_give, "POST")):
        name = show.__name__.strip("_")
        shown = partial(_shown, site, show)
        original.add_url_rule(address, f"original_{name}", shown, methods=[method])
    return original


def _shown(
    site: Site,
    show: Callable[[Site, Look, MediaItem], Callable[[], Response]],
    media_id: uuid.UUID,
) -> Response:
    with looking(site) as look:
        if look is None:
            return gone(Purpose.MEDIA)
        item = look.uow.media.one_of(look.tip, media_id)
        if item is None or not may_open(look, item):
            abort(_MISSING)
        later = show(site, look, item)
    return later()


def _ask(site: Site, look: Look, item: MediaItem) -> Callable[[], Response]:
    if not look.visit.is_proven:
        page = asked(site, look.uow, look.visit, look.officer, Purpose.MEDIA)
    else:
        page = _form(look, item)
    return lambda: make_response(page)


def _give(site: Site, look: Look, item: MediaItem) -> Callable[[], Response]:
    """Give the file itself once; whoever wants it again says again why."""
    refuse_foreign_forms(look.visit)
    if not look.visit.is_proven:
        abort(_FORBIDDEN)
    reason = " ".join(request.form.get("reason", "").split())[:_LONGEST_REASON]
    if len(reason) < _REASON_LETTERS:
        page = _form(look, item, complaint=site.catalog.say("media.voice_short"))
        return lambda: make_response(page)
    kept = look.uow.media.kept(item).get("original")
    if not kept:
        abort(_MISSING)
    # The reason may quote the tip, so it lies sealed with it and not on the plain trail.
    look.uow.tips.record(
        look.tip,
        "original_opened",
        at=look.uow.now,
        officer_id=look.officer.id,
        detail={"reason": reason, "media": str(item.id)},
    )
    look.record("media.original", item)
    look.uow.commit()
    return partial(_file, site, (str(kept["name"]), bytes.fromhex(kept["key"])), str(item.id)[:8])


def _form(look: Look, item: MediaItem, *, complaint: str = "") -> str:
    return render_template(
        "original.html",
        number=look.uow.spoken_number_of(look.tip),
        action=f"/t/original/{item.id}",
        mark=look.visit.form_mark,
        complaint=complaint,
    )


def _file(site: Site, kept: tuple[str, bytes], name: str) -> Response:
    try:
        with site.vault.open(*kept) as reader:
            size = reader.size
        content = site.vault.read_range(*kept, 0, size)
    except VaultTrouble:
        abort(_UNAVAILABLE)
    # It is as it came, so no browser is to show or run it here.
    answer = Response(content, content_type="application/octet-stream", direct_passthrough=True)
    answer.content_length = size
    answer.headers["Content-Disposition"] = f'attachment; filename="original-{name}"'
    return answer
