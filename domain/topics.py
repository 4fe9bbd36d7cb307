"""This is what bulletins are about, and of which a member wants to hear."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final


class Topic(StrEnum):
    """What a bulletin is about; a warning, as all that is urgent, goes to everybody."""

    WARNING = "warning"
    NEWS = "news"
    WANTED = "wanted"
    MISSING = "missing"
    MEETING = "meeting"
    LESSON = "lesson"
    RESULT = "result"
    SURVEY = "survey"


CHOOSABLE: Final = tuple(one for one in Topic if one is not Topic.WARNING)


def wants(muted: Collection[str], topic: str) -> bool:
    """Say whether a bulletin goes to a member who does not want to hear of some topics."""
    return topic not in muted or topic not in CHOOSABLE


def chosen(muted: Collection[str], topic: Topic, *, is_wanted: bool) -> tuple[str, ...]:
    """Return what a member does not want to hear of after a choice, in the order of topics."""
    kept = {*muted} - {topic} if is_wanted else {*muted, topic}
    return tuple(one.value for one in CHOOSABLE if one in kept)
