"""This is the moment at which a bulletin is due: it begins, is held, or is reported as missed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from catalog import Catalog
from domain import bulletin_events
from domain.answers import Answer
from domain.audience import Reach
from domain.bulletin import (
    LOOKS_AGAIN_AFTER,
    RIDES_FOR,
    BulletinState,
    BulletinStep,
    SaverEnd,
)
from domain.bulletin_events import BulletinDue
from domain.quota import Budget
from domain.when.hours import Fate, judge
from handlers.bulletins.telling import tell_missed
from models.bulletin import Bulletin, Occurrence
from models.planning import hold, passed_over, plan_next, policy, timer
from models.reach import budget_of, reach_of
from models.unit_of_work import UnitOfWork

_LIVE = (BulletinState.SCHEDULED, BulletinState.HELD, BulletinState.SENDING)
_WAITING = (BulletinState.SCHEDULED, BulletinState.HELD)


def launch(event: BulletinDue, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Begin a bulletin whose time has come, unless it must wait or came too late."""
    bulletin = uow.bulletins.get(event.bulletin, held=True)
    if event.version != bulletin.version or bulletin.state not in _LIVE:
        return []
    *missed, standing = passed_over(uow, bulletin, event.planned_at)
    answers: list[Answer] = []
    for planned_at in missed:
        occurrence = uow.bulletins.at(bulletin, planned_at)
        if occurrence.state in _WAITING:
            answers = _miss(bulletin, occurrence, uow, catalog, because="late")
    occurrence = uow.bulletins.at(bulletin, standing)
    if occurrence.state not in _WAITING:
        return answers
    return [*answers, *_judged(bulletin, occurrence, uow, catalog)]


def _judged(
    bulletin: Bulletin, occurrence: Occurrence, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    planned_at = occurrence.planned_at
    found = judge(planned_at, uow.now, policy(uow), is_urgent=bulletin.is_urgent)
    if found.fate is Fate.MISSED:
        told = _miss(bulletin, occurrence, uow, catalog, because=occurrence.because or "late")
        return [*told, *_next(bulletin, occurrence, uow)]
    if found.fate is Fate.WAIT and found.until is not None:
        if found.until > planned_at:
            hold(bulletin, occurrence, found.until, uow)
        return [timer(bulletin, planned_at, at=found.until)]
    return _sent(bulletin, occurrence, uow, catalog)


def _sent(
    bulletin: Bulletin, occurrence: Occurrence, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    reach = reach_of(uow, uow.bulletins.audience(bulletin))
    budget = budget_of(uow, apart_from=bulletin)
    if budget is None or reach.uncounted:
        # LINE is asked by others; who does not know the price does not buy.
        occurrence.because = "uncounted"
        return [timer(bulletin, occurrence.planned_at, at=uow.now + LOOKS_AGAIN_AFTER)]
    occurrence.because = None
    cost = len(reach.people) if bulletin.saver_end == SaverEnd.DROP else reach.cost
    if not budget.bears(cost, beside_planned=not bulletin.is_urgent):
        return _unborne(bulletin, occurrence, uow, catalog, reach=reach, budget=budget)
    _begin(bulletin, occurrence, uow, reach=reach, cost=cost)
    first = bulletin_events.spreading(bulletin.id, occurrence.id, "groups", 0, at=uow.now)
    return [first, *_next(bulletin, occurrence, uow)]


def _begin(
    bulletin: Bulletin, occurrence: Occurrence, uow: UnitOfWork, *, reach: Reach, cost: int
) -> None:
    bulletin.takes(BulletinStep.SEND, now=uow.now)
    uow.bulletins.begin(occurrence, bulletin, now=uow.now)
    occurrence.receivers, occurrence.cost = reach.receivers, cost
    if bulletin.saver_end is not None:
        span = RIDES_FOR if bulletin.rides_for is None else timedelta(seconds=bulletin.rides_for)
        occurrence.rides_until = uow.now + span


def _unborne(
    bulletin: Bulletin,
    occurrence: Occurrence,
    uow: UnitOfWork,
    catalog: Catalog,
    *,
    reach: Reach,
    budget: Budget,
) -> Sequence[Answer]:
    told = _miss(
        bulletin,
        occurrence,
        uow,
        catalog,
        because="reserve",
        cost=reach.cost,
        spare=budget.spare(beside_planned=not bulletin.is_urgent) or 0,
    )
    return [*told, *_next(bulletin, occurrence, uow)]


def _miss(
    bulletin: Bulletin,
    occurrence: Occurrence,
    uow: UnitOfWork,
    catalog: Catalog,
    *,
    because: str,
    **numbers: int,
) -> list[Answer]:
    occurrence.state, occurrence.because = BulletinState.MISSED, because
    occurrence.ended_at = uow.now
    return list(tell_missed(bulletin, occurrence, uow, catalog, **numbers))


def _next(bulletin: Bulletin, occurrence: Occurrence, uow: UnitOfWork) -> Sequence[Answer]:
    """Plan the time after this one, and let a bulletin that was missed rest until then or end."""
    following = plan_next(uow, bulletin, occurrence.planned_at)
    if bulletin.state != BulletinState.SENDING:
        step = BulletinStep.MISS if following is None else BulletinStep.REST
        bulletin.takes(step, now=uow.now)
    return [] if following is None else [following]


HANDLERS = {BulletinDue: launch}
