"""This is an officer's own report, and a sender's wish that only the commander may see a tip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from pydantic import TypeAdapter

from catalog import Catalog
from domain.answers import Answer, Button, Content, Press, Words
from domain.classification import Urgency
from domain.events import MessageSaid
from domain.meanings import HidingAsked, OwnTipConfirmed, OwnTipOffered
from domain.postback import Act, encode
from domain.refusals import Refusal
from domain.standing import OWN
from domain.tip import FOLLOWED, TipState
from handlers.member import receipts, tip
from handlers.member.changes import changed
from handlers.member.chat import answer, person
from handlers.member.opening import heard, read_alone
from handlers.member.understanding import is_heard
from models.case import sender_of
from models.dialogue import Mode
from models.unit_of_work import UnitOfWork

_CONFIRM_WITHIN: Final = timedelta(minutes=10)
_MOST_WAITING: Final = 20
_said = TypeAdapter(MessageSaid)


def offer(event: OwnTipOffered, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Ask an officer whether their words are a tip; until then they are kept sealed for it."""
    line_id = event.speaker.user_id or ""
    # An edit that comes before the answer takes the place of what it edits.
    before = [one for one in _waiting(line_id, uow) if one["message_id"] != event.said.message_id]
    waiting: list[Any] = [*before, _said.dump_python(event.said, mode="json")]
    mode = Mode(name=OWN, data={"said": waiting[:_MOST_WAITING]})
    uow.dialogues.enter(line_id, mode, until=uow.now + _CONFIRM_WITHIN)
    contents: list[Content] = []
    reading = read_alone(heard(event.said), line_id, uow)
    if reading.urgency is Urgency.EMERGENCY and not reading.is_coerced:
        contents.append(receipts.emergency(catalog, uow.rules))
    taps = [
        Button(label=label, tap=Press(data=encode(Act.OWN, value=value), shown=label))
        for label, value in (
            (catalog.say("chat.report"), "yes"),
            (catalog.say("chat.cancel"), "no"),
        )
    ]
    contents.append(Words(text=catalog.say("chat.own_tip"), choices=taps))
    return [answer(person(line_id), *contents)]


def _waiting(line_id: str, uow: UnitOfWork) -> list[Any]:
    mode = uow.dialogues.current(line_id, now=uow.now)
    return list(mode.data["said"]) if mode is not None and mode.name == OWN else []


def forget(line_id: str, message_id: str, uow: UnitOfWork) -> None:
    """Drop a withdrawn message from those that wait for an officer's yes."""
    waiting = _waiting(line_id, uow)
    left = [one for one in waiting if one["message_id"] != message_id]
    if len(left) == len(waiting):
        return
    uow.dialogues.leave(line_id)
    if left:
        mode = Mode(name=OWN, data={"said": left})
        uow.dialogues.enter(line_id, mode, until=uow.now + _CONFIRM_WITHIN)


def confirm(event: OwnTipConfirmed, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Take an officer's waiting words as a tip of their own, or drop them."""
    line_id = event.speaker.user_id or ""
    waiting = _waiting(line_id, uow)
    if not waiting:
        raise Refusal("chat.own_tip_gone")
    uow.dialogues.leave(line_id)
    if not event.is_tip:
        return [answer(person(line_id), Words(text=catalog.say("chat.mode_ended")))]
    answers: list[Answer] = []
    for one in waiting:
        said = _said.validate_python(one)
        answers += tip.hear(heard(said), uow, catalog)
    return answers


def hide(event: HidingAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Let only the commander see a tip from now on; only its sender may ask for that."""
    line_id = event.speaker.user_id
    found = uow.tips.find(event.tip)
    if line_id is None or found is None or sender_of(uow, found) != line_id:
        raise Refusal("chat.not_yours")
    if not is_heard(found, uow):
        raise Refusal("chat.too_late", number=receipts.number_of(found))
    was_hidden, found.is_restricted = found.is_restricted, True
    said = Words(
        text=receipts.say(found, "chat.hidden", catalog),
        choices=receipts.gathering_choices(found, catalog),
    )
    told = answer(person(line_id), said, about=found.id)
    if was_hidden or TipState(found.state) not in FOLLOWED:
        return [told]
    uow.tips.record(found, "hidden", at=uow.now)
    return [told, changed(found, "moved", uow)]


HANDLERS = {OwnTipOffered: offer, OwnTipConfirmed: confirm, HidingAsked: hide}
