"""This is a bulletin's picture as LINE fetches it: at an address that is itself the secret."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from models.bulletin_picture import TwoSizes
from web.headers import open_to_others
from web.site import Site

_MISSING = 404
# LINE's servers and phones may keep it: what stands there never changes.
_KEPT_BY_CACHES = "public, max-age=604800, immutable"


def pages(site: Site) -> Blueprint:
    """Return the addresses of pictures."""
    bulletins = Blueprint("bulletins", __name__)

    @bulletins.get("/b/<token>.jpg")
    def _full(token: str) -> Response:
        return _jpeg(_found(site, token).full)

    @bulletins.get("/b/<token>/small.jpg")
    def _small(token: str) -> Response:
        return _jpeg(_found(site, token).small)

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


def _jpeg(content: bytes) -> Response:
    answer = Response(content, mimetype="image/jpeg")
    answer.headers["Cache-Control"] = _KEPT_BY_CACHES
    answer.headers["X-Robots-Tag"] = "noindex"
    return open_to_others(answer)
