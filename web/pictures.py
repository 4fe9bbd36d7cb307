"""This is a sender's page of what an officer sent them about a tip: pictures, and nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, render_template

from domain.calendar import spoken_number, thai_moment
from files.cleaning import watermark
from files.sealed_chunks import VaultTrouble
from models.media import MediaItem, MediaState
from models.tip import Tip
from models.unit_of_work import UnitOfWork
from web.entrance import gone
from web.site import Site
from web.visiting import Purpose, current_visit

_MISSING, _UNAVAILABLE = 404, 503
_OFFICER = "officer"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One picture as the page shows it; what is not there yet is told in words."""

    address: str = ""
    said: str = ""


def pages(site: Site) -> Blueprint:
    """Return the page and its pictures."""
    pictures = Blueprint("pictures", __name__)

    @pictures.get("/m/pictures/view")
    def _view() -> Response:
        with _visited(site) as found:
            if found is None:
                return gone(Purpose.PICTURES)
            uow, tip = found
            shown = [_picture(site, one) for one in _sent(uow, tip)]
            number = spoken_number(tip.year, tip.sequence)
            return make_response(render_template("pictures.html", number=number, pictures=shown))

    @pictures.get("/m/pictures/photo/<uuid:media_id>")
    def _photo(media_id: uuid.UUID) -> Response:
        with _visited(site) as found:
            if found is None:
                return gone(Purpose.PICTURES)
            uow, tip = found
            item = next((one for one in _sent(uow, tip) if one.id == media_id), None)
            clean = None if item is None else uow.media.kept(item).get("clean")
            if item is None or item.state != MediaState.KEPT or not clean:
                abort(_MISSING)
            lines = (uow.rules.name, thai_moment(uow.now, uow.rules.timezone))
        return _marked(site, str(clean["name"]), bytes.fromhex(clean["key"]), lines)

    return pictures


@contextmanager
def _visited(site: Site) -> Iterator[tuple[UnitOfWork, Tip] | None]:
    """Give the tip of this browser's session, None when that is over."""
    visit = current_visit(site, Purpose.PICTURES)
    if visit is None or visit.tip_id is None or visit.officer_id is not None:
        yield None
        return
    with site.store.reading(visit.station_id, site.clock()) as uow:
        tip = uow.tips.find(visit.tip_id)
        # Whoever was forgotten meanwhile is nobody's sender any more.
        yield None if tip is None or tip.sender is None else (uow, tip)


def _sent(uow: UnitOfWork, tip: Tip) -> list[MediaItem]:
    """Return the pictures that an officer sent to the tip's sender, and no other of its media."""
    asked = {one.id for one in uow.tips.messages(tip) if one.author == _OFFICER}
    return [
        one for one in uow.media.of_tip(tip.id) if one.message_id in asked and one.kind == "photo"
    ]


def _picture(site: Site, item: MediaItem) -> Picture:
    if item.state == MediaState.KEPT:
        return Picture(address=f"/m/pictures/photo/{item.id}")
    return Picture(said=site.catalog.say(f"media.{item.state}"))


def _marked(site: Site, name: str, key: bytes, lines: tuple[str, ...]) -> Response:
    try:
        with site.vault.open(name, key) as reader:
            picture = b"".join(reader)
    except VaultTrouble:
        abort(_UNAVAILABLE)
    return Response(watermark(picture, lines), content_type="image/jpeg")
