"""This is what a time of sending can be: one moment, or a rule by which it returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Final

EVERY_DAY: Final = frozenset(range(1, 8))
WORKDAYS: Final = frozenset(range(1, 6))
_LONGEST_MONTH: Final = 31
_SKIPPING: Final = "-holidays"


@dataclass(frozen=True, kw_only=True)
class Once:
    """One moment, aware, in UTC."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class Weekly:
    """The same time on some weekdays, 1 is Monday; all seven are every day."""

    weekdays: frozenset[int]
    at: time
    skips_holidays: bool = False

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= EVERY_DAY:
            raise ValueError("weekdays are 1 to 7")


@dataclass(frozen=True, kw_only=True)
class Monthly:
    """The same time on some days of each month.

    A month that is too short has it on its last day, so that what is due on the 31st is never
    left out: a station that plans for the end of a month means each month.
    """

    days: frozenset[int]
    at: time
    skips_holidays: bool = False

    def __post_init__(self) -> None:
        if not self.days or not all(1 <= day <= _LONGEST_MONTH for day in self.days):
            raise ValueError("days of a month are 1 to 31")


@dataclass(frozen=True, kw_only=True)
class Cron:
    """A line of cron's five fields, in the station's time."""

    line: str
    skips_holidays: bool = False


Rule = Weekly | Monthly | Cron
Schedule = Once | Weekly | Monthly | Cron


class Doubt(StrEnum):
    """Why what was said is asked back."""

    UNREADABLE = "unreadable"
    WHICH_HOUR = "which_hour"
    NO_TIME = "no_time"
    WHICH_DAY = "which_day"
    PAST = "past"
    FAR = "far"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, kw_only=True)
class Unclear:
    """Words that are not guessed at: the doubt, and what may have been meant."""

    doubt: Doubt
    choices: tuple[Schedule, ...] = ()


def write_rule(rule: Rule) -> str:
    """Write a rule as it is kept, such as `weekly 1,5 08:00`."""
    if isinstance(rule, Cron):
        kept = f"cron {rule.line}"
    else:
        kind = "weekly" if isinstance(rule, Weekly) else "monthly"
        days = rule.weekdays if isinstance(rule, Weekly) else rule.days
        kept = f"{kind} {','.join(map(str, sorted(days)))} {rule.at:%H:%M}"
    return f"{kept} {_SKIPPING}" if rule.skips_holidays else kept


def read_rule(kept: str) -> Rule:
    """Read a rule as it was kept; raise ValueError for anything else."""
    skips = kept.endswith(_SKIPPING)
    kind, _, rest = kept.removesuffix(_SKIPPING).strip().partition(" ")
    if kind == "cron":
        return Cron(line=rest, skips_holidays=skips)
    days, _, at = rest.partition(" ")
    numbers = frozenset(int(day) for day in days.split(","))
    if kind == "weekly":
        return Weekly(weekdays=numbers, at=time.fromisoformat(at), skips_holidays=skips)
    if kind == "monthly":
        return Monthly(days=numbers, at=time.fromisoformat(at), skips_holidays=skips)
    raise ValueError(f"not a rule: {kept}")
