"""This is what those who have a tip hear of its changes, and who must hear of it besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from catalog import Catalog
from catalog.cards import compose_bare_card, compose_card, compose_update
from domain.answers import (
    Answer,
    Message,
    Rank,
    Words,
)
from domain.case import Sight
from domain.classification.kinds import Urgency
from domain.routing import Because, route, silence
from domain.timer_events import TipChanged
from domain.tip import OPEN, TipState, Trust
from handlers.alerting.calling import (
    accept_within,
    alert,
    await_acceptance,
    customs,
    is_waited_for,
    look_when_off,
    pause_end,
    plain,
    to_officer,
)
from handlers.alerting.hearing import ask_to_hear
from handlers.alerting.line import move_on, start_over
from handlers.alerting.outside import tell_outside
from models.case import alerted, has_card, is_reachable, matter_of, posts_for, sight
from models.chain import called
from models.facts import facts
from models.handing import handed_to, has_left
from models.likeness import with_twin
from models.officer import Officer, Role
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_NEWS = (
    *("added", "edited", "moved", "reopened", "real", "drill"),
    *("recast", "raised", "retimed"),
    *("gist", "answered", "named", "unnamed", "ordered", "reopened_by_officer"),
    *("merged", "unmerged"),
)
_SAID = ("added", "edited", "answered")
_WIDENED = ("moved", "raised")
_BY_OFFICER = ("corrected", "corrected_category", "corrected_urgency", "unmerged")
_TAKEN_DOWN = ("added", "moved")
_REROUTED = (*_WIDENED, "unmerged")
_REREAD = ("recast", "retimed")
_REOPENED = ("reopened", "ordered", "reopened_by_officer")
# What a commander reads of a tip that was opened again, and what its officers read.
_FOR_COMMANDERS = {"reopened": "not_done", "reopened_by_officer": "reopened_by_officer"}
_FOR_OFFICERS = {"reopened": "reopened", "ordered": "reopened"}


def tell_change(event: TipChanged, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Tell who has an open tip what its sender added, edited, withdrew or wishes."""
    tip = uow.tips.find(event.tip)
    if tip is None or tip.state not in OPEN:
        return []
    if event.what == "cancelled":
        number = uow.spoken_number_of(tip)
        said = Words(text=catalog.say("case.cancelled", number=number))
        return [plain(one, said, tip, uow) for one in _concerned(tip, uow)]
    if event.what == "withdrawn":
        return [_tell_withdrawal(one, tip, uow, catalog) for one in _concerned(tip, uow)]
    if event.what not in _NEWS:
        return ask_to_hear(tip, uow, catalog) if event.what == "voice" else []
    if event.what in _REOPENED:
        told = _tell_reopening(event, tip, uow, catalog)
        return [*told, *_await_anew(tip, uow, catalog)]
    told = _tell_all(event, tip, uow, catalog)
    heard = ask_to_hear(tip, uow, catalog) if event.what == "added" else []
    beyond = tell_outside(tip, uow, catalog)
    return [*told, *heard, *beyond, *_go_on(event.what, tip, uow, catalog)]


def _concerned(tip: Tip, uow: UnitOfWork) -> list[Officer]:
    """Return who should know of a change: the handler, or all who were alerted and kept it."""
    found = [tip.handler_id] if tip.handler_id is not None else sorted(alerted(uow, tip))
    officers = [one for one in uow.officers.ours(found) if not has_left(uow, one, tip)]
    return [one for one in officers if is_reachable(one) and sight(uow, one, tip) is not Sight.NONE]


def _tell_all(event: TipChanged, tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    """Show all who have a tip what became of it; the officer who did it has its card."""
    done_by = _done_by(event, tip, uow)
    told: list[Answer] = []
    for one in _concerned(tip, uow):
        if one.id not in done_by:
            told.append(_tell_news(one, event, tip, uow, catalog))
        if event.what == "unmerged" and tip.state == TipState.SENT:
            told += look_when_off(one, tip, uow)
    return told


def _done_by(event: TipChanged, tip: Tip, uow: UnitOfWork) -> set[int | None]:
    """Return the officers whose own doing a change is: a correction, or words of a caller."""
    lines = uow.tips.history(tip, *_BY_OFFICER)
    found = {line.officer_id for line in lines if line.happened_at == event.happened_at}
    if not found and event.what in _TAKEN_DOWN and Trust(tip.trust) is Trust.DESK:
        found = {line.officer_id for line in uow.tips.history(tip, "opened")}
    return found


def _tell_news(
    officer: Officer, event: TipChanged, tip: Tip, uow: UnitOfWork, catalog: Catalog
) -> Message:
    seen = facts(uow, tip, customs(), news=event.message, since=event.since)
    known = with_twin(uow, seen, tip, officer)
    if sight(uow, officer, tip) is Sight.BARE:
        card = compose_bare_card(known, catalog, uow.rules)
    else:
        # Where nothing new was said the last words alone would be an answer without its story.
        is_said = event.what in _SAID or event.message is not None or event.since is not None
        known = known if is_said else replace(known, latest="")
        card = compose_update(known, catalog, uow.rules, what=event.what)
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
    number = uow.spoken_number_of(tip)
    return plain(officer, Words(text=catalog.say("case.withdrawn", number=number)), tip, uow)


def _go_on(what: str, tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    """Alert those to whom a tip now belongs, and await acceptance as soon as it now must be."""
    if silence(matter_of(tip)) is not None:
        return []
    if tip.state != TipState.SENT:
        return _widen(what, tip, uow, catalog)
    if what == "unmerged" and _waits_for_whom_it_was_handed_to(tip, uow):
        return await_acceptance(tip, tip.rung + 1, uow)
    if what in _REROUTED or (what in _REREAD and not called(uow, tip)):
        return start_over(tip, uow, catalog)
    if what == "retimed":
        return await_acceptance(tip, tip.rung + 1, uow)
    within = accept_within(tip, uow)
    is_sooner = within is not None and (tip.accept_by is None or tip.accept_by > uow.now + within)
    is_waiting = pause_end(tip, uow, uow.now) is None and not called(uow, tip)
    is_anew = is_sooner or is_waiting or _concerns_more(tip, uow)
    return start_over(tip, uow, catalog) if is_anew else []


def _waits_for_whom_it_was_handed_to(tip: Tip, uow: UnitOfWork) -> bool:
    """Say whether a colleague chose who gets a tip, and that officer may be waited for."""
    chosen = uow.officers.ours([handed_to(uow, tip)])
    may_have_it = any(sight(uow, one, tip) is Sight.FULL for one in chosen)
    is_calm = tip.urgency != Urgency.EMERGENCY
    return is_calm and may_have_it and is_waited_for(tip, uow)


def _widen(what: str, tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    """Alert those to whom a tip that somebody has belongs now: its village, the desk."""
    already = alerted(uow, tip)
    if what not in _WIDENED and (what != "recast" or already):
        return []
    fresh = route(matter_of(tip), posts_for(uow, tip)).calls
    return alert([call for call in fresh if call.officer not in already], tip, uow, catalog)


def _concerns_more(tip: Tip, uow: UnitOfWork) -> bool:
    """Say whether an emergency is for someone who was not called, such as the desk."""
    calls = route(matter_of(tip), posts_for(uow, tip)).calls
    is_emergency = tip.urgency == Urgency.EMERGENCY
    return is_emergency and not {call.officer for call in calls} <= called(uow, tip)


def _tell_reopening(event: TipChanged, tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    """Tell the commanders that a tip was opened again and why, and its officers to look again."""
    closings = uow.tips.history(tip, "closed")
    ids = {*alerted(uow, tip), *(one.officer_id for one in closings[-1:] if one.officer_id)}
    officers = [one for one in uow.officers.ours(sorted(ids)) if not has_left(uow, one, tip)]
    commanders = uow.officers.with_roles(Role.COMMANDER)
    others = [one for one in officers if one.role != Role.COMMANDER]
    told: list[Answer] = []
    for found, texts in ((commanders, _FOR_COMMANDERS), (others, _FOR_OFFICERS)):
        for one in found:
            said = texts.get(event.what)
            if said and is_reachable(one) and sight(uow, one, tip) is Sight.FULL:
                told.append(_tell_news(one, replace(event, what=said), tip, uow, catalog))
                told += _call_again(one, tip, uow)
    return told


def _call_again(officer: Officer, tip: Tip, uow: UnitOfWork) -> list[Answer]:
    """Remember who has a tip since it was opened again, and look when they go off duty."""
    why = {"because": Because.REOPENED.value}
    uow.tips.record(tip, "alerted", at=uow.now, officer_id=officer.id, detail=why)
    return look_when_off(officer, tip, uow) if tip.state == TipState.SENT else []


def _await_anew(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    """Give those who have a tip that was opened again their time, or go on if nobody has it."""
    uow.tips.touch(tip)
    if tip.state != TipState.SENT or silence(matter_of(tip)) is not None:
        return []
    if is_waited_for(tip, uow):
        return await_acceptance(tip, tip.rung + 1, uow)
    return move_on(tip, uow, catalog)
