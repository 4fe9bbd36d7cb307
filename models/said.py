"""This is what was said in a tip, opened: its sender's words and pin, and what came with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from domain.events import MediaKind
from models.media import MediaItem, MediaState
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_MEDIA: Final = frozenset(MediaKind)
_GONE: Final = (MediaState.WITHDRAWN, MediaState.GONE)


def words_of(
    uow: UnitOfWork, tip: Tip, *, since: int = 0
) -> tuple[list[str], tuple[float, float] | None]:
    """Open what the sender said, from a message on: the texts in order, and the last pin."""
    texts: list[str] = []
    pin = None
    for message in uow.tips.messages(tip):
        # One that has no number yet is the first of a tip that is not written.
        if since and (message.id or 0) < since:
            continue
        content = uow.tips.content(message)
        if message.author != "sender" or content is None:
            continue
        texts += texts_in(content)
        pin = _pin(content) or pin
    return texts, pin


def texts_in(content: Any) -> list[str]:
    """Return the words of one message, none if it has none."""
    text = content.get("text") if isinstance(content, Mapping) else content
    return [text.strip()] if isinstance(text, str) and text.strip() else []


def _pin(content: Any) -> tuple[float, float] | None:
    if not isinstance(content, Mapping) or "latitude" not in content:
        return None
    return float(content["latitude"]), float(content["longitude"])


def newest_words(uow: UnitOfWork, tip: Tip, news: int | None) -> Sequence[str]:
    """Open the words of one message, or of the last if it has none, or no more."""
    found = [one for one in uow.tips.messages(tip) if one.id == news and one.author == "sender"]
    texts = [text for one in found for text in texts_in(uow.tips.content(one))]
    return texts or words_of(uow, tip)[0][-1:]


def media_of(uow: UnitOfWork, tip: Tip) -> Sequence[MediaItem]:
    """Return a tip's media that were neither withdrawn nor gone; most tips are words alone."""
    if not any(one.kind in _MEDIA for one in uow.tips.messages(tip)):
        return ()
    return [one for one in uow.media.of_tip(tip.id) if one.state not in _GONE]
