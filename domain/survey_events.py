"""This is how people take part in a survey by words and taps, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from domain.answers import Timer
from domain.calendar import local
from domain.events import Event, Speaker
from domain.meanings import Spoken
from domain.postback import Act, encode
from domain.when.recurrence import moment_at

MOST_DAYS: Final = 366
_LONGEST_NUMBER: Final = 9


@dataclass(frozen=True, kw_only=True)
class SurveyTaken(Spoken):
    """Somebody takes part: which survey, and what they chose so far, a digit for each question."""

    number: int
    trail: str = ""


@dataclass(frozen=True, kw_only=True)
class SurveyEnds(Event):
    """The end has come that a survey had when this was set; it may have another since."""

    survey: int
    closes_at: datetime


SURVEY_SCHEDULED: Final[dict[str, type[Event]]] = {SurveyEnds.__name__: SurveyEnds}


def end_of(survey: int, closes_at: datetime) -> Timer:
    """Return the timer that ends a survey, in a lane of its own."""
    event = SurveyEnds(happened_at=closes_at, survey=survey, closes_at=closes_at)
    key, lane = f"survey:{survey}:ends:{closes_at.isoformat()}", f"survey:{survey}"
    return Timer(key=key, due=closes_at, event=event, lane=lane)


def end_of_day(day: date, timezone: str) -> datetime:
    """Return the moment at which a day of the station is over."""
    return moment_at(day + timedelta(days=1), time(), timezone)


def last_day(closes_at: datetime, timezone: str) -> date:
    """Return the last day on which a survey asks."""
    return local(closes_at - timedelta(microseconds=1), timezone).date()


def survey_tap(number: int, trail: str) -> str:
    """Return the data of the button that makes one more choice, all before it included.

    So nothing is kept of somebody who stops midway.
    """
    return encode(Act.SURVEY, value=f"{number}/{trail}")


def survey_pressed(value: str) -> tuple[Callable[..., Event], dict[str, Any]] | None:
    """Read such a button; what a phone says may be anything."""
    number, _, trail = value.partition("/")
    read = survey_number(number)
    return None if read is None else (SurveyTaken, {"number": read, "trail": trail})


def survey_number(written: str) -> int | None:
    """Read a survey's number, None for what is none."""
    bare = written.strip()
    is_number = bare.isdecimal() and len(bare) <= _LONGEST_NUMBER
    return int(bare) if is_number else None


def survey_asked(speaker: Speaker, said: str, **when: Any) -> SurveyTaken | None:
    """Return the wish to take part of who says a survey's number behind its word."""
    number = survey_number(said)
    return None if number is None else SurveyTaken(speaker=speaker, number=number, **when)
