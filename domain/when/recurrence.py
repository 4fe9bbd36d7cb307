"""This is when a rule is due next, in the station's time, whatever clocks do."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.calendar import BANGKOK, local
from domain.when.cron import next_wall
from domain.when.schedule import Cron, Monthly, Rule, Weekly

_DAY: Final = timedelta(days=1)
_SOUGHT: Final = 800
_MOST_TRIES: Final = 20_000


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """By which clock and with which public holidays a station counts."""

    timezone: str = BANGKOK
    holidays: frozenset[date] = field(default_factory=frozenset)


def moment_at(day: date, at: time, timezone: str = BANGKOK) -> datetime:
    """Return the moment of a time on the wall.

    A time that clocks leave out is as much later as they leap; of one that they show twice it is
    the first.
    """
    return datetime.combine(day, at, tzinfo=ZoneInfo(timezone)).astimezone(UTC)


def next_after(rule: Rule, moment: datetime, by: Reckoning) -> datetime | None:
    """Return when a rule is due next, strictly after a moment; None if it never is again."""
    found = _by_cron(rule, moment, by) if isinstance(rule, Cron) else _by_day(rule, moment, by)
    for due in found:
        is_free = rule.skips_holidays and local(due, by.timezone).date() in by.holidays
        if due > moment and not is_free:
            return due
    return None


def next_planned(
    rule: Rule, last: datetime | None, now: datetime, by: Reckoning
) -> datetime | None:
    """Return what is due next after the last time and after now.

    A clock that was put back shows a past that was served: nothing of it is due again.
    """
    return next_after(rule, now if last is None else max(last, now), by)


def due_between(rule: Rule, after: datetime, until: datetime, by: Reckoning) -> Iterator[datetime]:
    """Return all times at which a rule is due after a moment and not after another, in order."""
    due = next_after(rule, after, by)
    while due is not None and due <= until:
        yield due
        due = next_after(rule, due, by)


def _by_day(rule: Weekly | Monthly, moment: datetime, by: Reckoning) -> Iterator[datetime]:
    day = local(moment, by.timezone).date()
    for _ in range(_SOUGHT):
        if _is_on(rule, day):
            yield moment_at(day, rule.at, by.timezone)
        day += _DAY


def _is_on(rule: Weekly | Monthly, day: date) -> bool:
    if isinstance(rule, Weekly):
        return day.isoweekday() in rule.weekdays
    last = monthrange(day.year, day.month)[1]
    return day.day in rule.days or (day.day == last and max(rule.days) > last)


def _by_cron(rule: Cron, moment: datetime, by: Reckoning) -> Iterator[datetime]:
    wall: datetime | None = local(moment, by.timezone).replace(tzinfo=None)
    for _ in range(_MOST_TRIES):
        wall = None if wall is None else next_wall(rule.line, wall)
        if wall is None:
            return
        yield moment_at(wall.date(), wall.time(), by.timezone)
