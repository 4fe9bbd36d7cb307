"""This is what waits until the quiet hours are over, what is sent late, and what was missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from domain.calendar import BANGKOK
from domain.roster import Shift, Span, pause_ends, wall
from domain.when.recurrence import moment_at

_DAY: Final = timedelta(days=1)
_LONGEST: Final = timedelta(days=60)
_PUNCTUAL: Final = timedelta(minutes=1)


class Fate(StrEnum):
    """What becomes of something that is due: `wait`: its time, or the morning, has not come."""

    WAIT = "wait"
    SEND = "send"
    LATE = "late"
    MISSED = "missed"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A station's quiet hours, `HH:MM-HH:MM` or empty, and for how long late is not too late."""

    quiet_hours: str = ""
    grace: timedelta = timedelta(hours=1)
    timezone: str = BANGKOK


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What becomes of it, until when it waits if it does, and how late it is."""

    fate: Fate
    until: datetime | None = None
    late: timedelta = timedelta(0)


def held_until(moment: datetime, policy: Policy, *, is_urgent: bool = False) -> datetime | None:
    """Return when the quiet hours end in which a moment lies, None if it lies in none."""
    if is_urgent:
        return None
    ends = pause_ends(wall(moment, policy.timezone), policy.quiet_hours)
    return None if ends is None else moment_at(ends.date(), ends.time(), policy.timezone)


def judge(due: datetime, now: datetime, policy: Policy, *, is_urgent: bool = False) -> Verdict:
    """Say what becomes of something at a moment, given when it was due.

    The quiet hours do not count as delay, for nobody was to hear of it then. What is not due yet
    waits, even if a clock that was put back once showed that it was.
    """
    if now < due:
        return Verdict(fate=Fate.WAIT, until=due)
    late = now - due if is_urgent else lateness(due, now, policy)
    if late > policy.grace:
        return Verdict(fate=Fate.MISSED, late=late)
    held = held_until(now, policy, is_urgent=is_urgent)
    if held is not None:
        return Verdict(fate=Fate.WAIT, until=held, late=late)
    return Verdict(fate=Fate.LATE if late > _PUNCTUAL else Fate.SEND, late=late)


def lateness(due: datetime, now: datetime, policy: Policy) -> timedelta:
    """Return how much time outside the quiet hours has passed since something was due."""
    passed = now - due
    if passed <= timedelta(0) or passed > _LONGEST:
        return max(passed, timedelta(0))
    for span in _nights(due, now, policy):
        begins = moment_at(span.begins.date(), span.begins.time(), policy.timezone)
        ends = moment_at(span.ends.date(), span.ends.time(), policy.timezone)
        passed -= max(min(ends, now) - max(begins, due), timedelta(0))
    return passed


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """Times that passed: those that were missed, and the one that is still to be judged."""

    missed: tuple[datetime, ...] = ()
    standing: datetime | None = None


def sort_overdue(due: Sequence[datetime]) -> Overdue:
    """Let the newest of several times that passed stand for all: nobody hears the same twice."""
    if not due:
        return Overdue()
    ordered = sorted({one.astimezone(UTC) for one in due})
    return Overdue(missed=tuple(ordered[:-1]), standing=ordered[-1])


def _nights(due: datetime, now: datetime, policy: Policy) -> Sequence[Span]:
    if not policy.quiet_hours.strip():
        return ()
    begins, ends = (time.fromisoformat(part.strip()) for part in policy.quiet_hours.split("-"))
    night = Shift(weekday=1, begins=begins, ends=ends)
    first = wall(due, policy.timezone).date() - _DAY
    count = (wall(now, policy.timezone).date() - first).days + 1
    return [night.on(first + _DAY * at) for at in range(count)]
