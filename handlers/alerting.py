"""This is how a tip reaches its officers, and those after them when it must go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from catalog import Catalog
from catalog.cards import compose_bare_card, compose_card, compose_update
from catalog.words import load_customs
from domain.answers import (
    Answer,
    Button,
    Chat,
    Content,
    Look,
    Message,
    Notice,
    OpenLink,
    Rank,
    Recipient,
    Timer,
    Words,
)
from domain.calendar import spoken_number
from domain.case import Sight
from domain.classification.kinds import Urgency
from domain.events import AcceptanceDue, OfficerUnreachable, TipChanged, TipReady
from domain.masking import NameCustoms
from domain.routing import Because, Call, route
from domain.tip import BEFORE_SENDING, OPEN, Step, TipState
from models.case import (
    alerted,
    facts,
    has_card,
    is_reachable,
    matter_of,
    posts_for,
    sender_of,
    sight,
)
from models.officer import Officer, Role
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_NEWS = ("added", "edited", "moved", "reopened")
_MONEY = "reason.money_just_moved"


@cache
def _customs() -> NameCustoms:
    return load_customs()


def send(event: TipReady, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Send a tip to whom it belongs, and remember to look whether anyone accepts it."""
    tip = uow.tips.find(event.tip)
    if tip is None or tip.state not in BEFORE_SENDING:
        return []
    tip.take(Step.SEND)
    tip.sent_at = uow.now
    uow.tips.record(tip, "sent", at=uow.now)
    return _go_on(tip, uow, catalog, step=1)


def go_on(event: AcceptanceDue, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Alert the next in line when nobody accepted a tip in time; each step happens once."""
    tip = uow.tips.find(event.tip)
    if tip is None or tip.state != TipState.SENT or _was_taken(tip, event.step, uow):
        return []
    uow.tips.record(tip, "overdue", at=uow.now, detail={"step": event.step})
    return _go_on(tip, uow, catalog, step=event.step + 1)


def tell_change(event: TipChanged, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Tell who has an open tip what its sender added, edited, withdrew or wishes."""
    tip = uow.tips.find(event.tip)
    if tip is None or tip.state not in OPEN:
        return []
    if event.what == "cancelled":
        number = spoken_number(tip.year, tip.sequence)
        said = Words(text=catalog.say("case.cancelled", number=number))
        return [_plain(one, said, tip, uow) for one in _concerned(tip, uow)]
    if event.what == "withdrawn":
        return [_tell_withdrawal(one, tip, uow, catalog) for one in _concerned(tip, uow)]
    if event.what not in _NEWS:
        return []
    told = [_tell_news(one, event.what, tip, uow, catalog) for one in _concerned(tip, uow)]
    return [*told, *_widen(event.what, tip, uow, catalog), *_hasten(event.what, tip, uow)]


def pass_on(event: OfficerUnreachable, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Pass an unreachable officer's open alerts to the next in line, and tell the desk."""
    officer = uow.officers.get(event.officer)
    if event.tip is None and is_reachable(officer):
        return []
    tips = [tip for tip in uow.tips.in_states(*OPEN) if event.tip in (None, tip.id)]
    answers: list[Answer] = []
    for tip in tips:
        if officer.id in alerted(uow, tip) and not _was_passed_on(tip, officer, uow):
            answers += _pass_on_one(tip, officer, uow, catalog)
    if event.tip is None:
        name = uow.officers.profile(officer).spoken_name
        said = Words(text=catalog.say("case.unreachable_officer", name=name))
        answers += _to_desk(said, officer, uow)
    return answers


def _pass_on_one(tip: Tip, officer: Officer, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    uow.tips.record(tip, "unreachable", at=uow.now, officer_id=officer.id)
    is_handler = tip.handler_id == officer.id
    if tip.state != TipState.SENT and not is_handler:
        return []
    answers = [] if is_handler else _go_on(tip, uow, catalog, step=None)
    is_passed = any(isinstance(one, Message) and one.officer for one in answers)
    said = Words(
        text=catalog.say(
            "case.unreachable" if is_passed else "case.unreachable_nobody",
            name=uow.officers.profile(officer).spoken_name,
            number=spoken_number(tip.year, tip.sequence),
        )
    )
    return [*answers, *_to_desk(said, officer, uow, tip)]


def _go_on(tip: Tip, uow: UnitOfWork, catalog: Catalog, *, step: int | None) -> list[Answer]:
    """Alert whoever is next; `step` counts the times that acceptance was awaited."""
    already = alerted(uow, tip)
    way = route(matter_of(tip), posts_for(uow, tip), alerted=already)
    if way.calls:
        answers = _alert(way.calls, tip, uow, catalog)
        return answers if step is None else [*answers, *_await(tip, step, uow)]
    if not already:
        uow.tips.record(tip, "nobody", at=uow.now, detail={"because": way.because})
    is_alone = not way.is_meant and not _has_reachable(already, uow)
    return _tell_to_call(tip, uow, catalog) if is_alone else []


def _alert(calls: Iterable[Call], tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    known = facts(uow, tip, _customs())
    full = compose_card(known, catalog, uow.rules)
    bare = compose_bare_card(known, catalog, uow.rules)
    answers: list[Answer] = []
    for call in calls:
        why = {"because": call.because.value}
        uow.tips.record(tip, "alerted", at=uow.now, officer_id=call.officer, detail=why)
        officer = uow.officers.get(call.officer)
        card = bare if call.is_bare else full
        answers.append(_message(officer, [card], tip, uow, rank=Rank.ALERT))
    return answers


def _await(tip: Tip, step: int, uow: UnitOfWork) -> list[Answer]:
    within = _accept_within(tip, uow)
    if within is None:
        return []
    due = uow.now + within
    event = AcceptanceDue(happened_at=due, tip=tip.id, step=step)
    # The key names the time: a tip that becomes more urgent is awaited anew, but once.
    key = f"tip:{tip.id}:acceptance:{step}:{within.total_seconds():g}"
    return [Timer(key=key, due=due, event=event)]


def _accept_within(tip: Tip, uow: UnitOfWork) -> timedelta | None:
    """Return how long a tip may wait: money that just moved can be stopped for minutes only."""
    reading: Any = uow.tips.reading(tip)
    reasons = reading.get("reasons", ()) if isinstance(reading, Mapping) else ()
    is_money = any(reason[0] == _MONEY for reason in reasons)
    urgency = Urgency.EMERGENCY if is_money else Urgency(tip.urgency)
    return uow.rules.accept_within.get(urgency)


def _was_taken(tip: Tip, step: int, uow: UnitOfWork) -> bool:
    lines = uow.tips.history(tip, "overdue")
    return any(uow.tips.detail(line)["step"] >= step for line in lines)


def _was_passed_on(tip: Tip, officer: Officer, uow: UnitOfWork) -> bool:
    lines = uow.tips.history(tip, "unreachable")
    return any(line.officer_id == officer.id for line in lines)


def _has_reachable(officers: Iterable[int], uow: UnitOfWork) -> bool:
    return any(is_reachable(uow.officers.get(one)) for one in officers)


def _tell_to_call(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    """Tell an emergency's sender to call, unless somebody may be watching their phone."""
    line_id = sender_of(uow, tip)
    if line_id is None or tip.urgency != Urgency.EMERGENCY or tip.is_coerced or tip.is_practice:
        return []
    phone = uow.rules.emergency_phone
    number = spoken_number(tip.year, tip.sequence)
    call = Button(
        label=catalog.say("case.call", phone=phone),
        tap=OpenLink(url=f"tel:{phone}"),
        look=Look.DANGER,
    )
    said = Notice(
        text=catalog.say("case.nobody_call", number=number, phone=phone),
        alt=catalog.say("case.nobody_call_alt", number=number, phone=phone),
        buttons=[call],
    )
    to = Recipient(chat=Chat.PERSON, line_id=line_id)
    return [Message(to=to, contents=[said], rank=Rank.ALERT, about=tip.id)]


def _concerned(tip: Tip, uow: UnitOfWork) -> list[Officer]:
    """Return who should know of a change: the handler, or all who were alerted."""
    found = [tip.handler_id] if tip.handler_id is not None else sorted(alerted(uow, tip))
    officers = [uow.officers.get(one) for one in found]
    return [one for one in officers if is_reachable(one) and sight(uow, one, tip) is not Sight.NONE]


def _tell_news(officer: Officer, what: str, tip: Tip, uow: UnitOfWork, catalog: Catalog) -> Message:
    known = facts(uow, tip, _customs())
    if sight(uow, officer, tip) is Sight.BARE:
        card = compose_bare_card(known, catalog, uow.rules)
    else:
        card = compose_update(known, catalog, uow.rules, what=what)
    rank = Rank.ALERT if tip.urgency == Urgency.EMERGENCY else Rank.NOTICE
    return _message(officer, [card], tip, uow, rank=rank)


def _tell_withdrawal(officer: Officer, tip: Tip, uow: UnitOfWork, catalog: Catalog) -> Message:
    """Send what is left to who has no card yet; to who has one, a notice without content."""
    if not has_card(uow, officer, tip):
        known = facts(uow, tip, _customs())
        is_bare = sight(uow, officer, tip) is Sight.BARE
        compose = compose_bare_card if is_bare else compose_card
        card = compose(known, catalog, uow.rules)
        return _message(officer, [card], tip, uow, rank=Rank.ALERT)
    number = spoken_number(tip.year, tip.sequence)
    return _plain(officer, Words(text=catalog.say("case.withdrawn", number=number)), tip, uow)


def _widen(what: str, tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    """Alert those to whom a tip now belongs: its right village, the desk, the commander."""
    if what == "reopened":
        return _show_commander(tip, uow, catalog)
    is_graver = tip.urgency == Urgency.EMERGENCY and tip.state == TipState.SENT
    if what != "moved" and not is_graver:
        return []
    already = alerted(uow, tip)
    fresh = route(matter_of(tip), posts_for(uow, tip)).calls
    calls = [call for call in fresh if call.officer not in already]
    return _alert(calls, tip, uow, catalog) if calls else []


def _show_commander(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    """Show the commanders a tip whose sender says that it is not done."""
    already = alerted(uow, tip)
    calls = [
        Call(officer=one.id, because=Because.COMMANDER)
        for one in uow.officers.with_roles(Role.COMMANDER)
        if is_reachable(one) and one.id not in already and sight(uow, one, tip) is Sight.FULL
    ]
    return _alert(calls, tip, uow, catalog)


def _hasten(what: str, tip: Tip, uow: UnitOfWork) -> list[Answer]:
    """Await acceptance anew of a tip that now belongs to others, or became an emergency."""
    is_urgent = _accept_within(tip, uow) == uow.rules.accept_within.get(Urgency.EMERGENCY)
    is_sent = tip.state == TipState.SENT and bool(alerted(uow, tip))
    if not is_sent or not (is_urgent or what == "moved"):
        return []
    overdue = [uow.tips.detail(line)["step"] for line in uow.tips.history(tip, "overdue")]
    return _await(tip, max(overdue, default=0) + 1, uow)


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
            return [_plain(one, said, tip, uow) for one in found]
    return []


def _plain(officer: Officer, said: Words, tip: Tip | None, uow: UnitOfWork) -> Message:
    to = Recipient(chat=Chat.PERSON, line_id=uow.officers.line_id(officer) or "")
    return Message(to=to, contents=[said], rank=Rank.ALERT, about=tip.id if tip else None)


def _message(
    officer: Officer, contents: Sequence[Content], tip: Tip, uow: UnitOfWork, *, rank: Rank
) -> Message:
    return Message(
        to=Recipient(chat=Chat.PERSON, line_id=uow.officers.line_id(officer) or ""),
        contents=contents,
        rank=rank,
        about=tip.id,
        carries_content=True,
        officer=officer.id,
    )


HANDLERS = {
    TipReady: send,
    TipChanged: tell_change,
    AcceptanceDue: go_on,
    OfficerUnreachable: pass_on,
}
