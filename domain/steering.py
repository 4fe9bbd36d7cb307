"""This is how words steer what an officer fills in step by step, in whatever they fill in."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain.command_words import Word, Words, understand
from domain.events import MessageSaid, Text


class Steer(StrEnum):
    """What a message does to what is being filled in: `aside` is another matter altogether."""

    DROP = "drop"
    SKIP = "skip"
    ASIDE = "aside"
    FILL = "fill"


_STEERING: Final[Mapping[Word | None, Steer]] = {
    Word.CANCEL: Steer.DROP,
    Word.SKIP: Steer.SKIP,
    **dict.fromkeys(
        (
            Word.HELP,
            Word.URGENT_HELP,
            Word.EMERGENCY_NOW,
            Word.MY_WORK,
            Word.ON_DUTY,
            Word.OFF_DUTY,
            Word.CONSOLE,
            Word.QUOTA,
        ),
        Steer.ASIDE,
    ),
}


def word_alone(event: MessageSaid, words: Words) -> Word | None:
    """Return the word of the chat's contract that a message is, with nothing behind it."""
    if not isinstance(event.content, Text):
        return None
    understood = understand(event.content.text, words)
    return None if understood is None or understood.rest else understood.word


def steered(event: MessageSaid, words: Words) -> Steer:
    """Return what a message does to what an officer fills in."""
    return _STEERING.get(word_alone(event, words), Steer.FILL)
