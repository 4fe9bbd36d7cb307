"""This is a phrase about a time, cut into the words and numbers that it consists of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from domain.calendar import plain_words

LONGEST: Final = 80

# One letter for each kind of word, so that a phrase's grammar can be written as patterns of kinds.
KINDS: Final[Mapping[str, str]] = {
    "every": "e",
    "ahead": "a",
    "next": "x",
    "this": "t",
    "now": "!",
    "days": "d",
    "weeks": "k",
    "months": "M",
    "hours": "h",
    "minutes": "i",
    "dated": "@",
    "oclock": "l",
    "mark": "L",
    "daytime": "o",
    "evening": "u",
    "small": "T",
    "noon": "q",
    "midnight": "Q",
    "half": "f",
    "month_end": "E",
    "month_start": "S",
    "until": "-",
    "and": "&",
    "skipping": "s",
    "workdays": "W",
    "weekdays": "w",
    "am": "A",
    "pm": "P",
    "era": "y",
    "common_era": "Y",
    "time": ":",
}
WEEKDAY, SUNDAY, PLAIN_DAYS, NEAR, PART, MONTH = "g", "v", "w", "z", "p", "m"
NUMBER, CLOCK, DATE = "n", "c", "D"
_FILLER: Final = "_"
_GAP: Final = re.compile(r"[\s,;]+")
_DATE: Final = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}/\d{1,2}(?!\d)"
_CLOCK: Final = r"\d{1,2}[:.]\d{2}(?:[:.]00)?(?![\d./-])"
_ISO: Final = re.compile(r"(?<=\d-\d\d)t(?=\d)")
_INITIAL: Final = 2


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the day: first and last hour, 24 and more after midnight, and what is offered."""

    first: int
    last: int
    offered: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Token:
    """One word or number of a phrase: its kind, as one letter, and what it says."""

    kind: str
    text: str
    value: int = 0
    part: Part | None = None


@dataclass(frozen=True, kw_only=True)
class WhenWords:
    """The words in which people say when, each with its meaning."""

    words: Mapping[str, Sequence[str]]
    near: Mapping[str, int]
    parts: Mapping[str, Part]
    weekdays: Mapping[str, int]
    sunday: str
    months: Mapping[str, int]
    numbers: Mapping[str, int]
    offered: tuple[int, ...]

    @cached_property
    def known(self) -> Mapping[str, Token]:
        """Every word in plain letters."""
        found: dict[str, Token] = {}
        for word, number in self.weekdays.items():
            self._know_weekday(word, number, found)
        for kind, values in ((MONTH, self.months), (NUMBER, self.numbers), (NEAR, self.near)):
            for word, value in values.items():
                found[plain_words(word)] = Token(kind=kind, text=word, value=value)
        for name, kind in {**KINDS, "fillers": _FILLER}.items():
            for word in self.words[name]:
                found[plain_words(word)] = Token(kind=kind, text=word)
        for word, part in self.parts.items():
            found[plain_words(word)] = Token(kind=PART, text=word, part=part)
        return found

    def _know_weekday(self, word: str, number: int, found: dict[str, Token]) -> None:
        plain = plain_words(word)
        kind = SUNDAY if plain == plain_words(self.sunday) else WEEKDAY
        # An initial is a weekday only with its dot: a bare letter may be anything.
        forms = (f"{plain}.",) if len(plain) <= _INITIAL else (plain, f"{plain}.")
        for form in forms:
            if not plain.isdigit():
                found[form] = Token(kind=kind, text=form, value=number)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds the longest word at each place of a phrase."""
        words = "|".join(map(re.escape, sorted(self.known, key=len, reverse=True)))
        return re.compile(
            rf"(?P<date>{_DATE})|(?P<clock>{_CLOCK})|(?P<number>\d+)|(?P<word>{words})"
        )


def tokens_of(text: str, words: WhenWords) -> Sequence[Token] | None:
    """Cut a phrase up, None if anything in it is not a word about time."""
    if len(text) > LONGEST:
        return None
    left = _without_endings(_ISO.sub(" ", plain_words(text)), words)
    found: list[Token] = []
    at = 0
    while at < len(left):
        gap = _GAP.match(left, at)
        if gap is not None:
            at = gap.end()
            continue
        match = words.pattern.match(left, at)
        if match is None:
            return None
        token = _token(match, words)
        if token.kind != _FILLER:
            found.append(token)
        at = match.end()
    return found


def _token(match: re.Match[str], words: WhenWords) -> Token:
    text = match.group()
    if match.lastgroup == "word":
        return words.known[text]
    kind = {"date": DATE, "clock": CLOCK, "number": NUMBER}[match.lastgroup or ""]
    return Token(kind=kind, text=text, value=int(text) if kind == NUMBER else 0)


def _without_endings(said: str, words: WhenWords) -> str:
    endings = sorted((plain_words(one) for one in words.words["endings"]), key=len, reverse=True)
    for _ in endings:
        cut = next((one for one in endings if said.endswith(one) and said != one), None)
        if cut is None:
            break
        said = said.removesuffix(cut).strip()
    return said
