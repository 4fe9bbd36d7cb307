"""This is practice: the next report is said back as such, and an emergency in it is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from catalog import Catalog
from domain.answers import Answer, Button, Notice, Press, Words
from domain.classification import Reading, Urgency
from domain.meanings import PracticeAsked, RealOrPractice
from domain.postback import Act, encode
from domain.refusals import Refusal
from domain.standing import PRACTICE, REAL
from domain.tip import FOLLOWED, TipState
from handlers.member.changes import changed
from handlers.member.chat import answer, person, privately
from handlers.member.receipts import number_of
from handlers.member.understanding import is_heard, is_reachable
from models.case import sender_of
from models.dialogue import Mode
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_NEXT_REPORT_WITHIN: Final = timedelta(minutes=30)
_ANSWER_WITHIN: Final = timedelta(hours=24)


def ask_for_practice(event: PracticeAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Make the next report practice, and say so before anything is sent."""
    line_id = event.speaker.user_id or ""
    uow.dialogues.enter(line_id, Mode(name=PRACTICE, data={}), until=uow.now + _NEXT_REPORT_WITHIN)
    said = answer(person(line_id), Words(text=catalog.say("chat.practice")))
    if event.speaker.group_id is None:
        return [said]
    return privately([said], is_reachable=is_reachable(line_id, uow))


def mark(tip: Tip, reading: Reading, *, is_practice: bool) -> bool:
    """Mark a new tip as practice; one with an emergency counts as real until that is answered."""
    tip.is_practice = is_practice
    return turns_real(tip, reading)


def turns_real(tip: Tip, reading: Reading) -> bool:
    """Say whether a practice tip reads as an emergency, which makes it real until answered."""
    is_urgent = reading.urgency is Urgency.EMERGENCY or reading.is_coerced
    if not (tip.is_practice and is_urgent):
        return False
    tip.is_practice = False
    return not reading.is_coerced


def question(tip: Tip, line_id: str, uow: UnitOfWork, catalog: Catalog) -> Notice:
    """Ask whether an emergency in practice is real."""
    mode = Mode(name=REAL, data={"tip": str(tip.id)})
    uow.dialogues.enter(line_id, mode, until=uow.now + _ANSWER_WITHIN)
    uow.tips.record(tip, "real_asked", at=uow.now)
    real, practice = catalog.say("chat.real"), catalog.say("chat.drill")
    return Notice(
        text=catalog.say("chat.real_or_practice"),
        alt=catalog.say("chat.alt"),
        buttons=[
            Button(label=real, tap=Press(data=encode(Act.REAL, tip.id, "real"), shown=real)),
            Button(
                label=practice, tap=Press(data=encode(Act.REAL, tip.id, "drill"), shown=practice)
            ),
        ],
    )


def tell_real(event: RealOrPractice, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Take the answer whether a report with an emergency is real; only its sender may give it."""
    line_id = event.speaker.user_id
    tip = uow.tips.find(event.tip)
    if line_id is None or tip is None or sender_of(uow, tip) != line_id:
        raise Refusal("chat.not_yours")
    if not uow.tips.history(tip, "real_asked"):
        raise Refusal("chat.not_yours")
    if not is_heard(tip, uow):
        raise Refusal("chat.too_late", number=number_of(tip))
    uow.dialogues.leave(line_id)
    was_practice, tip.is_practice = tip.is_practice, not event.is_real
    uow.tips.record(tip, "real_answered", at=uow.now, detail={"is_real": event.is_real})
    key = "chat.taken_as_real" if event.is_real else "chat.taken_as_practice"
    said = answer(person(line_id), Words(text=catalog.say(key, number=number_of(tip))))
    if tip.is_practice == was_practice or TipState(tip.state) not in FOLLOWED:
        return [said]
    return [said, changed(tip, "real" if event.is_real else "drill", uow)]


HANDLERS = {PracticeAsked: ask_for_practice, RealOrPractice: tell_real}
