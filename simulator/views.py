"""This is how the pages get pictures and sounds."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from simulator.people import picture_of
from simulator.platform import Platform

_SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp", "video/", "audio/")


def blueprint(platform: Platform) -> Blueprint:
    """Return the routes under /media."""
    pages = Blueprint("views", __name__)

    @pages.get("/<message_id>")
    def medium(message_id: str) -> Response:
        found = platform.media.find(message_id)
        if found is None:
            abort(404)
        # What people upload is never opened as a page of ours.
        is_shown = found.content_type.startswith(_SHOWN)
        kind = found.content_type if is_shown else "application/octet-stream"
        headers = {} if is_shown else {"Content-Disposition": "attachment"}
        return Response(found.data, content_type=kind, headers=headers)

    @pages.get("/<message_id>/preview")
    def small(message_id: str) -> Response:
        picture = picture_of(platform, message_id)
        if picture is None:
            abort(404)
        return Response(picture[0], content_type=picture[1])

    @pages.get("/menus/<station_code>/<menu_id>")
    def menu(station_code: str, menu_id: str) -> Response:
        found = platform.menus.find(station_code, menu_id)
        if found is None or not found.picture:
            abort(404)
        return Response(found.picture, content_type=found.picture_type)

    return pages
