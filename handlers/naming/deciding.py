"""This is how a commander grants or denies a request for a sender's name."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from catalog.naming import granted_notice, open_notice
from domain.answers import Answer, Timer, Words
from domain.meanings import NameDecided
from domain.naming import TOLD_AFTER, NameState, why_not_decide
from domain.timer_events import NameTellingDue
from handlers.naming.wish import Wish, begin
from models.name_request import NameRequest
from models.naming import may_ask, named_case, onlooker, waits
from models.unit_of_work import UnitOfWork


def decide(event: NameDecided, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Let the first commander who may decide a request that waits; others are told who did."""
    wish = begin(event, uow, catalog)
    if not isinstance(wish, Wish):
        return wish
    request = uow.name_requests.find(event.request, wish.tip)
    if request is None:
        return wish.refuse("case.not_seen")
    who = onlooker(wish.uow, wish.officer, wish.tip, request)
    why_not = why_not_decide(who, named_case(wish.uow, wish.tip))
    if why_not is not None:
        return wish.refuse(why_not)
    if request.state != NameState.ASKED:
        return _say_who_did(wish, request)
    return _decided(wish, request, is_granted=event.is_granted)


def _decided(wish: Wish, request: NameRequest, *, is_granted: bool) -> Sequence[Answer]:
    if not waits(request, now=wish.uow.now):
        return wish.refuse("naming.lapsed")
    if not may_ask(wish.uow, wish.uow.officers.get(request.asker_id), wish.tip):
        return wish.refuse("naming.asker_may_not")
    request.decider_id, request.decided_at = wish.officer.id, wish.uow.now
    return _grant(wish, request) if is_granted else _deny(wish, request)


def _say_who_did(wish: Wish, request: NameRequest) -> Sequence[Answer]:
    name = ""
    if request.decider_id is not None:
        decider = wish.uow.officers.get(request.decider_id)
        name = wish.uow.officers.profile(decider).spoken_name
    return wish.say("naming.decided_already", name=name)


def _grant(wish: Wish, request: NameRequest) -> Sequence[Answer]:
    request.state = NameState.GRANTED
    tip, uow = wish.tip, wish.uow
    asker = uow.officers.get(request.asker_id)
    wish.audit("name.granted", request=str(request.id), asker=asker.code)
    due = uow.now + TOLD_AFTER
    telling = NameTellingDue(happened_at=due, tip=tip.id, request=request.id)
    return [
        *wish.answer(granted_notice(tip.id, wish.number, request.id, wish.catalog)),
        wish.tell(asker, open_notice(tip.id, wish.number, request.id, wish.catalog)),
        Timer(key=f"name:{request.id}:tell", due=due, event=telling),
    ]


def _deny(wish: Wish, request: NameRequest) -> Sequence[Answer]:
    request.state = NameState.DENIED
    asker = wish.uow.officers.get(request.asker_id)
    wish.audit("name.denied", request=str(request.id), asker=asker.code)
    refused = Words(text=wish.catalog.say("naming.refused", number=wish.number))
    return [*wish.say("naming.denied"), wish.tell(asker, refused)]


HANDLERS = {NameDecided: decide}
