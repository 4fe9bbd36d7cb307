"""This is what a phrase about a time has said so far: a day or days, an hour, a repetition."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from domain.when.times import Heard
from domain.when.tokens import Part

_ERA: Final = 543
_BUDDHIST_CENTURY: Final = 2500
_COMMON_CENTURY: Final = 2000
_SHORT: Final = 100
_BUDDHIST: Final = 2400
_AHEAD: Final = 20
_WEEK: Final = 7
_DECEMBER: Final = 12
_SOUGHT: Final = 62


class Muddled(ValueError):
    """A phrase that says two things at once, or nothing that can be."""


class NoSuchDay(ValueError):
    """A date that no calendar has."""


@dataclass(kw_only=True)
class Draft:
    """What was said; each thing is said once, or the phrase is not understood."""

    today: date
    days: tuple[date, ...] = ()
    has_year: bool = False
    is_now: bool = False
    is_near: bool = False
    ahead: timedelta | None = None
    heard: Heard | None = None
    part: Part | None = None
    weekday: int | None = None
    weekdays: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    skips: bool = False
    doubts_weekday: bool = False
    said: set[str] = field(default_factory=set)

    @property
    def repeats(self) -> bool:
        """Whether it returns."""
        return bool(self.weekdays or self.month_days)

    def once(self, what: str) -> None:
        """Note that something is said; raise Muddled at the second time."""
        if what in self.said:
            raise Muddled(what)
        self.said.add(what)

    def take_part(self, part: Part | None) -> None:
        """Note a part of the day; said again it must be the same."""
        if part is not None and self.part not in (None, part):
            raise Muddled("part")
        self.part = part or self.part

    def take_days(self, *days: date) -> None:
        """Note a day, or those that may be meant; of days said twice those that agree are kept."""
        both = [day for day in self.days if day in days]
        self.days = tuple(both) or (*self.days, *days)

    def settle_weekday(self) -> None:
        """Let a weekday beside a date confirm it; one by itself is the coming one."""
        if self.weekday is None:
            return
        own = [day for day in self.days if day.isoweekday() == self.weekday]
        coming = weekday_ahead(self.weekday, self.today)
        self.doubts_weekday = not self.days
        self.days = tuple(own) or (*self.days, coming)


def day_of(day: int, month: int, year: int | None, today: date) -> date:
    """Return a date; without a year it is the next such day."""
    try:
        if year is not None:
            return date(year, month, day)
        found = date(today.year, month, day)
        return found if found >= today else date(today.year + 1, month, day)
    except ValueError:
        raise NoSuchDay from None


def common_year(number: int, today: date, *, is_common: bool = False) -> int:
    """Return a year of either era, two digits being of the era in which they are near."""
    if number >= _SHORT:
        return number - _ERA if number >= _BUDDHIST and not is_common else number
    common, buddhist = _COMMON_CENTURY + number, _BUDDHIST_CENTURY + number - _ERA
    if is_common or today.year <= common <= today.year + _AHEAD:
        return common
    return buddhist


def weekday_ahead(weekday: int, today: date) -> date:
    """Return the next such weekday, today if it is one."""
    return today + timedelta(days=(weekday - today.isoweekday()) % _WEEK)


def weekday_of_week(weekday: int, weeks: int, today: date) -> date:
    """Return the weekday of this week or of one that follows; weeks begin on Monday."""
    return today + timedelta(days=weekday - today.isoweekday() + _WEEK * weeks)


def next_weekday(weekday: int, today: date) -> Sequence[date]:
    """Return the days that `next` with a weekday may mean: the coming one, and next week's."""
    coming = weekday_ahead(weekday, today + timedelta(days=1))
    following = weekday_of_week(weekday, 1, today)
    return (following,) if coming == following else (coming, following)


def day_of_month(day: int, today: date, *, months: int | None = None) -> date:
    """Return the next such day of a month, or that of this month or of a following one."""
    if months is not None:
        first = month_ahead(today, months)
        return day_of(day, first.month, first.year, today)
    for count in range(_SOUGHT):
        found = today + timedelta(days=count)
        if found.day == day:
            return found
    raise NoSuchDay


def month_ahead(today: date, months: int) -> date:
    """Return the first day of this month or of a following one."""
    count = today.month - 1 + months
    return date(today.year + count // _DECEMBER, count % _DECEMBER + 1, 1)


def month_end(today: date, months: int) -> date:
    """Return the last day of this month or of a following one."""
    first = month_ahead(today, months)
    return first.replace(day=monthrange(first.year, first.month)[1])
