"""This is a cron line, read and computed by APScheduler's trigger, with cron's own weekdays."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from apscheduler.triggers.cron import CronTrigger

_FIELDS: Final = 5
# Cron counts weekdays from Sunday and lets 7 be Sunday too; the trigger counts from Monday.
_NAMES: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
# A line such as `0 0 30 2 *` has no day at all: the trigger stops looking here.
_YEARS: Final = "2000-2199"
_WEEKDAYS: Final = re.compile(r"([a-z]{3}|[0-7])(?:-([a-z]{3}|[0-7]))?(?:/([1-9]))?|\*/([1-9])")
_INSTANT: Final = timedelta(microseconds=1)


class CronUnclear(ValueError):
    """A line that is not cron's."""


def is_cron(line: str) -> bool:
    """Say whether a text is a cron line of five fields."""
    try:
        _triggers(line)
    except CronUnclear:
        return False
    return True


def next_wall(line: str, wall: datetime) -> datetime | None:
    """Return when a line next fires strictly after a time on the wall, None if it never does."""
    # The wall knows no offsets: it is reckoned as if it were UTC, so no clock change moves it.
    after = wall.replace(tzinfo=UTC) + _INSTANT
    found = [one.get_next_fire_time(None, after) for one in _triggers(line)]
    moments = [one.replace(tzinfo=None) for one in found if one is not None]
    return min(moments, default=None)


@lru_cache(maxsize=512)
def _triggers(line: str) -> tuple[Any, ...]:
    """Return the triggers of a line: cron takes either where both kinds of day are named."""
    fields = line.split()
    if len(fields) != _FIELDS:
        raise CronUnclear(line)
    minute, hour, day, month, weekday = fields
    named = weekday if weekday == "*" else _weekdays(weekday.lower())
    both = not day.startswith("*") and not weekday.startswith("*")
    pairs = [(day, "*"), ("*", named)] if both else [(day, named)]
    try:
        return tuple(
            CronTrigger(
                minute=minute,
                hour=hour,
                day=one,
                month=month,
                day_of_week=other,
                year=_YEARS,
                timezone=UTC,
            )
            for one, other in pairs
        )
    except ValueError as wrong:
        raise CronUnclear(line) from wrong


def _weekdays(field: str) -> str:
    """Write cron's weekdays by their names, ranges over a week's end included."""
    named: dict[str, None] = {}
    for part in field.split(","):
        found = _WEEKDAYS.fullmatch(part)
        if found is None:
            raise CronUnclear(field)
        if found[4]:
            named |= dict.fromkeys(_NAMES[0 : 7 : int(found[4])])
            continue
        first = _number(found[1], field)
        last = _number(found[2], field) if found[2] else 6 if found[3] else first
        last += 7 if last < first else 0
        named |= dict.fromkeys(_NAMES[at % 7] for at in range(first, last + 1, int(found[3] or 1)))
    return ",".join(named)


def _number(name: str, field: str) -> int:
    if name.isdigit():
        return int(name)
    if name not in _NAMES:
        raise CronUnclear(field)
    return _NAMES.index(name)
