"""This is a station's drill: what it costs, whether the month can bear it, who needs help after."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from statistics import median
from typing import Final

LASTS: Final = timedelta(days=3)
# Beside its question, each practice tip sends a card, and tells its sender of acceptance and end.
_FOLLOWING: Final = 3


@dataclass(frozen=True, kw_only=True)
class Month:
    """What LINE counts this month; `limit` is None where the account has none."""

    limit: int | None
    used: int
    reserve: float


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Counted messages: the questions alone, and all that follow if everybody practises."""

    questions: int
    whole: int


def cost(people: int) -> Cost:
    """Return what it costs to ask so many people."""
    return Cost(questions=people, whole=people * (1 + _FOLLOWING))


def spare(month: Month) -> int | None:
    """Return what may be spent without touching what is kept back for alerts; None: no limit."""
    if month.limit is None:
        return None
    kept_back = math.ceil(month.limit * month.reserve)
    return max(0, month.limit - month.used - kept_back)


def is_affordable(month: Month, price: Cost) -> bool:
    """Say whether the month bears a drill with all that follows, for officers are alerted by it."""
    left = spare(month)
    return left is None or price.whole <= left


class Standing(StrEnum):
    """How far somebody who was asked came; all but the last two need help."""

    UNREACHED = "unreached"
    SILENT = "silent"
    DROPPED = "dropped"
    WAITING = "waiting"
    DONE = "done"


NEEDS_HELP: Final = (Standing.UNREACHED, Standing.SILENT, Standing.DROPPED)


@dataclass(frozen=True, kw_only=True)
class Practice:
    """One practice tip within a drill, without what it says."""

    was_sent: bool
    accepted_after: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One member who was asked; known by village and number alone."""

    number: str
    village: str
    is_reached: bool
    practices: Sequence[Practice] = ()

    @property
    def accepted_after(self) -> timedelta | None:
        """How long their tip waited for an officer."""
        waits = [one.accepted_after for one in self.practices if one.accepted_after is not None]
        return min(waits, default=None)

    @property
    def standing(self) -> Standing:
        """How far they came."""
        if self.accepted_after is not None:
            return Standing.DONE
        if any(one.was_sent for one in self.practices):
            return Standing.WAITING
        if self.practices:
            return Standing.DROPPED
        return Standing.SILENT if self.is_reached else Standing.UNREACHED


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of a drill among some people; `minutes` is the median wait for an officer."""

    asked: int
    reached: int
    practised: int
    accepted: int
    minutes: int | None


def result(people: Sequence[Asked]) -> Result:
    """Sum up what came of a drill."""
    waits = [one.accepted_after for one in people if one.accepted_after is not None]
    seconds = [wait.total_seconds() for wait in waits]
    return Result(
        asked=len(people),
        # Who practised was reached, whatever LINE told us of the question.
        reached=sum(one.is_reached or bool(one.practices) for one in people),
        practised=sum(one.standing in (Standing.WAITING, Standing.DONE) for one in people),
        accepted=len(waits),
        minutes=math.ceil(median(seconds) / 60) if seconds else None,
    )


def by_village(people: Sequence[Asked]) -> dict[str, list[Asked]]:
    """Return the people of each village, villages in order."""
    found: dict[str, list[Asked]] = {}
    for one in sorted(people, key=lambda one: (one.village, one.number)):
        found.setdefault(one.village, []).append(one)
    return found
