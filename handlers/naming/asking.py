"""This is how an officer asks for a sender's name: of which tip, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Final

from catalog import Catalog
from catalog.naming import open_notice, tip_choices, wish_card, with_way_out
from catalog.words import load_customs
from domain.answers import Answer, Chat, Message, Recipient
from domain.calendar import buddhist_year
from domain.case import Sight
from domain.identifiers import NameCustoms
from domain.meanings import CaseEvent, NameAsked, NameReasonSaid, NameWordSaid
from domain.name_words import NAME_WHY
from domain.naming import why_not_ask
from domain.refusals import Refusal
from domain.tip import OPEN
from handlers.naming.wish import Wish, begin, read_reason
from models.case import sight
from models.dialogue import Mode
from models.facts import facts
from models.name_request import seal_mark
from models.naming import deciders, is_in_force, named_case, onlooker, waits
from models.officer import Officer
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_MOST_OFFERED: Final = 12
_REASON_WITHIN: Final = timedelta(minutes=10)


@cache
def _customs() -> NameCustoms:
    return load_customs()


def hear_word(event: NameWordSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Find the tip that is meant: the one of a number, or the officer's own; ask if unclear."""
    officer = uow.officers.by_line_user(event.speaker.user_id or "")
    if officer is None:
        raise Refusal("case.not_officer")
    if event.sequence is not None:
        tip = _numbered(event, event.sequence, officer, uow)
        return ask(_of(event, tip), uow, catalog)
    held = [one for one in uow.tips.in_states(*OPEN) if one.handler_id == officer.id]
    if not held:
        raise Refusal("naming.which")
    if len(held) == 1:
        return ask(_of(event, held[0]), uow, catalog)
    offered = [(one.id, uow.spoken_number_of(one)) for one in held[-_MOST_OFFERED:]]
    to = Recipient(chat=Chat.PERSON, line_id=event.speaker.user_id or "")
    return [Message(to=to, contents=[tip_choices(offered, catalog)], may_reply=True)]


def _numbered(event: NameWordSaid, sequence: int, officer: Officer, uow: UnitOfWork) -> Tip:
    year = event.year or buddhist_year(uow.now, uow.rules.timezone)
    tip = uow.tips.by_number(year, sequence)
    if tip is None or sight(uow, officer, tip) is Sight.NONE:
        raise Refusal("case.not_seen")
    return tip


def _of(event: NameWordSaid, tip: Tip) -> NameAsked:
    return NameAsked(happened_at=event.happened_at, speaker=event.speaker, tip=tip.id)


def ask(event: NameAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Ask an officer who may for their reason; what was granted already is offered again."""
    wish = _allowed(event, uow, catalog)
    if not isinstance(wish, Wish):
        return wish
    return _ask_why(wish, "naming.why")


def _allowed(event: CaseEvent, uow: UnitOfWork, catalog: Catalog) -> Wish | Sequence[Answer]:
    """Let an officer ask who may, whose request does not wait, and whom somebody can answer."""
    wish = begin(event, uow, catalog)
    if not isinstance(wish, Wish):
        return wish
    tip, officer = wish.tip, wish.officer
    why_not = why_not_ask(onlooker(uow, officer, tip), named_case(uow, tip))
    if why_not is not None:
        return wish.refuse(why_not)
    before = uow.name_requests.newest(tip, officer)
    if before is not None and is_in_force(before, now=uow.now):
        return wish.answer(open_notice(tip.id, wish.number, before.id, catalog))
    if waits(before, now=uow.now):
        return wish.say("naming.waiting")
    return wish if deciders(uow, tip, officer) else wish.refuse("naming.nobody")


def _ask_why(wish: Wish, key: str) -> Sequence[Answer]:
    mode = Mode(name=NAME_WHY, data={"tip": str(wish.tip.id)})
    until = wish.uow.now + _REASON_WITHIN
    wish.uow.dialogues.enter(wish.speaker.user_id or "", mode, until=until)
    text = wish.catalog.say(key, number=wish.number)
    return wish.answer(with_way_out(text, wish.catalog))


def explain(event: NameReasonSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Keep the reason sealed with the tip, and ask every commander who may decide."""
    wish = _allowed(event, uow, catalog)
    if not isinstance(wish, Wish):
        return wish
    reason = read_reason(event.reason)
    if reason is None:
        return _ask_why(wish, "naming.why_short")
    request = uow.name_requests.ask(wish.tip, wish.officer, reason, at=uow.now)
    wish.audit("name.asked", request=str(request.id), reason=seal_mark(request.reason))
    card = wish_card(
        facts(uow, wish.tip, _customs()),
        asker=uow.officers.profile(wish.officer).spoken_name,
        reason=reason,
        request=request.id,
        catalog=catalog,
        rules=uow.rules,
    )
    asked = deciders(uow, wish.tip, wish.officer)
    told = wish.say("naming.asked", count=len(asked))
    return [*told, *(wish.tell(one, card) for one in asked)]


HANDLERS = {NameWordSaid: hear_word, NameAsked: ask, NameReasonSaid: explain}
