"""This is the fetching of what people uploaded."""

from __future__ import annotations

from simulator.api.request import Answer, Request, Route, route
from simulator.media import Medium, preview
from simulator.sending import Declined


def _medium(request: Request) -> Medium:
    medium = request.platform.media.find(request.parts["message"])
    if medium is None:
        raise Declined(404, "Not found")
    if medium.is_gone:
        raise Declined(410, "Gone")
    return medium


def _is_preparing(request: Request, medium: Medium) -> bool:
    return medium.ready_at is not None and request.platform.clock() < medium.ready_at


def _content(request: Request) -> Answer:
    medium = _medium(request)
    if _is_preparing(request, medium):
        return Answer(status=202)
    return Answer(data=medium.data, content_type=medium.content_type)


def _preview(request: Request) -> Answer:
    medium = _medium(request)
    if _is_preparing(request, medium):
        return Answer(status=202)
    picture = preview(medium)
    if picture is None:
        raise Declined(400, "Preview is not available for this message type")
    return Answer(data=picture[0], content_type=picture[1])


def _transcoding(request: Request) -> Answer:
    medium = _medium(request)
    if medium.kind not in ("video", "audio"):
        raise Declined(400, "Transcoding is not available for this message type")
    if medium.has_failed:
        return Answer(json={"status": "failed"})
    preparing = _is_preparing(request, medium)
    return Answer(json={"status": "processing" if preparing else "succeeded"})


_C = "/v2/bot/message/{message}/content"
ROUTES: tuple[Route, ...] = (
    route("GET", _C, "content", _content),
    route("GET", f"{_C}/preview", "content/preview", _preview),
    route("GET", f"{_C}/transcoding", "content/transcoding", _transcoding),
)
