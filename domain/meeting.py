"""This is a meeting: who says that they come, when those are reminded, and who came."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from domain.answers import Timer
from domain.events import Event
from domain.meanings import Spoken
from domain.postback import Act, encode

REMINDS_BEFORE: Final = timedelta(days=1)
LONGEST_TITLE: Final = 100
LONGEST_PLACE: Final = 200
LONGEST_MINUTES: Final = 20_000
LONGEST_GOAL: Final = 300
# As far ahead as a goal's day may lie, in days.
LONGEST_AHEAD: Final = 1100
_LONGEST_NUMBER: Final = 9
_BREAKS: Final = re.compile(r"[\s,;]+")
_NUMBER: Final = re.compile(r"([+-]?)m?(\d{1,6})")


class Coming(StrEnum):
    """What a member answers to an invitation."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


EXPECTED: Final = (Coming.YES, Coming.MAYBE)
_INVITES, _CALLS_OFF = "meeting", "off"


def about_meeting(number: int, *, calls_off: bool = False) -> str:
    """Return the name under which a bulletin invites to a meeting, or says that it is off."""
    return f"{_CALLS_OFF if calls_off else _INVITES}:{number}"


def meeting_of(about: str | None) -> tuple[int, bool]:
    """Return of which meeting such a name is, 0 for none, and whether it says that it is off."""
    name, _, number = (about or "").partition(":")
    is_one = name in (_INVITES, _CALLS_OFF) and number.isdecimal()
    return (int(number), name == _CALLS_OFF) if is_one else (0, False)


@dataclass(frozen=True, kw_only=True)
class MeetingAnswered(Spoken):
    """Somebody says whether they come to a meeting."""

    number: int
    coming: Coming


@dataclass(frozen=True, kw_only=True)
class MeetingWanted(Spoken):
    """A member wants to say whether they come: to the meeting of a number, or whichever is next."""

    number: int = 0


@dataclass(frozen=True, kw_only=True)
class MeetingTomorrow(Event):
    """A meeting is a day away: who may come is to be reminded, unless it was moved meanwhile."""

    meeting: int
    meets_at: datetime | None = None


MEETING_SCHEDULED: Final[dict[str, type[Event]]] = {MeetingTomorrow.__name__: MeetingTomorrow}


def meeting_tap(number: int, coming: Coming) -> str:
    """Return the data of a button of an invitation."""
    return encode(Act.MEETING, value=f"{number}/{coming}")


def meeting_pressed(value: str) -> tuple[Callable[..., Event], dict[str, Any]] | None:
    """Read such a button; what a phone says may be anything."""
    number, _, said = value.partition("/")
    is_number = number.isdecimal() and len(number) <= _LONGEST_NUMBER
    if not is_number or said not in {one.value for one in Coming}:
        return None
    return MeetingAnswered, {"number": int(number), "coming": Coming(said)}


def reminder(meeting: int, *, at: datetime, meets_at: datetime | None = None) -> Timer:
    """Return the timer that reminds of a meeting, in a lane of its own."""
    event = MeetingTomorrow(happened_at=at, meeting=meeting, meets_at=meets_at)
    key, lane = f"meeting:{meeting}:reminder:{at.isoformat()}", f"meeting:{meeting}"
    return Timer(key=key, due=at, event=event, lane=lane)


def share(one: Collection[str], other: Collection[str]) -> bool:
    """Say whether two meetings are of the same villages; none stands for the whole station."""
    return not one or not other or not set(one).isdisjoint(other)


def read_numbers(written: str, before: Collection[int]) -> Sequence[int] | None:
    """Return the numbers of members who came, None for what is no list of them.

    Numbers alone stand for all who came; with `+` and `-` they change what was kept before.
    """
    parts = [part for part in _BREAKS.split(written.casefold()) if part]
    said = [_NUMBER.fullmatch(part) for part in parts]
    read = [(one[1], int(one[2])) for one in said if one is not None]
    if not read or len(read) < len(parts):
        return None
    found = dict.fromkeys(before if all(sign for sign, _ in read) else ())
    for sign, number in read:
        if sign == "-":
            found.pop(number, None)
        else:
            found[number] = None
    return sorted(found)
