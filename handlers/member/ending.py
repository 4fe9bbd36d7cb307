"""This is how a sender ends a tip themselves: sent at once, or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from catalog import Catalog
from domain.answers import Answer, Message, Words
from domain.meanings import CancelAsked, SendNowAsked
from domain.name_words import NAME_DANGER, NAME_WHY
from domain.standing import FIXING, LEAVING, OWN, REAL
from domain.talking import NOTE, PASSING
from domain.tip import Step, TipState
from handlers.member import receipts
from handlers.member.changes import changed
from handlers.member.chat import answer, person
from handlers.member.understanding import UPDATES_FOR, gathering_tip
from handlers.member.whereabouts import conclude, ready
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_ASKING_MODES: Final = {FIXING, LEAVING, NOTE, OWN, NAME_WHY, NAME_DANGER, *PASSING}


def send_now(event: SendNowAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """End a tip's collecting at once; one that was asked about goes on without an answer."""
    line_id = event.speaker.user_id or ""
    tip = gathering_tip(line_id, uow)
    if tip is None:
        return [_gone_already(line_id, uow, catalog)]
    if tip.state == TipState.ASKING:
        sending: Sequence[Answer] = [ready(tip, uow)]
    else:
        sending = conclude(tip, uow, catalog, by_reply=True)
    if any(isinstance(one, Message) for one in sending):
        return sending
    return [_of(tip, line_id, receipts.sending(tip), catalog), *sending]


def _gone_already(line_id: str, uow: UnitOfWork, catalog: Catalog) -> Message:
    """Say that a tip left by itself, as an emergency does, while more words still join it.

    An older one is not what they want to send: "no need to" would lose what they have to tell.
    """
    sent = next(iter(uow.merges.followed(line_id)), None)
    if sent is None or uow.now - sent.last_message_at > UPDATES_FOR:
        return answer(person(line_id), Words(text=catalog.say("chat.nothing_open")))
    stands, phone = receipts.state_told(sent, uow, catalog), uow.rules.emergency_phone
    return _of(sent, line_id, "chat.sent_already", catalog, state=stands, phone=phone)


def cancel(event: CancelAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Drop the mode or the unsent tip; after sending it only tells the officer."""
    line_id = event.speaker.user_id or ""
    mode = uow.dialogues.current(line_id, now=uow.now)
    uow.dialogues.leave(line_id)
    tip = gathering_tip(line_id, uow)
    is_asking = mode is not None and mode.name in _ASKING_MODES
    if is_asking or (mode is not None and mode.name != REAL and tip is None):
        return [_said(line_id, "chat.mode_ended", catalog)]
    if tip is not None:
        withdraw_all(tip, uow)
        tip.take(Step.CANCEL)
        uow.tips.record(tip, "cancelled", at=uow.now)
        return [_of(tip, line_id, "chat.cancelled", catalog)]
    sent = next(iter(uow.merges.followed(line_id)), None)
    if sent is None:
        return [_said(line_id, "chat.nothing_open", catalog)]
    uow.tips.record(sent, "cancel_asked", at=uow.now)
    return [_of(sent, line_id, "chat.cancel_told", catalog), changed(sent, "cancelled", uow)]


def withdraw_all(tip: Tip, uow: UnitOfWork) -> None:
    """Erase all that a tip says, its media and what waits to leave of it."""
    for item in uow.media.of_tip(tip.id):
        uow.files_to_remove.extend(uow.media.withdraw(item))
    uow.outbox.withdraw_content(tip.id, now=uow.now)
    uow.tips.erase_content(tip)


def _of(tip: Tip, line_id: str, key: str, catalog: Catalog, **values: str) -> Message:
    """Say a sentence about a tip; on a phone that may be watched nothing but the plain receipt."""
    text = receipts.say(tip, "chat.receipt_plain" if tip.is_coerced else key, catalog, **values)
    return answer(person(line_id), Words(text=text), about=tip.id, only_reply=True)


def _said(line_id: str, key: str, catalog: Catalog) -> Message:
    return answer(person(line_id), Words(text=catalog.say(key)), only_reply=True)


HANDLERS = {SendNowAsked: send_now, CancelAsked: cancel}
