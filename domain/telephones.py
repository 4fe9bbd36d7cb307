"""This is how telephone numbers and national ids are found however people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final, NamedTuple

from domain.numbers_said import Digits, digits_said

# People part numbers by these, and hide them behind characters that nobody sees.
_GAP: Final = r"[\s\-.()\u2010-\u2015\u2212\u00ad\u200b-\u200f\u2060-\u2064\ufe0f\ufeff]"
_ANY: Final = _GAP + "{0,3}"
_ZERO, _TWO, _SIX = "[0\u0e50]", "[2\u0e52]", "[6\u0e56]"
_THREE_TO_SEVEN, _SIX_EIGHT_NINE = "[3-7\u0e53-\u0e57]", "[689\u0e56\u0e58\u0e59]"


def _run(count: int) -> str:
    return rf"(?:{_ANY}\d){{{count}}}"


_ABROAD: Final = rf"(?:\+|{_ZERO}{_ANY}{_ZERO}){_ANY}{_SIX}{_ANY}{_SIX}{_ANY}(?:{_ZERO}{_ANY})?"
_PHONE: Final = re.compile(
    rf"{_ABROAD}\d{_run(7)}(?:{_ANY}\d)?(?!\d)"
    rf"|(?<!\d){_SIX}{_SIX}{_ANY}{_SIX_EIGHT_NINE}{_run(8)}(?!\d)"
    rf"|(?<!\d){_ZERO}{_ANY}{_SIX_EIGHT_NINE}{_run(8)}(?!\d)"
    rf"|(?<!\d){_ZERO}{_TWO}{_ANY}\d{{3}}{_ANY}\d{{4}}(?!\d)"
    rf"|(?<!\d){_ZERO}{_THREE_TO_SEVEN}\d{_ANY}\d{{3}}{_ANY}\d{{3}}(?!\d)"
)
_NATIONAL_ID: Final = re.compile(rf"(?<!\d)\d{_run(12)}(?!\d)")
# A span of hours or a date before an hour has as many digits as a telephone, but is none.
_HOURS: Final = re.compile(r"\d\d\.[0-5]\d\s*[-\u2013]\s*[0-2]\d\.[0-5]\d")
_DATE: Final = re.compile(r"\d{1,2}([-./ ])[01]?\d\1(?:19|20|2[456])\d\d")


_ABROAD_DIGITS: Final = re.compile(r"^(?:00)?660?(?=\d{8,9}$)")


class _Found(NamedTuple):
    """A number: where it stands, and how it is written, in digits if it was said."""

    start: int
    end: int
    written: str


def number_spans(text: str) -> list[tuple[int, int]]:
    """Return where telephone numbers and national ids stand in a text."""
    return [(one.start, one.end) for one in _numbers(text, _NATIONAL_ID, _PHONE)]


def phone_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Find telephone numbers: where each stands, and its digits as they are dialled at home."""
    for found in _numbers(text, _PHONE):
        yield found.start, found.end, dialled(found.written)


def numbers_in(text: str) -> list[str]:
    """Return the telephone numbers and national ids that are blotted out of a text, in order.

    One that is said in words is told in digits.
    """
    found: list[_Found] = []
    for one in _numbers(text, _NATIONAL_ID, _PHONE):
        if not any(other.start < one.end and one.start < other.end for other in found):
            found.append(one)
    return [one.written.strip() for one in sorted(found)]


def dialled(number: str) -> str:
    """Return a number's digits, a telephone's as they are dialled at home."""
    digits = "".join(str(int(one)) for one in number if one.isdecimal())
    return _ABROAD_DIGITS.sub("0", digits)


def _numbers(text: str, *forms: re.Pattern[str]) -> Iterator[_Found]:
    said = tuple(digits_said(text))
    for form in forms:
        written = (_Found(*found.span(), found.group()) for found in form.finditer(text))
        for one in chain(written, *(_numbers_said(form, digits) for digits in said)):
            if form is _NATIONAL_ID or not _is_time(text[one.start : one.end]):
                yield one


def _numbers_said(form: re.Pattern[str], said: Digits) -> Iterator[_Found]:
    """Find numbers among digits that are said, with the gaps between them and without.

    One without a well spelt word is left out: colours and the like sound as some digits do.
    """
    for plain in dict.fromkeys((said.parted, said.parted.replace(" ", ""))):
        for found in form.finditer(plain):
            first = len(plain[: found.start()].replace(" ", ""))
            last = first + len(found.group().replace(" ", ""))
            if any(said.spelt[first:last]):
                yield _Found(said.spans[first][0], said.spans[last - 1][1], found.group())


def _is_time(written: str) -> bool:
    digits = "".join(str(int(c)) if c.isdecimal() else c for c in written)
    return bool(_HOURS.match(digits) or _DATE.match(digits))
