"""This is how an officer hands a tip on to a colleague: to whom, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from catalog.choices import MORE
from catalog.talks import Colleague, colleagues, reasons
from domain.answers import Answer, Chat, Message, Rank, Recipient, Timer, Words
from domain.meanings import CaseEvent
from domain.refusals import Refusal
from domain.talking import HANDING, HandOverPressed, HandOverSaid
from domain.thai import normalise
from domain.timer_events import TipHandedOver
from domain.tip import Step
from handlers.casework.case import Case, is_anothers, on_case, refuse_if_over
from handlers.casework.passing import hand_to_station, station_called, stations
from models.case import is_reachable, posts_for
from models.officer import Officer, Role

_TYPING_FOR: Final = timedelta(minutes=10)
_SHORTEST: Final = 3
_MOST_REASON: Final = 500


@on_case
def choose(case: Case, event: HandOverPressed) -> Sequence[Answer]:
    """Offer the colleagues; with one chosen, ask for the reason."""
    _refuse(case)
    if event.to and not event.to.startswith(MORE):
        return _ask_reason(case, event, event.to)
    return _offer(case, event, _known(case), start=event.to.removeprefix(MORE))


@on_case
def hear(case: Case, event: HandOverSaid) -> Sequence[Answer]:
    """Take what is typed: the colleague's name first, then the reason, which hands the tip on."""
    _refuse(case)
    to = case.mode.data.get("to") if case.mode is not None else None
    if to is not None:
        return _hand_over(case, event, str(to), event.text)
    found = _named(case, event.text)
    if len(found) == 1:
        return _ask_reason(case, event, found[0].code)
    return _offer(case, event, found or _known(case), key="" if found else "case.hand_unknown")


def _refuse(case: Case) -> None:
    refuse_if_over(case)
    may_any = case.officer.role in (Role.COMMANDER, Role.DUTY)
    if is_anothers(case) and not may_any and case.tip.handler_id is not None:
        name = case.name_of(case.tip.handler_id)
        raise Refusal("case.taken", number=case.number, name=name)


def _known(case: Case) -> list[Colleague]:
    """Return to whom a tip may go: the village's own first, then those on duty."""
    village = case.tip.village_id
    rows: list[tuple[tuple[bool, bool, bool, str], Colleague]] = []
    for post in posts_for(case.uow, case.tip):
        officer = case.uow.officers.get(post.officer)
        if post.is_sender or not _may_get(case, officer):
            continue
        charged = [case.uow.villages.get(one) for one in post.charges]
        own = [case.uow.villages.title(one) for one in charged]
        order = (
            village not in post.charges,
            not post.is_on_duty,
            officer.role == Role.ADMIN,
            officer.code,
        )
        profile = case.uow.officers.profile(officer)
        places = ", ".join(own) or case.catalog.say(f"role.{officer.role}")
        colleague = Colleague(
            code=officer.code,
            name=profile.spoken_name,
            places=places,
            is_off=not post.is_on_duty,
            short=f"{profile.first_name} {profile.last_name}",
        )
        rows.append((order, colleague))
    return [*(one for _, one in sorted(rows, key=lambda row: row[0])), *stations(case)]


def _may_get(case: Case, officer: Officer) -> bool:
    """Say whether a tip may go to an officer; one about those in power stays with commanders."""
    if officer.id in (case.officer.id, case.tip.handler_id):
        return False
    is_meant = not case.tip.is_restricted or officer.role == Role.COMMANDER
    return is_meant and is_reachable(officer)


def _colleague(case: Case, code: str) -> Officer:
    """Return a colleague who may get the tip; what a phone sends proves nothing."""
    officer = case.uow.officers.by_code(code)
    known = {one.code for one in _known(case)}
    if officer is None or code not in known:
        raise Refusal("case.hand_not_to", number=case.number)
    return officer


def _named(case: Case, text: str) -> list[Colleague]:
    """Return the colleagues whose number in the list, name, code or village a text says."""
    known = _known(case)
    digits = text.strip().rstrip(".)")
    if digits.isdecimal():
        return known[int(digits) - 1 : int(digits)] if int(digits) else []
    key = normalise(text).key
    if not key:
        return []
    exact = [one for one in known if one.code.casefold() == text.strip().casefold()]
    return exact or [
        one for one in known if key in normalise(one.name).key or key in normalise(one.places).key
    ]


def _offer(
    case: Case,
    event: CaseEvent,
    found: Sequence[Colleague],
    *,
    start: str = "",
    key: str = "",
) -> Sequence[Answer]:
    if not found:
        raise Refusal("case.hand_nobody", number=case.number)
    case.enter(event, HANDING, within=_TYPING_FOR)
    asked = case.say(key or "case.hand_to")
    offered = colleagues(case.tip.id, asked, found, case.catalog, start=start)
    return [case.answer(event, offered)]


def _ask_reason(
    case: Case, event: CaseEvent, code: str, *, said: str | None = None
) -> Sequence[Answer]:
    """Ask why; where that was said too shortly, say so."""
    station = station_called(case, code)
    name = station.rules.name if station else case.name_of(_colleague(case, code).id)
    case.enter(event, HANDING, within=_TYPING_FOR, to=code)
    asked = case.say("case.hand_why", name=name)
    if said is not None:
        asked = f"{case.catalog.say('case.reason_short')}\n{asked}"
    return [case.answer(event, reasons(asked, "hand_reason", case.catalog))]


def _hand_over(case: Case, event: CaseEvent, code: str, reason: str) -> Sequence[Answer]:
    """Take a tip out of the officer's hands and show it to whom they chose."""
    if len(reason) < _SHORTEST:
        return _ask_reason(case, event, code, said=reason)
    station = station_called(case, code)
    if station is not None:
        return hand_to_station(case, event, station, reason[:_MOST_REASON])
    return _to_colleague(case, event, _colleague(case, code), reason)


def _to_colleague(case: Case, event: CaseEvent, to: Officer, reason: str) -> Sequence[Answer]:
    uow, tip = case.uow, case.tip
    former = tip.handler_id
    tip.take(Step.HAND_OVER)
    uow.tips.touch(tip)
    tip.handler_id = tip.accepted_at = tip.review_at = None
    case.record("handed_over", to=to.code, reason=reason[:_MOST_REASON])
    if former is not None and former != case.officer.id:
        uow.tips.record(tip, "handed_over", at=uow.now, officer_id=former)
    uow.tips.record(tip, "handed_to", at=uow.now, officer_id=to.id)
    # The reason may quote the tip, so it lies sealed with it and not on the plain trail.
    uow.audit.write(
        "tip.handover",
        actor=case.officer.code,
        about=case.number_in_full,
        at=uow.now,
        detail={"to": to.code},
    )
    times = len(uow.tips.history(tip, "handed_to"))
    shown = TipHandedOver(happened_at=uow.now, tip=tip.id, to=to.id)
    timer = Timer(key=f"tip:{tip.id}:handed:{times}", due=uow.now, event=shown)
    told = Words(text=case.say("case.handed_over", name=case.name_of(to.id)))
    return [case.answer(event, told), *_tell_former(case, former, to), timer]


def _tell_former(case: Case, former: int | None, to: Officer) -> Sequence[Answer]:
    """Tell who had the tip that somebody else handed it on."""
    if former is None or former == case.officer.id:
        return []
    line_id = case.uow.officers.line_id(case.uow.officers.get(former))
    if line_id is None:
        return []
    said = Words(text=case.say("case.handed_away", name=case.name_of(to.id)))
    recipient = Recipient(chat=Chat.PERSON, line_id=line_id)
    return [Message(to=recipient, contents=[said], rank=Rank.NOTICE, about=case.tip.id)]


HANDLERS: Final[dict[Any, Any]] = {HandOverPressed: choose, HandOverSaid: hear}
