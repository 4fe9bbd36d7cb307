"""This is a tip that comes to an officer again: handed on by a colleague, or on its review day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from catalog import Catalog
from catalog.cards import compose_update
from domain.answers import Answer, Message, Rank
from domain.case import Sight
from domain.routing import Because
from domain.timer_events import ReviewDue, TipHandedOver
from domain.tip import OPEN, TipState
from handlers.alerting.calling import await_acceptance, customs, look_when_off, to_officer
from handlers.alerting.line import move_on
from models.case import is_reachable, sight
from models.facts import facts
from models.handing import handed_to
from models.officer import Officer, Role
from models.tip import Tip
from models.unit_of_work import UnitOfWork


def hand(event: TipHandedOver, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Show a tip to whom it was handed, say by whom and why, and await acceptance anew."""
    tip = uow.tips.find(event.tip)
    if tip is None or tip.handler_id is not None or handed_to(uow, tip) != event.to:
        return []
    officer = uow.officers.get(event.to)
    if tip.state == TipState.MERGED:
        return _hand_merged(tip, officer, uow, catalog)
    if tip.state != TipState.SENT:
        return []
    _call(officer, tip, uow)
    if not is_reachable(officer) or sight(uow, officer, tip) is not Sight.FULL:
        return move_on(tip, uow, catalog)
    told = _handed(officer, tip, uow, catalog)
    # The timer that runs was set for the officer before: a new rung makes it void.
    waits = await_acceptance(tip, tip.rung + 1, uow)
    return [told, *look_when_off(officer, tip, uow), *waits]


def _hand_merged(tip: Tip, officer: Officer, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Show a tip that was merged meanwhile to whom it was handed, and call them to its case.

    While nobody has the case they are one more who may take it; its own time runs on.
    """
    main, merge = uow.merges.main_of(tip), uow.merges.of(tip)
    if TipState(main.state) not in OPEN or merge is None:
        return []
    _call(officer, tip, uow)
    may_know = is_reachable(officer) and sight(uow, officer, tip) is Sight.FULL
    # Who merged it themselves was shown the case.
    if not may_know or officer.id in (merge.officer_id, main.handler_id):
        return []
    waits: Sequence[Answer] = ()
    if main.state == TipState.SENT:
        _call(officer, main, uow)
        waits = look_when_off(officer, main, uow)
    return [_handed(officer, tip, uow, catalog), *waits]


def _call(officer: Officer, tip: Tip, uow: UnitOfWork) -> None:
    uow.tips.touch(tip)
    why = {"because": Because.HANDED.value}
    uow.tips.record(tip, "alerted", at=uow.now, officer_id=officer.id, detail=why)


def _handed(officer: Officer, tip: Tip, uow: UnitOfWork, catalog: Catalog) -> Message:
    known = facts(uow, tip, customs())
    card = compose_update(known, catalog, uow.rules, what="handed", note=_note(tip, uow, catalog))
    return to_officer(officer, [card], tip, uow, rank=Rank.ALERT)


def _note(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> str:
    """Say who handed a tip on, and why."""
    lines = [one for one in uow.tips.history(tip, "handed_over") if one.detail is not None]
    if not lines or lines[-1].officer_id is None:
        return ""
    name = uow.officers.profile(uow.officers.get(lines[-1].officer_id)).spoken_name
    return catalog.say("card.handed", name=name, reason=uow.tips.detail(lines[-1])["reason"])


def review(event: ReviewDue, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Bring an investigation back as a card on its review day, if it still runs."""
    tip = uow.tips.find(event.tip)
    is_due = tip is not None and tip.review_at == event.review_at
    if tip is None or not is_due or not _is_looked_at(tip, uow):
        return []
    known = facts(uow, tip, customs())
    card = compose_update(known, catalog, uow.rules, what="review", note=_reason(tip, uow, catalog))
    return [to_officer(one, [card], tip, uow, rank=Rank.NOTICE) for one in _reviewers(tip, uow)]


def _is_looked_at(tip: Tip, uow: UnitOfWork) -> bool:
    """Say whether a tip rests, or was merged while it did into a case that never rested with it."""
    if tip.state != TipState.MERGED:
        return tip.state == TipState.INVESTIGATING
    main = uow.merges.main_of(tip)
    return main.state == TipState.ACCEPTED and not uow.merges.rests_with(main, tip)


def _reviewers(tip: Tip, uow: UnitOfWork) -> Sequence[Officer]:
    """Return who has the tip or its case; where they see it no more, the commanders."""
    has_it = uow.merges.main_of(tip).handler_id
    handler = [] if has_it is None else [uow.officers.get(has_it)]
    for officers in (handler, uow.officers.with_roles(Role.COMMANDER)):
        found = [
            one for one in officers if is_reachable(one) and sight(uow, one, tip) is Sight.FULL
        ]
        if found:
            return found
    return []


def _reason(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> str:
    lines = uow.tips.history(tip, "investigating")
    return catalog.say("card.paused", reason=uow.tips.detail(lines[-1])["reason"]) if lines else ""


HANDLERS: Final[dict[Any, Any]] = {TipHandedOver: hand, ReviewDue: review}
