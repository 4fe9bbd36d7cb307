"""This is how a sender learns that their name was opened, unless that endangers someone."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from catalog.naming import told_notice
from domain.answers import Answer, Chat, Message, Rank, Recipient
from domain.calendar import spoken_number, tip_number
from domain.naming import NameState, why_untold
from domain.timer_events import NameTellingDue
from models.case import sender_of
from models.name_request import NameRequest
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_ACTOR = "timer"


def tell(event: NameTellingDue, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Tell the sender once, or put on the audit trail why not."""
    tip = uow.tips.find(event.tip)
    request = None if tip is None else uow.name_requests.find(event.request, tip)
    if tip is None or request is None or request.state != NameState.GRANTED or request.told_at:
        return []
    line_id = sender_of(uow, tip)
    why_not = why_untold(
        is_opened=request.opened_at is not None,
        endangers=request.danger is not None,
        is_watched=tip.is_coerced,
        is_gone=line_id is None,
    )
    if why_not is not None or line_id is None:
        _audit(uow, tip, request, "name.untold", why=why_not or "")
        return []
    request.told_at = uow.now
    _audit(uow, tip, request, "name.told")
    number = spoken_number(tip.year, tip.sequence)
    told = told_notice(number, uow.rules.name, catalog)
    to = Recipient(chat=Chat.PERSON, line_id=line_id)
    return [Message(to=to, contents=[told], rank=Rank.NOTICE, about=tip.id, hushes=True)]


def _audit(uow: UnitOfWork, tip: Tip, request: NameRequest, act: str, **detail: str) -> None:
    about = tip_number(uow.rules.short_name, tip.year, tip.sequence)
    whole = {"request": str(request.id), **detail}
    uow.audit.write(act, actor=_ACTOR, about=about, at=uow.now, detail=whole)


HANDLERS = {NameTellingDue: tell}
