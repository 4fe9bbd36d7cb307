"""This is how numbers are read that are written as they are said: telephones and houses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from domain.folding import fold, letters_of
from domain.thai import (
    AGAIN,
    BETWEEN_DIGITS,
    DIGITS_SAID,
    ONE_AFTER_TEN,
    STROKES_SAID,
    TENS_SAID,
    TWO_BEFORE_TEN,
)

_DIGITS: Final = {
    letters_of(word): digit for digit, words in enumerate(DIGITS_SAID) for word in words
}
_WELL_SPELT: Final = {
    letters_of(word)
    for words in DIGITS_SAID
    for word in words
    if word == words[0] or word.isascii()
}
_ONES: Final = (
    _DIGITS
    | dict.fromkeys(map(letters_of, ONE_AFTER_TEN), 1)
    | dict.fromkeys(map(letters_of, TWO_BEFORE_TEN), 2)
)
_TENS: Final = {letters_of(word): value for word, value in TENS_SAID.items()}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, map(letters_of, words)), key=len, reverse=True))


_WORD: Final = _any_of(_DIGITS)
_HINT: Final = re.compile("|".join(word for words in DIGITS_SAID for word in words), re.IGNORECASE)
_AGAIN: Final = re.escape(AGAIN)
# More signs than these between two digits part two numbers.
_PART: Final = rf"(?:{_any_of(BETWEEN_DIGITS)}|[ \-.,/()\u2010-\u2015\u2212]){{0,4}}"
_RUN: Final = re.compile(rf"(?:{_WORD}|\d)(?:{_PART}(?:{_WORD}|{_AGAIN}|\d))*")
_PIECE: Final = re.compile(rf"(?P<word>{_WORD})|(?P<again>{_AGAIN})|(?P<digit>\d)")

# No number of a house is said in more words.
_MOST: Final = 11
_SAID: Final = rf"(?:{_any_of((*_ONES, *_TENS))})"
_NUMBER: Final = rf"(?:\d+|{_SAID}(?: ?{_SAID}){{0,{_MOST}}})"
_STROKE: Final = rf" ?(?:{_any_of(STROKES_SAID)}|[/\-\u2010-\u2015\u2212]) ?"
_HOUSE: Final = re.compile(rf"(?P<first>{_NUMBER})(?:(?P<stroke>{_STROKE})(?P<second>{_NUMBER}))?")
_TOKEN: Final = re.compile(rf"\d+|{_any_of(_ONES)}|{_any_of(_TENS)}")
_HYPHENS: Final = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212")


@dataclass(frozen=True, kw_only=True)
class Digits:
    """Digits that are said one by one, and where each stands: from, to, and whether well spelt.

    `parted` holds them with a space where something stands between.
    """

    parted: str
    spans: tuple[tuple[int, int], ...]
    spelt: tuple[bool, ...]


class House(NamedTuple):
    """What may be a house number, as it would be written with a stroke, and where it stands."""

    start: int
    end: int
    number: str
    is_hyphened: bool


def digits_said(text: str) -> Iterator[Digits]:
    """Find runs of digits of which some are words."""
    if not _HINT.search(text):
        return
    letters, at = _spaced(text)
    for run in _RUN.finditer(letters):
        if not run.group().replace(" ", "").isdecimal():
            yield _read(letters, at, run)


def _read(letters: str, at: tuple[int, ...], run: re.Match[str]) -> Digits:
    parted, spans, spelt = "", list[tuple[int, int]](), list[bool]()
    end = run.start()
    for piece in _PIECE.finditer(letters, run.start(), run.end()):
        digit = parted[-1:] if piece["again"] else str(_DIGITS.get(piece.group(), piece.group()))
        parted += (" " if piece.start() > end else "") + digit
        spans.append((at[piece.start()], at[piece.end() - 1] + 1))
        spelt.append(piece.group() in _WELL_SPELT)
        end = piece.end()
    return Digits(parted=parted, spans=tuple(spans), spelt=tuple(spelt))


def houses_said(text: str) -> Iterator[House]:
    """Find what may be house numbers: said, or with another sign in place of the stroke."""
    letters, at = _spaced(text)
    for found in _HOUSE.finditer(letters):
        number = _value(found["first"])
        if found["second"]:
            number += f"/{_value(found['second'])}"
        stroke = (found["stroke"] or "").strip()
        yield House(at[found.start()], at[found.end() - 1] + 1, number, stroke in _HYPHENS)


def _value(said: str) -> str:
    """Return a number in digits, said digit by digit or in hundreds and tens."""
    tokens = _TOKEN.findall(said)
    if not any(token in _TENS for token in tokens):
        return "".join(str(_ONES.get(token, token)) for token in tokens)
    total, ones = 0, 0
    for token in tokens:
        if token in _TENS:
            total, ones = total + (ones or 1) * _TENS[token], 0
        else:
            ones = ones * 10 + _ONES[token]
    return str(total + ones)


def _spaced(text: str) -> tuple[str, tuple[int, ...]]:
    """Return a text as it is compared, with a space for each gap, and where each letter stood."""
    folded = fold(text)
    letters, at = list[str](), list[int]()
    for letter, place in zip(folded.letters, folded.at, strict=True):
        if at and text[at[-1] + 1 : place].strip("\u200b\u200c\u200d\ufeff\u2060\u00ad"):
            letters.append(" ")
            at.append(at[-1])
        letters.append(letter)
        at.append(place)
    return "".join(letters), tuple(at)
