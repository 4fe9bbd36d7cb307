"""This is the list of an officer's open work, a page of cards at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from catalog import Catalog
from catalog.cards import compose_row
from catalog.words import load_customs
from domain.answers import Answer, Button, Carousel, Chat, Content, Message, Press, Recipient, Words
from domain.case import Sight
from domain.classification.kinds import Urgency
from domain.identifiers import NameCustoms
from domain.meanings import Spoken
from domain.post_meanings import MoreWorkAsked, WorkAsked
from domain.postback import Act, encode
from domain.tip import OPEN, TipState
from domain.work import precedence
from models.case import alerted, sight
from models.facts import facts
from models.handing import handed_to, has_left
from models.officer import Officer, Role
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_ON_A_PAGE: Final = 12


@cache
def _customs() -> NameCustoms:
    return load_customs()


def list_work(event: WorkAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Show an officer's open tips in order, without any words, and how many do not fit."""
    return _page(event, 0, uow, catalog)


def list_more(event: MoreWorkAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Show the next page of an officer's open tips."""
    return _page(event, event.start, uow, catalog)


def _page(event: Spoken, start: int, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    officer = uow.officers.speaking(event.speaker.user_id)
    tips = _work_of(officer, uow)
    if not tips:
        return [_reply(event, Words(text=catalog.say("case.no_work")))]
    # The list may have become shorter since its button was shown.
    first = start if start < len(tips) else 0
    page, left = tips[first : first + _ON_A_PAGE], len(tips) - first - _ON_A_PAGE
    cards = [compose_row(facts(uow, tip, _customs()), catalog, uow.rules) for tip in page]
    listed = Carousel(cards=cards, alt=catalog.say("case.work", count=len(tips)))
    if left <= 0:
        return [_reply(event, listed)]
    return [_reply(event, listed), _reply(event, _more(left, first + _ON_A_PAGE, catalog))]


def _more(left: int, start: int, catalog: Catalog) -> Words:
    word = catalog.say("case.see_more")
    tap = Press(data=encode(Act.WORK, value=str(start)), shown=word)
    text = catalog.say("case.more_work", count=left, word=word)
    return Words(text=text, choices=[Button(label=word, tap=tap)])


def _work_of(officer: Officer, uow: UnitOfWork) -> list[Tip]:
    tips = [tip for tip in uow.tips.in_states(*OPEN) if _is_work_of(officer, tip, uow)]
    is_desk = officer.role == Role.DUTY
    tips.sort(
        key=lambda tip: precedence(
            Urgency(tip.urgency),
            tip.opened_at,
            is_placed=tip.village_id is not None,
            is_desk=is_desk,
        )
    )
    return tips


def _is_work_of(officer: Officer, tip: Tip, uow: UnitOfWork) -> bool:
    """Say whether a tip is an officer's own, or waits for them with others."""
    if sight(uow, officer, tip) is Sight.NONE:
        return False
    if tip.handler_id == officer.id:
        return True
    if tip.state == TipState.INVESTIGATING:
        return officer.role == Role.COMMANDER
    if has_left(uow, officer, tip):
        return False
    return tip.state == TipState.SENT and (
        officer.role != Role.VILLAGE
        or officer.id in alerted(uow, tip)
        or officer.id == handed_to(uow, tip)
        or tip.village_id in uow.assignments.villages_of(officer, at=uow.now)
    )


def _reply(event: Spoken, content: Content) -> Message:
    to = Recipient(chat=Chat.PERSON, line_id=event.speaker.user_id or "")
    return Message(to=to, contents=[content], may_reply=True)


HANDLERS = {WorkAsked: list_work, MoreWorkAsked: list_more}
