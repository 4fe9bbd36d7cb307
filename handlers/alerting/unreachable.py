"""This is what becomes of the alerts of an officer whom no message reaches."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from domain.answers import (
    Answer,
    Message,
    Words,
)
from domain.timer_events import OfficerUnreachable
from domain.tip import OPEN, TipState
from handlers.alerting.calling import is_waited_for, plain
from handlers.alerting.line import move_on
from models.case import (
    alerted,
    is_reachable,
    posts_for,
)
from models.chain import called
from models.officer import Officer, Role
from models.tip import Tip
from models.unit_of_work import UnitOfWork


def pass_on(event: OfficerUnreachable, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Pass an unreachable officer's open alerts to the next in line, and tell the desk."""
    officer = uow.officers.get(event.officer)
    if event.tip is None and is_reachable(officer):
        return []
    named = None if event.tip is None else uow.tips.find(event.tip)
    # Of a merged tip it is the case that somebody else must look after.
    case = None if named is None else uow.merges.main_of(named)
    tips = [tip for tip in uow.tips.in_states(*OPEN) if event.tip is None or tip is case]
    answers: list[Answer] = []
    for tip in tips:
        if officer.id in alerted(uow, tip) and not _was_passed_on(tip, officer, uow):
            answers += _pass_on_one(tip, officer, uow, catalog)
    if event.tip is None:
        name = uow.officers.profile(officer).spoken_name
        key = "case.suspended_officer" if officer.is_suspended else "case.unreachable_officer"
        said = Words(text=catalog.say(key, name=name))
        answers += _to_desk(said, officer, uow)
    return answers


def _pass_on_one(tip: Tip, officer: Officer, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    uow.tips.touch(tip)
    uow.tips.record(tip, "unreachable", at=uow.now, officer_id=officer.id)
    is_handler = tip.handler_id == officer.id
    if tip.state != TipState.SENT and not is_handler:
        return []
    answers: list[Answer] = []
    if not is_handler:
        keeps_waiting = is_waited_for(tip, uow, but=officer.id)
        answers = move_on(tip, uow, catalog, keeps_waiting=keeps_waiting)
    # While the month is spent, no word of it would arrive before the next.
    if uow.quotas.is_spent(uow.now):
        return answers
    name, number = uow.officers.profile(officer).spoken_name, uow.spoken_number_of(tip)
    key = "case.unreachable_handler" if is_handler else _standing(tip, officer, answers, uow)
    said = Words(text=catalog.say(key, name=name, number=number))
    return [*answers, *_to_desk(said, officer, uow, tip)]


def _standing(tip: Tip, officer: Officer, answers: Sequence[Answer], uow: UnitOfWork) -> str:
    """Return the sentence for who has a tip beside an officer who gets no message."""
    if any(isinstance(one, Message) and one.officer for one in answers):
        return "case.unreachable"
    holders = called(uow, tip) - {officer.id}
    is_held = any(one.is_reachable for one in posts_for(uow, tip) if one.officer in holders)
    return "case.unreachable_others" if is_held else "case.unreachable_nobody"


def _was_passed_on(tip: Tip, officer: Officer, uow: UnitOfWork) -> bool:
    lines = uow.tips.history(tip, "unreachable")
    return any(line.officer_id == officer.id for line in lines)


def _to_desk(
    said: Words, officer: Officer, uow: UnitOfWork, tip: Tip | None = None
) -> list[Answer]:
    """Tell the reachable desk, or those above it; of a restricted tip only the commander."""
    is_restricted = tip is not None and tip.is_restricted
    levels = ((Role.COMMANDER,),) if is_restricted else ((Role.DUTY,), (Role.COMMANDER, Role.ADMIN))
    for roles in levels:
        found = [
            one
            for one in uow.officers.with_roles(*roles)
            if is_reachable(one) and one.id != officer.id
        ]
        if found:
            return [plain(one, said, tip, uow) for one in found]
    return []


HANDLERS = {OfficerUnreachable: pass_on}
