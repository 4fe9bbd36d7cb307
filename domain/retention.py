"""This is how long each kind of data is kept, counted from the end of what it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

# Who was away for weeks, or joins a group and looks back, still sees what a bulletin showed.
_FETCHED_FOR: Final = timedelta(days=30)


class Kept(StrEnum):
    """What is deleted by itself once its time is over.

    `senders`: who sent a tip. `media`: its photos, video and sound. `tips`: all of it.
    `bulletins`: photos and videos that bulletins showed.
    `names`: what people of whom nothing else is kept call themselves in LINE.
    `unverified`: all of a tip that came from nobody known. `logs`: what only tells that something
    was handled, sent, opened or tried.
    """

    SENDERS = "senders"
    MEDIA = "media"
    TIPS = "tips"
    UNVERIFIED = "unverified"
    BULLETINS = "bulletins"
    NAMES = "names"
    LOGS = "logs"


@dataclass(frozen=True, kw_only=True)
class Periods:
    """How long a station keeps each kind."""

    tip: timedelta = timedelta(days=365)
    sender: timedelta = timedelta(days=90)
    media: timedelta = timedelta(days=365)
    unverified: timedelta = timedelta(days=90)
    log: timedelta = timedelta(days=90)

    @property
    def announced(self) -> timedelta:
        """How long the media of a bulletin that ended are shown: phones fetch them late."""
        return max(self.media, _FETCHED_FOR)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A tip whose end came; `is_held`: somebody must still be told, or find it, by it."""

    at: datetime
    is_unverified: bool = False
    is_held: bool = False
    has_sender: bool = False
    has_media: bool = False


def earliest(periods: Periods) -> timedelta:
    """Return the age under which nothing of a tip is deleted."""
    return min(periods.tip, periods.sender, periods.media, periods.unverified)


def due(ended: Ended, periods: Periods, now: datetime) -> frozenset[Kept]:
    """Return what of an ended tip has been kept for long enough.

    What is deleted whole is counted by that alone.
    """
    if ended.is_held:
        return frozenset()
    age = now - ended.at
    if age >= periods.tip:
        return frozenset({Kept.TIPS})
    if ended.is_unverified and age >= periods.unverified:
        return frozenset({Kept.UNVERIFIED})
    parts = {
        Kept.SENDERS: ended.has_sender and age >= periods.sender,
        Kept.MEDIA: ended.has_media and age >= periods.media,
    }
    return frozenset(kind for kind, is_due in parts.items() if is_due)
