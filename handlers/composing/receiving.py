"""This is what an officer sends beside words while composing: photos, videos, places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from domain.answers import Answer
from domain.bulletin import LONGEST_VIDEO
from domain.events import Content, Location, Media, MediaKind
from handlers.composing.drafting import Composer
from models.bulletin_photo import PhotoKind
from models.publishing import can_publish

_KINDS: Final = {MediaKind.PHOTO: PhotoKind.PHOTO, MediaKind.VIDEO: PhotoKind.VIDEO}


def receive(composer: Composer, content: Content, message_id: str) -> Sequence[Answer]:
    """Attach what was sent to the draft, or say why not, and go on with what is asked next."""
    said, changes = _taken(composer, content, message_id)
    if changes:
        composer.keep(composer.draft.but(**changes))
    else:
        composer.listen()
    return composer.ask_after(said)


def _taken(composer: Composer, content: Content, message_id: str) -> tuple[str, dict[str, Any]]:
    """Return what is said to it, and what it changes of the draft."""
    if isinstance(content, Location):
        name = content.title or content.address
        return "compose.pin_taken", {"pin": (content.latitude, content.longitude), "pin_name": name}
    kind = _kind_of(content)
    if kind is None or not isinstance(content, Media):
        return "compose.only_text", {}
    if not can_publish(composer.uow):
        return "compose.no_https", {}
    if (content.duration_ms or 0) > LONGEST_VIDEO.total_seconds() * 1000:
        return "compose.video_too_long", {}
    photos, now = composer.uow.bulletin_photos, composer.uow.now
    row = photos.want(message_id, now=now, kind=kind)
    return f"compose.{kind}_taken", {kind.value: row.id}


def _kind_of(content: Content) -> PhotoKind | None:
    is_held = isinstance(content, Media) and not content.external_url
    return _KINDS.get(content.kind) if isinstance(content, Media) and is_held else None
