"""This is the masking of words: what would tell who wrote them is blotted out where it does."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from domain.folding import Folded, fold, is_mark, is_word_letter, letters_of, size_of
from domain.identifiers import SHORTEST, TELLING, NameCustoms, Nicknames
from domain.numbers_said import houses_said
from domain.telephones import number_spans

MARK: Final = "▇▇▇"
# Thai runs on without gaps, so a short nickname stands in many an ordinary word.
_TELLING_WITHIN: Final = 6
# Nobody's name ends before one of these: it goes on.
_GOES_ON: Final = "\u0e30\u0e32\u0e33\u0e45"
_OPENING: Final = tuple("([-\u2013\u2014~:/")
_CLOSING: Final = ("", ")", "]")
# No hour or day has so many digits.
_LONG_NUMBER: Final = 3
_NO_NICKNAMES: Final = Nicknames()


@dataclass(frozen=True, kw_only=True)
class Masked:
    """A text whose telling places are blotted out, and how many there were."""

    text: str
    count: int

    @property
    def is_masked(self) -> bool:
        """Whether anything was blotted out."""
        return self.count > 0


@dataclass(frozen=True, kw_only=True)
class _Around:
    """What stands before and after a possible secret, gaps left out, and where it stands.

    `is_apart`: between gaps. `is_polite`: with a polite word right behind it, and then a gap.
    `is_signed`: with a gap before it, and a gap or a polite word behind it. `begins`: a
    line begins with it. `fills`: a line or a bracket holds nothing else but numbers. `runs_on`:
    digits or a stroke stand right beside it, so that it is part of another number.
    """

    before: str
    after: str
    is_apart: bool
    is_signed: bool
    is_polite: bool
    begins: bool
    fills: bool
    runs_on: bool


def mask(
    text: str,
    *,
    secrets: Iterable[str],
    nicknames: Nicknames = _NO_NICKNAMES,
    customs: NameCustoms | None = None,
) -> Masked:
    """Blot out telephone numbers, national ids and the sender's secrets; plates and lanes stay."""
    customs = (customs or NameCustoms()).folded
    spans = number_spans(text)
    folded = fold(text)
    known = {letters_of(secret) for secret in secrets}
    if any(map(_is_house, known)):
        spans += _houses_said(text, folded, known, customs)
    for secret in sorted(known):
        is_number = _is_house(secret)
        tells = _tells_house if is_number else _tells_name
        if is_number or size_of(secret) >= SHORTEST:
            spans += _spans(text, folded, secret, customs, tells)
    for names, tells in ((nicknames.free, _tells_free), (nicknames.cued, _tells_cued)):
        for name in sorted({letters_of(name) for name in names}):
            spans += _spans(text, folded, name, customs, tells)
    return _blot(text, sorted(spans))


def _spans(
    text: str,
    folded: Folded,
    secret: str,
    customs: NameCustoms,
    tells: Callable[[str, _Around, NameCustoms], bool],
) -> Iterator[tuple[int, int]]:
    start = folded.letters.find(secret)
    while start >= 0:
        end = start + len(secret)
        first, last = min(folded.at[start:end]), max(folded.at[start:end]) + 1
        around = _around(text, folded, (start, end), (first, last), customs)
        is_cut = bool(around.after) and (is_mark(around.after[0]) or around.after[0] in _GOES_ON)
        if not is_cut and tells(secret, around, customs):
            yield first, last
        start = folded.letters.find(secret, start + 1)


def _is_house(secret: str) -> bool:
    return re.fullmatch(r"[\d/]+", secret) is not None


def _houses_said(
    text: str, folded: Folded, known: Container[str], customs: NameCustoms
) -> Iterator[tuple[int, int]]:
    """Find the sender's house number as it is said, or with a hyphen, which hours have, too."""
    for house in houses_said(text):
        if house.number in known:
            first = bisect_left(folded.at, house.start)
            among = (first, bisect_left(folded.at, house.end, lo=first))
            around = _around(text, folded, among, (house.start, house.end), customs)
            is_cued = around.before.endswith((*customs.house_cues, *customs.home_cues))
            is_long = len(house.number.partition("/")[0]) >= _LONG_NUMBER
            is_plain = is_cued or is_long or not house.is_hyphened
            if is_plain and _tells_house(house.number, around, customs):
                yield house.start, house.end


def _around(
    text: str,
    folded: Folded,
    among: tuple[int, int],
    place: tuple[int, int],
    customs: NameCustoms,
) -> _Around:
    first, last = place
    left = text[:first].rpartition("\n")[2].rstrip()
    right = _after_particles(text[last:].partition("\n")[0], customs)
    begins = not any(map(is_word_letter, left))
    ends = not is_word_letter(right[:1])
    is_bracketed = left[-1:] in _OPENING and right[:1] in _CLOSING
    return _Around(
        before=folded.letters[: among[0]],
        after=folded.letters[among[1] :],
        is_apart=_stands_apart(text, first, last),
        is_signed=ends and not _is_word_at(text, first - 1),
        is_polite=ends and right != text[last:].partition("\n")[0],
        begins=begins,
        fills=is_bracketed or (begins and not any(c.isalpha() for c in right)),
        runs_on=_is_numeral(text[first - 1 : first], text[:first].rstrip()[-1:])
        or _is_numeral(text[last : last + 1], text[last:].lstrip()[:1]),
    )


def _is_numeral(beside: str, nearest: str) -> bool:
    return beside.isdecimal() or nearest == "/"


def _after_particles(text: str, customs: NameCustoms) -> str:
    """Return what follows the polite words right behind a name."""
    for particle in customs.particles:
        if text.startswith(particle):
            return text[len(particle) :]
    return text


def _is_word_at(text: str, place: int) -> bool:
    return place >= 0 and is_word_letter(text[place])


def _stands_apart(text: str, first: int, last: int) -> bool:
    return not _is_word_at(text, first - 1) and not is_word_letter(text[last : last + 1])


def _tells_house(secret: str, around: _Around, customs: NameCustoms) -> bool:
    before = around.before
    if around.runs_on:
        return False
    if before.endswith(customs.house_cues):
        return True
    return "/" in secret and not before.endswith(customs.lane_cues)


def _tells_name(secret: str, around: _Around, customs: NameCustoms) -> bool:
    if around.is_apart:
        return True
    if secret.isascii():
        return not _runs_on(around)
    if around.before.endswith(customs.cues):
        return True
    return size_of(secret) >= TELLING and secret not in customs.ordinary


def _tells_free(secret: str, around: _Around, customs: NameCustoms) -> bool:
    if around.is_apart or _tells_cued(secret, around, customs):
        return True
    return not _runs_on(around) if secret.isascii() else size_of(secret) >= _TELLING_WITHIN


def _tells_cued(secret: str, around: _Around, customs: NameCustoms) -> bool:
    if secret.isascii() and _runs_on(around):
        return False
    if around.fills or around.before.endswith(customs.kin):
        return True
    if around.is_signed and around.before.endswith(customs.closings):
        return True
    if around.begins and around.after.startswith(customs.deeds):
        return True
    is_subject = around.begins or around.before.endswith(customs.leads)
    return is_subject and (around.is_polite or around.after.startswith(customs.claims))


def _runs_on(around: _Around) -> bool:
    """Say whether Latin letters or digits stand right beside it, so that it is part of a word."""
    before, after = around.before[-1:], around.after[:1]
    return (before.isascii() and before.isalnum()) or (after.isascii() and after.isalnum())


def _blot(text: str, spans: list[tuple[int, int]]) -> Masked:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    pieces, place = [], 0
    for start, end in merged:
        pieces += [text[place:start], MARK]
        place = end
    return Masked(text="".join([*pieces, text[place:]]), count=len(merged))
