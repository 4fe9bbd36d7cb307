"""This is how an officer passes a tip on to another station of the deployment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from catalog.talks import Colleague
from domain.answers import Answer, Chat, Message, Rank, Recipient, Timer, Words
from domain.meanings import CaseEvent
from domain.refusals import Refusal
from domain.timer_events import TipPassed
from domain.tip import Step
from handlers.casework.case import Case
from models.deployment import SeatedStation
from models.passing import pass_on, receivers

_MARK: Final = "@"


def stations(case: Case) -> list[Colleague]:
    """Return the stations to which a tip may go, to be offered after the colleagues."""
    if case.tip.is_practice or _is_joined(case):
        return []
    kind = case.catalog.say("case.hand_station")
    return [
        Colleague(code=f"{_MARK}{one.rules.code}", name=one.rules.name, places=kind)
        for one in receivers(case.uow, case.tip)
    ]


def station_called(case: Case, code: str) -> SeatedStation | None:
    """Return the station that was chosen, None if a colleague was; a forged one is refused."""
    if not code.startswith(_MARK):
        return None
    known = {one.code for one in stations(case)}
    for one in receivers(case.uow, case.tip):
        if code in known and code == f"{_MARK}{one.rules.code}":
            return one
    raise Refusal("case.hand_not_to", number=case.number)


def _is_joined(case: Case) -> bool:
    """Say whether a tip is one case with others, which no other station would see."""
    merges = case.uow.merges
    return merges.of(case.tip) is not None or bool(merges.parts_of(case.tip))


def hand_to_station(
    case: Case, event: CaseEvent, to: SeatedStation, reason: str
) -> Sequence[Answer]:
    """Lay a tip out of this station's hands into the other's, with all that belongs to it."""
    uow, tip = case.uow, case.tip
    former, by, number = tip.handler_id, case.name_of(case.officer.id), case.number
    tip.take(Step.HAND_OVER)
    uow.tips.touch(tip)
    pass_on(tip, to)
    for officer_id in dict.fromkeys((former, case.officer.id)):
        if officer_id is not None:
            uow.tips.record(tip, "handed_over", at=uow.now, officer_id=officer_id)
    detail = {"from": uow.rules.name, "by": by, "to": to.rules.code, "reason": reason}
    uow.tips.record(tip, "passed", at=uow.now, detail=detail)
    # The reason may quote the tip, so it lies sealed with it and not on the plain trail.
    uow.audit.write(
        "tip.passed",
        actor=case.officer.code,
        about=case.number_in_full,
        at=uow.now,
        detail={"to": to.rules.code},
    )
    came = TipPassed(happened_at=uow.now, tip=tip.id, step=tip.rung)
    timer = Timer(key=f"tip:{tip.id}:passed:{tip.rung}", due=uow.now, event=came)
    told = Words(text=case.catalog.say("case.passed_on", number=number, name=to.rules.name))
    return [case.answer(event, told), *_tell_former(case, former, number, to), timer]


def _tell_former(
    case: Case, former: int | None, number: str, to: SeatedStation
) -> Sequence[Answer]:
    """Tell who had the tip that somebody else passed it on."""
    if former is None or former == case.officer.id:
        return []
    line_id = case.uow.officers.line_id(case.uow.officers.get(former))
    if line_id is None:
        return []
    said = Words(text=case.catalog.say("case.handed_away", number=number, name=to.rules.name))
    recipient = Recipient(chat=Chat.PERSON, line_id=line_id)
    return [Message(to=recipient, contents=[said], rank=Rank.NOTICE)]
