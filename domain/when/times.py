"""This is which hours of the day a Thai time of the clock may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.when.tokens import Part

_NOON: Final = 12
_DAY: Final = 24
_SIX: Final = 6
_EVENING: Final = 18
_MINUTES: Final = 60


class Manner(StrEnum):
    """How an hour is counted."""

    WRITTEN = "written"
    EXACT = "exact"
    DAYTIME = "daytime"
    EVENING = "evening"
    SMALL = "small"
    NOON = "noon"
    MIDNIGHT = "midnight"


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A time as it was said: how it is counted, its number and its minutes."""

    manner: Manner
    hour: int = 0
    minute: int = 0


@dataclass(frozen=True, kw_only=True, order=True)
class Hour:
    """A time of a day in 24 hours; hours from 24 on are of the night that follows it."""

    hour: int
    minute: int = 0


def hours_of(heard: Heard, part: Part | None) -> Sequence[Hour]:
    """Return the times that were perhaps meant, likeliest first; none if it is no time."""
    if not (0 <= heard.hour <= _DAY and 0 <= heard.minute < _MINUTES):
        return ()
    meant = _within(_counted(heard), part) if part else _alone(heard)
    return [Hour(hour=one, minute=heard.minute) for one in meant]


def _counted(heard: Heard) -> Sequence[int]:
    """Return every hour that a number may stand for when a part of the day is said with it."""
    hour = heard.hour
    old = [hour + _SIX] if hour < _SIX else []
    counted = {
        Manner.WRITTEN: [hour, hour + _NOON, hour + _DAY],
        Manner.EXACT: [hour, hour + _DAY],
        Manner.DAYTIME: [hour, hour + _NOON, *old],
        Manner.SMALL: [hour, hour + _DAY],
    }
    return counted.get(heard.manner) or _alone(heard)


def _within(hours: Sequence[int], part: Part) -> Sequence[int]:
    return [hour for hour in hours if part.first <= hour <= part.last]


def _alone(heard: Heard) -> Sequence[int]:
    """Return what a number may stand for by itself.

    Bare 1 to 5 may be of the night or of the afternoon; by day they were counted from six o'clock
    until lately, and six is at either end of the day.
    """
    hour = heard.hour
    is_low = 0 < hour < _SIX
    alone: dict[Manner, Sequence[int]] = {
        Manner.WRITTEN: (hour + _NOON, hour) if is_low else (hour,),
        Manner.EXACT: (hour,),
        Manner.DAYTIME: _by_day(hour),
        Manner.EVENING: (_EVENING + hour,) if 0 < hour <= _SIX else (),
        Manner.SMALL: (hour,) if 0 < hour <= _SIX else (),
        Manner.NOON: (_NOON,),
        Manner.MIDNIGHT: (_DAY, 0),
    }
    return alone[heard.manner]


def _by_day(hour: int) -> Sequence[int]:
    if hour == _SIX:
        return (_SIX, _EVENING)
    if 0 < hour < _SIX:
        return (hour + _NOON, hour + _SIX)
    return (hour,) if _SIX < hour <= _EVENING else ()
