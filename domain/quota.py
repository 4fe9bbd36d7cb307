"""This is how LINE counts what a station sends: by the month, as its own clocks show it.

Source: LINE Messaging API reference. It names no time zone for "this month"; every date that its
counting endpoints take or give is in UTC+9.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

_LINE_COUNTS_IN: Final = timezone(timedelta(hours=9))


def counted_month(moment: datetime) -> str:
    """Return the month in which LINE counts what is sent at an aware moment, as `2026-11`."""
    return f"{moment.astimezone(_LINE_COUNTS_IN):%Y-%m}"


@dataclass(frozen=True, kw_only=True)
class Budget:
    """A month's messages: `limit` is None where the account has none.

    `used` is what LINE told, and what was accepted since it told it. `queued` is handed over and
    not accepted yet, `planned` what bulletins that are still to come this month will cost.
    `reserve` is the share that only alerts may use.
    """

    limit: int | None
    used: int
    queued: int = 0
    planned: int = 0
    reserve: float = 0.0
    is_spent: bool = False

    @property
    def kept_back(self) -> int:
        """What is kept for alerts."""
        return 0 if self.limit is None else math.ceil(self.limit * self.reserve)

    def spare(self, *, beside_planned: bool = True) -> int | None:
        """Return what a bulletin may cost, None without a limit; planned ones come first."""
        if self.is_spent:
            return 0
        if self.limit is None:
            return None
        promised = self.queued + (self.planned if beside_planned else 0)
        return max(0, self.limit - self.used - promised - self.kept_back)

    @property
    def is_overdrawn(self) -> bool:
        """Say whether what is on its way already touches what is kept for alerts."""
        if self.limit is None:
            return self.is_spent
        return self.is_spent or self.used + self.queued + self.kept_back > self.limit

    def bears(self, cost: int, *, beside_planned: bool = True) -> bool:
        """Say whether a bulletin of that cost leaves the alerts theirs."""
        spare = self.spare(beside_planned=beside_planned)
        return cost == 0 or spare is None or cost <= spare


def estimated_use(*, told: int | None, counted: int, counted_when_told: int) -> int | None:
    """Return what is used by now: what LINE told last and what it accepted since; None if untold.

    LINE's own figure is approximate and lags, so what we counted ourselves is the least.
    """
    if told is None:
        return None
    return max(told + max(0, counted - counted_when_told), counted)


def forecast(used: int, planned: int, now: datetime) -> int:
    """Return what will be used by the month's end if it goes on so, and all that is planned."""
    here = now.astimezone(_LINE_COUNTS_IN)
    began = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    ends = (began + timedelta(days=32)).replace(day=1)
    # The first hours of a month say nothing of the rest.
    gone = max((here - began) / (ends - began), 1 / 31)
    return max(used, round(used / gone)) + planned


def month_ends(moment: datetime) -> datetime:
    """Return the moment at which the next month begins for LINE."""
    here = moment.astimezone(_LINE_COUNTS_IN)
    began = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (began + timedelta(days=32)).replace(day=1).astimezone(moment.tzinfo)
