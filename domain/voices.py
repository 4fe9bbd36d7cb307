"""This is what officers say and tap to run surveys and meetings, by which the people are heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from domain.command_words import Word, Words
from domain.events import Event, MessageSaid
from domain.meanings import Spoken
from domain.postback import Act, encode
from domain.steering import Steer, steered, word_alone

VOICES: Final = "voices"
_LONGEST_NUMBER: Final = 9


@dataclass(frozen=True, kw_only=True)
class SurveysAsked(Spoken):
    """An officer asks for the surveys, or for one of them by its number."""

    number: int = 0


@dataclass(frozen=True, kw_only=True)
class MeetingsAsked(Spoken):
    """An officer asks for the meetings, or for one of them by its number."""

    number: int = 0


@dataclass(frozen=True, kw_only=True)
class FormSaid(Spoken):
    """What an officer says while filling something in."""

    said: MessageSaid


@dataclass(frozen=True, kw_only=True)
class VoicesPressed(Spoken):
    """What an officer taps about surveys and meetings: what is to be done, and with which."""

    verb: str
    choice: str = ""


def said_in_form(event: MessageSaid, words: Words) -> Event | None:
    """Return what a message means to who fills something in; None: another matter altogether."""
    at, who = event.happened_at, event.speaker
    asked = _ASKING.get(word_alone(event, words))
    if asked is not None:
        return asked(happened_at=at, speaker=who)
    steer = steered(event, words)
    if steer is Steer.FILL:
        return FormSaid(happened_at=at, speaker=who, said=event)
    is_aside = steer is Steer.ASIDE
    return None if is_aside else VoicesPressed(happened_at=at, speaker=who, verb=steer.value)


_ASKING: Final[dict[Word | None, type[SurveysAsked | MeetingsAsked]]] = {
    Word.SURVEY: SurveysAsked,
    Word.MEETING: MeetingsAsked,
}


def voices_data(verb: str, choice: object = "") -> str:
    """Write the data of a button."""
    return encode(Act.VOICES, None, f"{verb}/{choice}")


def voices_pressed(value: str) -> tuple[Callable[..., Event], dict[str, Any]]:
    """Return what a tap means; what a phone says may be anything."""
    verb, _, choice = value.partition("/")
    return VoicesPressed, {"verb": verb, "choice": choice}


def number_said(written: str) -> int | None:
    """Read the number behind a word: 0 for nothing there, None for what is no number."""
    bare = written.strip()
    if not bare:
        return 0
    is_number = bare.isdecimal() and len(bare) <= _LONGEST_NUMBER
    return int(bare) if is_number else None
