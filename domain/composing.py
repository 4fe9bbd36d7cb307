"""This is what an officer says or taps while composing a bulletin, and a commander's decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from domain.command_words import Word
from domain.events import Event, MessageSaid
from domain.meanings import Spoken
from domain.postback import Act, encode
from domain.steering import Steer, steered, word_alone
from domain.word_reading import Words

COMPOSING: Final = "composing"
_LONGEST_NUMBER: Final = 9


@dataclass(frozen=True, kw_only=True)
class ComposeAsked(Spoken):
    """An officer wants to write a bulletin."""


@dataclass(frozen=True, kw_only=True)
class ComposeSaid(Spoken):
    """What an officer says while composing."""

    said: MessageSaid


@dataclass(frozen=True, kw_only=True)
class ComposePressed(Spoken):
    """A choice while composing: what is chosen, and which."""

    verb: str
    choice: str = ""


@dataclass(frozen=True, kw_only=True)
class BulletinDecided(Spoken):
    """A commander approves a version of a bulletin, or does not."""

    number: int
    version: int
    is_approved: bool


def said_while_composing(event: MessageSaid, words: Words) -> Event | None:
    """Return what a message means to who composes: the bulletin, or a word that steers.

    None: a word that asks for something else, which leaves the draft as it is.
    """
    at, who = event.happened_at, event.speaker
    if word_alone(event, words) is Word.BULLETIN:
        return ComposeAsked(happened_at=at, speaker=who)
    steer = steered(event, words)
    if steer is Steer.FILL:
        return ComposeSaid(happened_at=at, speaker=who, said=event)
    is_aside = steer is Steer.ASIDE
    return None if is_aside else ComposePressed(happened_at=at, speaker=who, verb=steer.value)


def compose_data(verb: str, choice: object = "") -> str:
    """Write the data of a button of the composer."""
    return encode(Act.COMPOSE, None, f"{verb}/{choice}")


def decide_data(number: int, version: int, *, is_approved: bool) -> str:
    """Write the data of a commander's button."""
    return encode(Act.DECIDE, None, f"{number}/{version}/{'yes' if is_approved else 'no'}")


def pressed_while_composing(act: Act, value: str) -> tuple[Callable[..., Event], dict[str, Any]]:
    """Return what a tap of the composer or of a commander means; a phone may say anything."""
    if act is Act.COMPOSE:
        verb, _, choice = value.partition("/")
        return ComposePressed, {"verb": verb, "choice": choice}
    number, version, answer = [*value.split("/"), "", "", ""][:3]
    return BulletinDecided, {
        "number": number_in(number),
        "version": number_in(version),
        "is_approved": answer == "yes",
    }


def number_in(text: str) -> int:
    """Read a bulletin's number, 0 if it is none."""
    is_number = text.isdecimal() and text.isascii() and len(text) <= _LONGEST_NUMBER
    return int(text) if is_number else 0
