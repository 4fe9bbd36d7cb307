"""This is what a text names that finds the same thing again: number plates and telephones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from domain.telephones import phone_numbers

_LONGEST: Final = 2_000
_GAP: Final = r"[\s.\-\u2010-\u2015]{0,3}"
_FORM: Final = (
    rf"(?:(?P<head>[1-9])(?P<apart>\s?))?(?P<letters>[\u0e01-\u0e2e]{{2,3}}){_GAP}"
    r"(?P<number>[1-9]\d{0,3})(?!\d|[,./:]\d)"
)
_PLATE: Final = re.compile(_FORM)
_APART: Final = re.compile(rf"(?<![\w\u0e30-\u0e4e./]){_FORM}")
_CAR_LETTERS: Final = 2
_TELLING_DIGITS: Final = 3
_PUNCTUATION: Final = " \t\n:.-()="


@dataclass(frozen=True, kw_only=True)
class TraceCustoms:
    """How plates are told from words before numbers, and other people's telephones from one's own.

    `plate_cues` stand before a plate, `fillers` between the two; `ordinary` are words that look
    like a plate's letters; `provinces` stand behind one. `own_before` and `own_after` stand beside
    a number at which the writer can be called.
    """

    plate_cues: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    ordinary: frozenset[str] = frozenset()
    provinces: tuple[str, ...] = ()
    own_before: tuple[str, ...] = ()
    own_after: tuple[str, ...] = ()


def plates(text: str, customs: TraceCustoms) -> frozenset[str]:
    """Find number plates, each in one form; the province is left out, as most people do."""
    plain = _plain(text)
    found = {_form(one) for one in _after_cues(plain, customs)}
    alone = _APART.finditer(plain)
    return frozenset(found | {_form(one) for one in alone if _stands_alone(plain, one, customs)})


def phones(text: str, customs: TraceCustoms) -> frozenset[str]:
    """Find telephone numbers of others; one at which the writer can be called is left out."""
    plain = _plain(text)
    return frozenset(
        digits
        for start, end, digits in phone_numbers(plain)
        if not plain[:start].rstrip(_PUNCTUATION).endswith(customs.own_before)
        and not plain[end:].lstrip(_PUNCTUATION).startswith(customs.own_after)
    )


def _plain(text: str) -> str:
    """Write a text in one encoding with Arabic digits, without what nobody sees."""
    kept = (one for one in unicodedata.normalize("NFKC", text[:_LONGEST]))
    return "".join(
        str(int(one)) if one.isdecimal() else one
        for one in kept
        if unicodedata.category(one) != "Cf"
    )


def _after_cues(plain: str, customs: TraceCustoms) -> Iterator[re.Match[str]]:
    for cue in customs.plate_cues:
        for at in re.finditer(re.escape(cue), plain):
            found = _PLATE.match(plain, _past_fillers(plain, at.end(), customs))
            if found is not None and found["letters"] not in customs.ordinary:
                yield found


def _past_fillers(plain: str, start: int, customs: TraceCustoms) -> int:
    at, before = start, -1
    while at != before:
        before = at
        at += len(plain[at:]) - len(plain[at:].lstrip(_PUNCTUATION))
        for filler in customs.fillers:
            at += len(filler) if plain.startswith(filler, at) else 0
    return at


def _stands_alone(plain: str, found: re.Match[str], customs: TraceCustoms) -> bool:
    """Say whether letters and digits are a plate without any word that says so."""
    letters = found["letters"]
    if letters in customs.ordinary:
        return False
    if plain[found.end() :].lstrip(_PUNCTUATION).startswith(customs.provinces):
        return True
    is_car = len(letters) == _CAR_LETTERS
    is_whole = bool(found["head"]) and not found["apart"]
    return is_car and (is_whole or len(found["number"]) >= _TELLING_DIGITS)


def _form(found: re.Match[str]) -> str:
    return f"{found['head'] or ''}{found['letters']}{found['number']}"
