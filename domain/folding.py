"""This is the folding of texts for comparison: gaps, case, and kinds of digits tell none apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, kw_only=True)
class Folded:
    """A text without gaps, and where each letter stood."""

    letters: str
    at: tuple[int, ...]


@lru_cache(maxsize=8192)
def letters_of(text: str) -> str:
    """Return a text as it is compared: villages and names come again and again."""
    return fold(text).letters


def all_letters(texts: Iterable[str]) -> tuple[str, ...]:
    """Return texts as they are compared."""
    return tuple(letters_of(one) for one in texts)


def fold(text: str) -> Folded:
    """Drop gaps, case and Thai digits, and put the marks of each letter in one order."""
    pairs: list[tuple[str, int]] = []
    for place, letter in enumerate(text):
        for piece in unicodedata.normalize("NFKC", letter).casefold():
            if unicodedata.category(piece)[0] not in "ZC":
                pairs.append((str(int(piece)) if piece.isdecimal() else piece, place))
    ordered: list[tuple[str, int]] = []
    run: list[tuple[str, int]] = []
    for pair in pairs:
        if is_mark(pair[0]):
            run.append(pair)
            continue
        ordered += [*sorted(run), pair]
        run = []
    ordered += sorted(run)
    return Folded(letters="".join(c for c, _ in ordered), at=tuple(place for _, place in ordered))


def is_mark(letter: str) -> bool:
    """Say whether it stands above or below a letter, and so never alone."""
    return unicodedata.category(letter) == "Mn"


def is_word_letter(letter: str) -> bool:
    """Say whether a letter is part of a word; where there is none it is not."""
    return letter.isalnum() or (letter != "" and is_mark(letter))


def size_of(text: str) -> int:
    """Return how many letters of words a text has."""
    return sum(is_word_letter(letter) for letter in text)
