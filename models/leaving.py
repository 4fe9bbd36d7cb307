"""This is how a person is forgotten for good, while what they told the police stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, update

from domain.answers import Chat
from domain.tip import BEFORE_SENDING, TipState
from models.access import BrowserSession, Invitation, OneTimeLink
from models.dialogue import CodeTry, Contact
from models.member import Member
from models.outbox import UNSETTLED, OutboxState, Outgoing
from models.sealed import Purpose
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_WITH_KEY_ID = 17


def forget_person(uow: UnitOfWork, member: Member) -> Sequence[Tip]:
    """Erase a member, and all that leads from them to their tips; return the tips not sent yet."""
    return forget_whom(uow, member, uow.members.line_id(member))


def forget_whom(uow: UnitOfWork, member: Member, line_id: str | None) -> Sequence[Tip]:
    """Erase a member whose LINE id is told, for their own key may open nothing any more."""
    unsent: list[Tip] = []
    if line_id is not None:
        tips = uow.tips.of_sender(line_id, *TipState)
        unsent = [one for one in tips if TipState(one.state) in BEFORE_SENDING]
        _forget_chat(uow, line_id, tips)
        for tip in tips:
            tip.sender = tip.sender_mark = None
    for table in (Invitation, BrowserSession, OneTimeLink):
        uow.session.execute(delete(table).where(table.member_id == member.id))
    uow.members.erase(member)
    return unsent


def _forget_chat(uow: UnitOfWork, line_id: str, tips: Iterable[Tip]) -> None:
    """Forget where the talk stood, and to whom messages went."""
    uow.dialogues.leave(line_id)
    mark = uow.keys.fingerprint(Purpose.CONTACT, line_id)
    for table in (Contact, CodeTry):
        uow.session.execute(
            delete(table).where(table.station_id == uow.station.id, table.person_mark == mark)
        )
    uow.paces.forget(line_id)
    uow.line_names.forget(line_id)
    for about in ("", *(str(one.id) for one in tips)):
        order = uow.keys.fingerprint(Purpose.ORDER, about, Chat.PERSON, line_id)
        forget_recipient(uow, order)


def forget_recipient(uow: UnitOfWork, order: bytes) -> None:
    """Withdraw what waits for one person about one tip, and forget to whom the rest went."""
    is_theirs = (Outgoing.station_id == uow.station.id, Outgoing.order_mark == order)
    withdrawn = update(Outgoing).where(*is_theirs, Outgoing.state.in_(UNSETTLED))
    nothing = {"content": None, "frozen": None, "reply_token": None}
    uow.session.execute(
        withdrawn.values(
            state=OutboxState.WITHDRAWN.value, settled_at=uow.now, **nothing
        ).execution_options(synchronize_session="fetch")
    )
    # A sender that has one in hand settles it by its row, which stays until then.
    settled = update(Outgoing).where(*is_theirs, Outgoing.leased_until.is_(None))
    uow.session.execute(
        settled.values(
            recipient=func.substr(Outgoing.recipient, 1, _WITH_KEY_ID), order_mark=b""
        ).execution_options(synchronize_session="fetch")
    )
