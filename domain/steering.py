"""This is how words steer what an officer fills in step by step, in whatever they fill in."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain.command_words import Word
from domain.events import MessageSaid, Text
from domain.word_reading import Words, understand


class Steer(StrEnum):
    """What a message does to what is being filled in: `aside` is another matter altogether."""

    DROP = "drop"
    SKIP = "skip"
    ASIDE = "aside"
    FILL = "fill"


_LONGEST_NUMBER: Final = 9
# These may have the number of one behind them.
_NUMBERED: Final = frozenset({Word.SURVEY, Word.MEETING})
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
            Word.ROSTER,
            Word.SUMMARY,
            # Somebody calls the desk, whatever it was writing.
            Word.INTAKE,
            Word.BULLETIN,
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


def numbered_word(event: MessageSaid, words: Words) -> tuple[Word, int] | None:
    """Return the word for surveys or meetings and the number of one, 0 for all of them."""
    if not isinstance(event.content, Text):
        return None
    understood = understand(event.content.text, words)
    if understood is None or understood.word not in _NUMBERED:
        return None
    number = number_said(understood.rest)
    return None if number is None else (understood.word, number)


def number_said(written: str) -> int | None:
    """Read the number behind a word: 0 for nothing there, None for what is no number."""
    bare = written.strip()
    if not bare:
        return 0
    is_number = bare.isdecimal() and len(bare) <= _LONGEST_NUMBER
    return int(bare) if is_number else None


def steered(event: MessageSaid, words: Words) -> Steer:
    """Return what a message does to what an officer fills in."""
    if numbered_word(event, words) is not None:
        return Steer.ASIDE
    return _STEERING.get(word_alone(event, words), Steer.FILL)
