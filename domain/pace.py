"""This is how fast somebody writes, and what of it still costs others their time and money.

A bucket that drains: each word fills it a little, and how full it is says how one is answered. All
that is written is kept, whatever the pace.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

# Ten a minute may go on all day. What comes faster is gathered, and then is a flood.
_WORD: Final = timedelta(seconds=6)
_BRISK_FROM: Final = 5 * _WORD
_FLOOD_FROM: Final = 30 * _WORD
_DEEPEST: Final = 60 * _WORD
# A village head in a night of floods sends a dozen; a stranger seldom needs a second.
_TIP: Final = timedelta(minutes=3)
_MOST_TIPS: Final = 12 * _TIP
_STRANGERS_TIP: Final = timedelta(minutes=15)
_MOST_OF_STRANGERS: Final = 4 * _STRANGERS_TIP


class Pace(StrEnum):
    """How fast somebody writes; a flood costs no counted message."""

    CALM = "calm"
    BRISK = "brisk"
    FLOOD = "flood"


def after_word(until: datetime | None, now: datetime) -> datetime:
    """Return until when a bucket drains, once one more word is in it; no bucket is bottomless."""
    return min(_begin(until, now) + _WORD, now + _DEEPEST)


def pace(until: datetime | None, now: datetime) -> Pace:
    """Say how fast somebody writes whose bucket drains until then."""
    depth = _begin(until, now) - now
    if depth > _FLOOD_FROM:
        return Pace.FLOOD
    return Pace.BRISK if depth > _BRISK_FROM else Pace.CALM


def after_tip(until: datetime | None, now: datetime, *, is_stranger: bool) -> tuple[bool, datetime]:
    """Say whether one more tip has room of its own, and until when the bucket drains now.

    Whoever goes on without a pause after that finds no room until they pause.
    """
    each = _STRANGERS_TIP if is_stranger else _TIP
    most = _MOST_OF_STRANGERS if is_stranger else _MOST_TIPS
    filled = _begin(until, now) + each
    has_room = filled - now <= most
    return has_room, filled if has_room else now + most


def gathers_until(now: datetime, how: Pace, *, is_emergency: bool) -> datetime | None:
    """Return when officers are told together of what comes now; None for at once, one by one."""
    if how is Pace.CALM:
        return None
    if how is Pace.BRISK:
        span = timedelta(seconds=10 if is_emergency else 30)
    else:
        span = timedelta(minutes=5 if is_emergency else 15)
    # All that comes within one span has one end, so it is told once.
    begun = timedelta(seconds=now.timestamp() // span.total_seconds() * span.total_seconds())
    return datetime.fromtimestamp(0, tz=now.tzinfo) + begun + span


def _begin(until: datetime | None, now: datetime) -> datetime:
    return now if until is None else max(until, now)
