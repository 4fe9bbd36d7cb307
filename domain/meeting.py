"""This is a meeting: who says that they come, and when those are reminded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from domain.answers import Timer
from domain.events import Event
from domain.meanings import Spoken
from domain.postback import Act, encode

REMINDS_BEFORE: Final = timedelta(days=1)
_LONGEST_NUMBER: Final = 9


class Coming(StrEnum):
    """What a member answers to an invitation."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


@dataclass(frozen=True, kw_only=True)
class MeetingAnswered(Spoken):
    """Somebody says whether they come to a meeting."""

    number: int
    coming: Coming


@dataclass(frozen=True, kw_only=True)
class MeetingTomorrow(Event):
    """A meeting is a day away: who may come is to be reminded."""

    meeting: int


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


def reminder(meeting: int, *, at: datetime) -> Timer:
    """Return the timer that reminds of a meeting, in a lane of its own."""
    event = MeetingTomorrow(happened_at=at, meeting=meeting)
    key, lane = f"meeting:{meeting}:reminder:{at.isoformat()}", f"meeting:{meeting}"
    return Timer(key=key, due=at, event=event, lane=lane)
