"""This is what officers say and tap to run surveys and meetings, by which the people are heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from domain.command_words import Word
from domain.events import Event, MessageSaid
from domain.meanings import Spoken
from domain.postback import Act, encode
from domain.steering import Steer, numbered_word, steered
from domain.word_reading import Words

VOICES: Final = "voices"


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
    asked = numbered_word(event, words)
    if asked is not None:
        return _ASKING[asked[0]](happened_at=at, speaker=who, number=asked[1])
    steer = steered(event, words)
    if steer is Steer.FILL:
        return FormSaid(happened_at=at, speaker=who, said=event)
    is_aside = steer is Steer.ASIDE
    return None if is_aside else VoicesPressed(happened_at=at, speaker=who, verb=steer.value)


_ASKING: Final[dict[Word, type[SurveysAsked | MeetingsAsked]]] = {
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
