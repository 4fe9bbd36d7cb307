"""This is how a time of leave is read: so many days, until a day, from a day to another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain.calendar import DateDoubt, DateUnclear, parse_thai_date, plain_words

_LONGEST: Final = 366
_ERA: Final = 543
_CENTURY: Final = 2500
_SHORT_YEAR: Final = re.compile(r"(?<=[^\d])(\d{2})$")


@dataclass(frozen=True, kw_only=True)
class PeriodWords:
    """The words in which days and periods are said; `weekdays` and `near` map to numbers."""

    weekdays: Mapping[str, int]
    openings: Sequence[str]
    until: Sequence[str]
    since: Sequence[str]
    dated: Sequence[str]
    units: Mapping[str, int]
    near: Mapping[str, int]
    this: Sequence[str]
    company: Sequence[str]
    numbers: Mapping[str, int]
    endings: Sequence[str] = ()

    @property
    def day_words(self) -> tuple[str, ...]:
        """What may stand before the name of a weekday."""
        return tuple(one for one, days in self.units.items() if days == 1)


@dataclass(frozen=True, kw_only=True)
class Period:
    """Whole days, from one to another."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def weekday_key(name: str) -> str:
    """Return a weekday's name without dots, spaces and marks, as it is looked up."""
    return re.sub(r"[\s.\u0e2f]", "", plain_words(name))


def read_weekday(
    text: str, weekdays: Mapping[str, int], prefixes: Iterable[str] = ()
) -> int | None:
    """Read the name or number of a weekday, None if it is none."""
    key = weekday_key(text)
    for prefix in ("", *prefixes):
        found = weekdays.get(key.removeprefix(prefix))
        if found is not None:
            return found
    return None


def read_period(text: str, today: date, words: PeriodWords) -> Period | None:
    """Read a period that is not over, None rather than a guess."""
    said = without_opening(text, words)
    found = _counted(said, today, words) or _ranged(said, today, words)
    if found is None:
        day = read_day(said, today, words)
        found = None if day is None else (day, day)
    if found is None or found[1] < today or found[1] < found[0]:
        return None
    period = Period(first=max(found[0], today), last=found[1])
    return period if period.days <= _LONGEST else None


def without_opening(text: str, words: PeriodWords) -> str:
    """Return a text in plain letters without the word that asks for leave or for a swap."""
    said = plain_words(text)
    for ending in sorted(words.endings, key=len, reverse=True):
        said = said.removesuffix(ending).strip()
    return _after(said, words.openings) or ("" if said in words.openings else said)


def read_day(text: str, today: date, words: PeriodWords) -> date | None:
    """Read one day that is not over, of this year or the next where no year is said."""
    said = _after(text, words.since) or text.strip()
    if said in words.near:
        return today + timedelta(days=words.near[said])
    weekday = _weekday(said, words)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.isoweekday()) % 7)
    bare = _after(said, words.dated)
    if bare and bare.isdecimal():
        return _day_of_month(int(bare), today)
    return _dated(bare or said, today)


def _weekday(said: str, words: PeriodWords) -> int | None:
    # A bare number or letter is no day of the week to anyone who takes leave.
    bare = said
    for ending in words.this:
        bare = bare.removesuffix(ending).strip()
    day = next((one for one in words.units if words.units[one] == 1), "")
    is_named = bare.startswith(day) or len(weekday_key(bare)) > 2  # noqa: PLR2004
    return read_weekday(bare, words.weekdays, (day,)) if bare and is_named else None


def _counted(said: str, today: date, words: PeriodWords) -> tuple[date, date] | None:
    """Read `3 days`, perhaps with the day on which they begin before or behind."""
    numbers = "|".join([r"\d{1,3}", *map(re.escape, words.numbers)])
    units = "|".join(map(re.escape, sorted(words.units, key=len, reverse=True)))
    found = re.search(rf"(?:^|\s)({numbers})\s*({units})(?:\s|$)", said)
    if found is None:
        return None
    count = int(found[1]) if found[1].isdecimal() else words.numbers[found[1]]
    rest = f"{said[: found.start()]} {said[found.end() :]}".strip()
    first = read_day(rest, today, words) if rest else today
    if first is None or not count:
        return None
    return first, first + timedelta(days=count * words.units[found[2]] - 1)


def _ranged(said: str, today: date, words: PeriodWords) -> tuple[date, date] | None:
    """Read `until a day` or `a day to a day`; a bare first day is of the last one's month."""
    until = "|".join(map(re.escape, sorted(words.until, key=len, reverse=True)))
    parted = rf"{until}|(?<=\S)\s*-(?=\s*\d{{1,2}}\D)|\s-\s"
    found = re.fullmatch(rf"(.*?)\s*(?:{parted})\s*(.+)", said)
    if found is None:
        return None
    begins = (_after(found[1], words.since) or found[1]).strip()
    last = _day_or_number(found[2], today, words)
    if last is None:
        return None
    bare = _after(begins, words.dated) or begins
    if bare.isdecimal():
        return _same_month(int(bare), last)
    first = _first(begins, today, last, words) if begins else today
    return None if first is None else (first, last)


def _day_or_number(text: str, today: date, words: PeriodWords) -> date | None:
    bare = _after(text, words.dated) or text
    return _day_of_month(int(bare), today) if bare.isdecimal() else read_day(text, today, words)


def _first(begins: str, today: date, last: date, words: PeriodWords) -> date | None:
    """Read the first day of a period; one without a year may have begun already."""
    first = read_day(begins, today, words)
    if first is not None and first <= last:
        return first
    return _dated(_after(begins, words.dated) or begins, last - timedelta(days=_LONGEST))


def _same_month(day: int, last: date) -> tuple[date, date] | None:
    return (last.replace(day=day), last) if 1 <= day <= last.day else None


def _day_of_month(day: int, today: date) -> date | None:
    for ahead in range(62):
        found = today + timedelta(days=ahead)
        if found.day == day:
            return found
    return None


def _dated(text: str, today: date) -> date | None:
    """Read a written date; without a year it is the next such day, with two digits this era's."""
    try:
        return parse_thai_date(text)
    except DateUnclear as unclear:
        if unclear.doubt is DateDoubt.IMPOSSIBLE:
            return None
    for year in _years(text, today):
        try:
            found = parse_thai_date(year)
        except DateUnclear:
            continue
        if found >= today:
            return found
    return None


def _years(text: str, today: date) -> Sequence[str]:
    """Return a date with the years that its writer may have meant, the nearest first."""
    divider = next((one for one in "/-" if one in text), " ")
    plain = [f"{text}{divider}{today.year + ahead + _ERA}" for ahead in (0, 1)]
    short = _SHORT_YEAR.search(text)
    if short is None:
        return plain
    year = _CENTURY + int(short[1])
    is_near = year - _ERA in (today.year, today.year + 1)
    whole = [f"{text[: short.start()]}{year}"] if is_near else []
    return [*whole, *plain]


def _after(text: str, beginnings: Iterable[str]) -> str | None:
    """Return what stands behind the longest beginning that a text has, None if it has none."""
    for one in sorted(beginnings, key=len, reverse=True):
        if text.startswith(one):
            return text[len(one) :].strip()
    return None
