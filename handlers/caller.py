"""This is how the desk opens the number of who called about a tip: with a reason, on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from catalog import Catalog
from domain.answers import (
    Answer,
    Button,
    Chat,
    Content,
    Message,
    Notice,
    OpenLink,
    Recipient,
    Words,
)
from domain.calendar import buddhist_year, spoken_number, tip_number
from domain.case import Sight
from domain.events import Speaker
from domain.post_meanings import CallerAsked, CallerReasonSaid
from domain.refusals import Refusal
from domain.standing import CALLER
from models.case import sight
from models.dialogue import Mode
from models.officer import Officer, Role
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_FOR: Final = timedelta(minutes=10)
_SHORTEST, _LONGEST = 5, 200


def ask_reason(event: CallerAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Ask why a caller's number is needed; only the desk is asked."""
    year = event.year or buddhist_year(uow.now, uow.rules.timezone)
    tip = uow.tips.by_number(year, event.sequence)
    officer = uow.officers.speaking(event.speaker.user_id)
    if officer.role != Role.DUTY:
        return _refused(event.speaker, officer, tip, "intake.number_desk_only", uow, catalog)
    if tip is None or not _may_see(uow, officer, tip):
        return _refused(event.speaker, officer, tip, "case.not_seen", uow, catalog)
    number = spoken_number(tip.year, tip.sequence)
    if uow.callers.phone(tip) is None:
        raise Refusal("intake.number_none", number=number)
    mode = Mode(name=CALLER, data={"tip": str(tip.id)})
    uow.dialogues.enter(event.speaker.user_id or "", mode, until=uow.now + _FOR)
    return [_reply(event.speaker, Words(text=catalog.say("intake.number_why", number=number)))]


def show(event: CallerReasonSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Show the number to the desk and keep on the audit trail who looked, when and why."""
    officer, tip = uow.officers.speaking(event.speaker.user_id), uow.tips.find(event.tip)
    is_seen = tip is not None and _may_see(uow, officer, tip)
    if tip is None or not is_seen or officer.role != Role.DUTY:
        return _refused(event.speaker, officer, tip, "case.not_seen", uow, catalog)
    reason = " ".join(event.reason.split())[:_LONGEST]
    if len(reason) < _SHORTEST:
        raise Refusal("intake.number_too_short")
    number, phone = spoken_number(tip.year, tip.sequence), uow.callers.phone(tip)
    uow.dialogues.leave(event.speaker.user_id or "")
    if phone is None:
        raise Refusal("intake.number_none", number=number)
    about = tip_number(uow.rules.short_name, tip.year, tip.sequence)
    uow.audit.write(
        "caller.opened", actor=officer.code, about=about, at=uow.now, detail={"reason": reason}
    )
    call = Button(label=catalog.say("chat.call", number=phone), tap=OpenLink(url=f"tel:{phone}"))
    shown = Notice(
        text=catalog.say("intake.number_shown", number=number, phone=phone),
        alt=catalog.say("intake.number_alt", number=number),
        buttons=[call],
    )
    return [_reply(event.speaker, shown, about=tip)]


def _may_see(uow: UnitOfWork, officer: Officer, tip: Tip) -> bool:
    """Say whether the desk sees a tip; the number of one that is elsewhere now stays with it."""
    is_lent = uow.tips.is_own(tip) and not uow.tips.is_here(tip) and not tip.is_restricted
    return is_lent or sight(uow, officer, tip) is Sight.FULL


def _refused(
    speaker: Speaker,
    officer: Officer,
    tip: Tip | None,
    key: str,
    uow: UnitOfWork,
    catalog: Catalog,
) -> Sequence[Answer]:
    """Turn an officer away; that they tried is kept, for a refusal that is raised keeps nothing."""
    about = "?" if tip is None else tip_number(uow.rules.short_name, tip.year, tip.sequence)
    tried = {"act": CallerAsked.__name__}
    uow.audit.write("refused", actor=officer.code, about=about, at=uow.now, detail=tried)
    uow.dialogues.leave(speaker.user_id or "")
    return [_reply(speaker, Words(text=catalog.say(key)))]


def _reply(speaker: Speaker, content: Content, *, about: Tip | None = None) -> Message:
    """Answer the desk; a number is sealed and erased with its tip."""
    return Message(
        to=Recipient(chat=Chat.PERSON, line_id=speaker.user_id or ""),
        contents=[content],
        about=about.id if about else None,
        may_reply=True,
        carries_content=about is not None,
    )


HANDLERS = {CallerAsked: ask_reason, CallerReasonSaid: show}
