"""This is what a person says or taps to take part in a survey."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from domain.events import Event, Speaker
from domain.meanings import Spoken
from domain.postback import Act, encode

_LONGEST_NUMBER: Final = 9


@dataclass(frozen=True, kw_only=True)
class SurveyTaken(Spoken):
    """Somebody takes part: which survey, and what they chose so far, a digit for each question."""

    number: int
    trail: str = ""


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
