"""This is what those who have a tip hear of its changes, and who must hear of it besides."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from catalog.cards import compose_bare_card, compose_card, compose_update
from domain.answers import (
    Answer,
    Message,
    Rank,
    Words,
)
from domain.calendar import spoken_number
from domain.case import Sight
from domain.classification.kinds import Urgency
from domain.events import TipChanged
from domain.routing import Because, Call, route
from domain.tip import OPEN, TipState
from handlers.alerting.calling import (
    accept_within,
    alert,
    await_acceptance,
    customs,
    last_step,
    plain,
    to_officer,
)
from models.case import (
    alerted,
    facts,
    has_card,
    is_reachable,
    matter_of,
    posts_for,
    sight,
)
from models.likeness import with_twin
from models.officer import Officer, Role
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_NEWS = ("added", "edited", "moved", "reopened", "real", "drill", "merged", "unmerged")
_REROUTED = ("moved", "unmerged")


def tell_change(event: TipChanged, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Tell who has an open tip what its sender added, edited, withdrew or wishes."""
    tip = uow.tips.find(event.tip)
    if tip is None or tip.state not in OPEN:
        return []
    if event.what == "cancelled":
        number = spoken_number(tip.year, tip.sequence)
        said = Words(text=catalog.say("case.cancelled", number=number))
        return [plain(one, said, tip, uow) for one in _concerned(tip, uow)]
    if event.what == "withdrawn":
        return [_tell_withdrawal(one, tip, uow, catalog) for one in _concerned(tip, uow)]
    if event.what not in _NEWS:
        return []
    told = [_tell_news(one, event.what, tip, uow, catalog) for one in _concerned(tip, uow)]
    return [*told, *_widen(event.what, tip, uow, catalog), *_hasten(event.what, tip, uow)]


def _concerned(tip: Tip, uow: UnitOfWork) -> list[Officer]:
    """Return who should know of a change: the handler, or all who were alerted."""
    found = [tip.handler_id] if tip.handler_id is not None else sorted(alerted(uow, tip))
    officers = [uow.officers.get(one) for one in found]
    return [one for one in officers if is_reachable(one) and sight(uow, one, tip) is not Sight.NONE]


def _tell_news(officer: Officer, what: str, tip: Tip, uow: UnitOfWork, catalog: Catalog) -> Message:
    known = with_twin(uow, facts(uow, tip, customs()), tip, officer)
    if sight(uow, officer, tip) is Sight.BARE:
        card = compose_bare_card(known, catalog, uow.rules)
    else:
        card = compose_update(known, catalog, uow.rules, what=what)
    rank = Rank.ALERT if tip.urgency == Urgency.EMERGENCY else Rank.NOTICE
    return to_officer(officer, [card], tip, uow, rank=rank)


def _tell_withdrawal(officer: Officer, tip: Tip, uow: UnitOfWork, catalog: Catalog) -> Message:
    """Send what is left to who has no card yet; to who has one, a notice without content."""
    if not has_card(uow, officer, tip):
        known = facts(uow, tip, customs())
        is_bare = sight(uow, officer, tip) is Sight.BARE
        compose = compose_bare_card if is_bare else compose_card
        card = compose(known, catalog, uow.rules)
        return to_officer(officer, [card], tip, uow, rank=Rank.ALERT)
    number = spoken_number(tip.year, tip.sequence)
    return plain(officer, Words(text=catalog.say("case.withdrawn", number=number)), tip, uow)


def _widen(what: str, tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    """Alert those to whom a tip now belongs: its right village, the desk, the commander."""
    if what == "reopened":
        return _show_commander(tip, uow, catalog)
    is_graver = tip.urgency == Urgency.EMERGENCY and tip.state == TipState.SENT
    if what not in _REROUTED and not is_graver:
        return []
    already = alerted(uow, tip)
    fresh = route(matter_of(tip), posts_for(uow, tip)).calls
    calls = [call for call in fresh if call.officer not in already]
    return alert(calls, tip, uow, catalog) if calls else []


def _show_commander(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    """Show the commanders a tip whose sender says that it is not done."""
    already = alerted(uow, tip)
    calls = [
        Call(officer=one.id, because=Because.COMMANDER)
        for one in uow.officers.with_roles(Role.COMMANDER)
        if is_reachable(one) and one.id not in already and sight(uow, one, tip) is Sight.FULL
    ]
    return alert(calls, tip, uow, catalog)


def _hasten(what: str, tip: Tip, uow: UnitOfWork) -> list[Answer]:
    """Await acceptance anew of a tip that now belongs to others, or became an emergency."""
    is_urgent = accept_within(tip, uow) == uow.rules.accept_within.get(Urgency.EMERGENCY)
    is_sent = tip.state == TipState.SENT and bool(alerted(uow, tip))
    if not is_sent or not (is_urgent or what in _REROUTED):
        return []
    step = last_step(tip, uow) + 1
    if what == "unmerged":
        # The timer of before may have run out meanwhile: its step is taken from it.
        uow.tips.record(tip, "retimed", at=uow.now, detail={"step": step})
        step += 1
    return await_acceptance(tip, step, uow)
