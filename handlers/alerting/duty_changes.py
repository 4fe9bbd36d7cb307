"""This is what becomes of open tips when an officer comes on or goes off duty."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from domain.answers import Answer
from domain.classification.kinds import Urgency
from domain.roster import is_on_duty, wall
from domain.routing import silence
from domain.timer_events import DutyChanged
from domain.tip import TipState
from handlers.alerting.calling import is_waited_for, pause_end
from handlers.alerting.line import move_on
from models.case import matter_of
from models.chain import called, since_opened
from models.handing import has_left
from models.officer import Officer
from models.tip import Tip
from models.unit_of_work import UnitOfWork


def follow_duty(event: DutyChanged, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Offer the waiting tips of who left to the next, and those of nobody to who came."""
    officer = uow.officers.get(event.officer)
    duty = uow.roster.duty(officer, at=uow.now)
    has_come = is_on_duty(duty, wall(uow.now, uow.rules.timezone), uow.rules.almanac)
    answers: list[Answer] = []
    for tip in uow.tips.in_states(TipState.SENT):
        if event.tip not in (None, tip.id):
            continue
        if has_come:
            answers += _take_up(tip, uow, catalog)
        else:
            answers += _offer(tip, officer, uow, catalog)
    return answers


def _take_up(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Send on a tip that nobody has who is there."""
    is_still = silence(matter_of(tip)) is not None or pause_end(tip, uow, uow.now) is not None
    return [] if is_still or is_waited_for(tip, uow) else move_on(tip, uow, catalog)


def _offer(tip: Tip, officer: Officer, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    is_theirs = officer.id in called(uow, tip) and not has_left(uow, officer, tip)
    if not is_theirs or _is_offered(tip, officer, uow):
        return []
    uow.tips.touch(tip)
    uow.tips.record(tip, "off_duty", at=uow.now, officer_id=officer.id)
    keeps_waiting = is_waited_for(tip, uow, but=officer.id)
    # Whoever came after them has it already; an emergency is never left to one less.
    if keeps_waiting and tip.urgency != Urgency.EMERGENCY:
        return []
    return move_on(tip, uow, catalog, keeps_waiting=keeps_waiting)


def _is_offered(tip: Tip, officer: Officer, uow: UnitOfWork) -> bool:
    """Say whether a tip was passed on for this officer since it last went to them."""
    lines = since_opened(uow, tip, "alerted", "off_duty")
    own = [line.what for line in lines if line.officer_id == officer.id]
    return bool(own) and own[-1] == "off_duty"


HANDLERS = {DutyChanged: follow_duty}
