"""This is a bulletin's picture or video as LINE fetches it: its address is itself the secret."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from models.bulletin_picture import TwoSizes
from web.headers import open_to_others
from web.site import Site
from web.streaming import streamed

_MISSING = 404
_GOOD = (200, 206)
# LINE's servers and phones may keep it: what stands there never changes.
_KEPT_BY_CACHES = "public, max-age=604800, immutable"


def pages(site: Site) -> Blueprint:
    """Return the addresses of pictures and videos."""
    bulletins = Blueprint("bulletins", __name__)

    @bulletins.get("/b/<token>.jpg")
    def _full(token: str) -> Response:
        return _public(Response(_found(site, token).full, mimetype="image/jpeg"))

    @bulletins.get("/b/<token>/small.jpg")
    def _small(token: str) -> Response:
        return _public(Response(_found(site, token).small, mimetype="image/jpeg"))

    @bulletins.get("/b/<token>.mp4")
    def _film(token: str) -> Response:
        clip = _found(site, token).clip
        if clip is None:
            abort(_MISSING)
        return _public(streamed(site, (clip.name, bytes.fromhex(clip.key)), "video/mp4"))

    return bulletins


def _found(site: Site, token: str) -> TwoSizes:
    for station_id in site.store.stations:
        with site.store.reading(station_id, site.clock()) as uow:
            found = uow.bulletin_pictures.find(token)
        if found is not None:
            break
    else:
        abort(_MISSING)
    return found


def _public(answer: Response) -> Response:
    if answer.status_code in _GOOD:
        answer.headers["Cache-Control"] = _KEPT_BY_CACHES
    answer.headers["X-Robots-Tag"] = "noindex"
    return open_to_others(answer)
