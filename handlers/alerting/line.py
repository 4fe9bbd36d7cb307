"""This is the line of those whom a tip goes to, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from domain.answers import Answer, Timer
from domain.routing import Route, route
from domain.timer_events import AcceptanceDue, PauseEnded, TipReady
from domain.tip import BEFORE_SENDING, Step, TipState
from handlers.alerting.alike import tell_holder, weigh
from handlers.alerting.calling import alert, await_acceptance, pause_end
from handlers.alerting.distress import cry_out
from handlers.alerting.hearing import ask_to_hear
from handlers.alerting.outside import tell_outside
from models.case import is_reachable, matter_of, posts_for
from models.chain import called, since_opened
from models.tip import Tip
from models.unit_of_work import UnitOfWork


def send(event: TipReady, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Send a tip to whom it belongs, and remember to look whether anyone accepts it."""
    tip = uow.tips.find(event.tip)
    if tip is None or tip.state not in BEFORE_SENDING:
        return []
    tip.take(Step.SEND)
    tip.sent_at = uow.now
    uow.tips.record(tip, "sent", at=uow.now)
    twin = weigh(tip, uow)
    return [
        *move_on(tip, uow, catalog),
        *ask_to_hear(tip, uow, catalog),
        *tell_outside(tip, uow, catalog),
        *tell_holder(tip, twin, uow, catalog),
    ]


def go_on(event: AcceptanceDue, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Alert the next in line when nobody accepted a tip in time; each step happens once."""
    tip = uow.tips.find(event.tip)
    if tip is None or not _is_awaited(tip, event.step):
        return []
    before = len(called(uow, tip))
    answers = move_on(tip, uow, catalog)
    if len(called(uow, tip)) > before or event.step == 1:
        uow.tips.record(tip, "overdue", at=uow.now, detail={"step": event.step})
    return answers


def resume(event: PauseEnded, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Send a routine tip on in the morning."""
    tip = uow.tips.find(event.tip)
    if tip is None or not _is_awaited(tip, event.step):
        return []
    return move_on(tip, uow, catalog)


def _is_awaited(tip: Tip, step: int) -> bool:
    """Say whether a timer's step is the one that a tip is at; a tip of before has no step."""
    return tip.state == TipState.SENT and step == (tip.rung or step)


def move_on(
    tip: Tip, uow: UnitOfWork, catalog: Catalog, *, keeps_waiting: bool = False
) -> list[Answer]:
    """Alert whoever is next and give them their time.

    `keeps_waiting`: somebody else has it still, whose time runs on.
    """
    morning = _wait_for_morning(tip, uow)
    if morning:
        return morning
    uow.hold_officers()
    before, is_spent = called(uow, tip), uow.quotas.is_spent(uow.now)
    way = route(matter_of(tip), posts_for(uow, tip), alerted=before)
    _note(tip, way, uow)
    # One alert waits for a new month, and goes by mail; more would only be repeats of it.
    calls = () if is_spent and before else way.calls
    answers = alert(calls, tip, uow, catalog)
    is_lost = is_spent and not _is_silent(way)
    if not keeps_waiting:
        answers += _await(tip, uow, goes_on=bool(calls) or way.is_alone or is_lost)
    if is_lost or way.is_alone or _has_lost_all(tip, way, uow):
        answers += cry_out(tip, uow, catalog)
    return answers


def start_over(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    """Alert those to whom a tip belongs now, from the first on, and give them their time."""
    morning = _wait_for_morning(tip, uow)
    if morning:
        return morning
    uow.hold_officers()
    way = route(matter_of(tip), posts_for(uow, tip))
    _note(tip, way, uow)
    before = called(uow, tip)
    calls = [call for call in way.calls if call.officer not in before]
    answers = alert(calls, tip, uow, catalog)
    answers += _await(tip, uow, goes_on=not _is_silent(way))
    return [*answers, *(cry_out(tip, uow, catalog) if way.is_alone else [])]


def _await(tip: Tip, uow: UnitOfWork, *, goes_on: bool) -> list[Answer]:
    if goes_on:
        return await_acceptance(tip, tip.rung + 1, uow)
    tip.rung += 1
    tip.accept_by = None
    return []


def _wait_for_morning(tip: Tip, uow: UnitOfWork) -> list[Answer]:
    """Return the timer of a routine tip that waits for the end of the station's pause."""
    due = pause_end(tip, uow, uow.now)
    if due is None:
        return []
    tip.rung += 1
    tip.accept_by = None
    uow.tips.record(tip, "held", at=uow.now, detail={"until": due.isoformat()})
    event = PauseEnded(happened_at=due, tip=tip.id, step=tip.rung)
    return [Timer(key=f"tip:{tip.id}:morning:{tip.rung}", due=due, event=event)]


def _note(tip: Tip, way: Route, uow: UnitOfWork) -> None:
    """Keep on the tip's history who was passed over, and why nobody gets it by the rules."""
    if _is_silent(way) and not since_opened(uow, tip, "silent"):
        uow.tips.record(tip, "silent", at=uow.now, detail={"because": way.because})
    known = {
        (line.officer_id, (uow.tips.detail(line) or {}).get("because"))
        for line in since_opened(uow, tip, "passed_over")
    }
    for officer, why in way.passed_over.items():
        if (officer, why.value) not in known:
            detail = {"because": why.value}
            uow.tips.record(tip, "passed_over", at=uow.now, officer_id=officer, detail=detail)


def _is_silent(way: Route) -> bool:
    return not way.calls and way.is_meant


def _has_lost_all(tip: Tip, way: Route, uow: UnitOfWork) -> bool:
    """Say whether there is no next, and nobody who has the tip can be reached any more."""
    is_over = not way.calls and not way.is_meant
    return is_over and not any(is_reachable(uow.officers.get(one)) for one in called(uow, tip))


HANDLERS = {TipReady: send, AcceptanceDue: go_on, PauseEnded: resume}
