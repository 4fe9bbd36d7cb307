"""This is how a bulletin is planned, held, taken back, and planned again, from what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from domain import bulletin_events
from domain.answers import Timer
from domain.bulletin import BulletinState, BulletinStep
from domain.when.hours import Policy, held_until, sort_overdue
from domain.when.recurrence import Reckoning, due_between, next_planned
from domain.when.schedule import read_rule
from models.bulletin import Bulletin, Occurrence
from models.unit_of_work import UnitOfWork

# A line such as `* * * * *` passes often while a machine is down.
_MOST_MISSED = 500


def policy(uow: UnitOfWork) -> Policy:
    """Return when the station's bulletins may speak, and how late is not too late."""
    rules = uow.rules
    return Policy(
        quiet_hours=rules.bulletin_hours, grace=rules.bulletin_grace, timezone=rules.timezone
    )


def reckoning(uow: UnitOfWork) -> Reckoning:
    """Return by which clock and holidays the station counts."""
    return Reckoning(timezone=uow.rules.timezone, holidays=uow.rules.almanac.holidays)


def plan(uow: UnitOfWork, bulletin: Bulletin, at: datetime) -> Timer:
    """Plan a drafted or approved bulletin for its first time; one that must wait is held."""
    bulletin.takes(BulletinStep.PLAN, now=uow.now)
    bulletin.next_at = at
    until = held_until(max(at, uow.now), policy(uow), is_urgent=bulletin.is_urgent)
    if until is not None and at <= uow.now:
        occurrence = uow.bulletins.at(bulletin, at)
        hold(bulletin, occurrence, until, uow)
    return timer(bulletin, at, at=bulletin.next_at)


def hold(bulletin: Bulletin, occurrence: Occurrence, until: datetime, uow: UnitOfWork) -> None:
    """Let one time of a bulletin wait for the end of the quiet hours."""
    occurrence.state, occurrence.held_until = BulletinState.HELD, until
    bulletin.next_at = until
    if bulletin.state != BulletinState.SENDING:
        bulletin.takes(BulletinStep.HOLD, now=uow.now)


def timer(bulletin: Bulletin, planned_at: datetime, *, at: datetime) -> Timer:
    """Return the timer that brings one time of a bulletin."""
    return bulletin_events.due(bulletin.id, version=bulletin.version, planned_at=planned_at, at=at)


def passed_over(uow: UnitOfWork, bulletin: Bulletin, planned_at: datetime) -> Sequence[datetime]:
    """Return a planned time, and those of the same bulletin that passed since, oldest first."""
    if bulletin.rule is None or planned_at >= uow.now:
        return [planned_at]
    later = due_between(read_rule(bulletin.rule), planned_at, uow.now, reckoning(uow))
    overdue = sort_overdue([planned_at, *islice(later, _MOST_MISSED)])
    return [*overdue.missed, overdue.standing or planned_at]


def plan_next(uow: UnitOfWork, bulletin: Bulletin, last: datetime) -> Timer | None:
    """Plan a repeating bulletin's next time after the last; None if it has none."""
    if bulletin.rule is None:
        bulletin.next_at = None
        return None
    bulletin.next_at = next_planned(read_rule(bulletin.rule), last, uow.now, reckoning(uow))
    if bulletin.next_at is None:
        return None
    return timer(bulletin, bulletin.next_at, at=bulletin.next_at)


def cancel(uow: UnitOfWork, bulletin: Bulletin) -> None:
    """Take a bulletin back; what LINE surely has not will not go.

    Raises BulletinStepRefused for one that has ended.
    """
    bulletin.takes(BulletinStep.CANCEL, now=uow.now)
    for occurrence in uow.bulletins.times(bulletin):
        if occurrence.ended_at is not None or occurrence.state == BulletinState.MISSED:
            continue
        if occurrence.started_at is not None:
            uow.deliveries.withdraw(occurrence, now=uow.now)
        else:
            occurrence.ended_at = uow.now
        occurrence.state = BulletinState.CANCELLED
