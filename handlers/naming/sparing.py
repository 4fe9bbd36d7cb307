"""This is how the commander who granted a name says that telling its sender endangers someone."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from catalog import Catalog
from catalog.naming import with_way_out
from domain.answers import Answer
from domain.meanings import CaseEvent, NameDangerAsked, NameDangerSaid
from domain.name_words import NAME_DANGER
from domain.naming import NameState
from domain.refusals import Refusal
from handlers.naming.wish import Wish, begin, read_reason
from models.dialogue import Mode
from models.name_request import NameRequest, seal_mark
from models.unit_of_work import UnitOfWork

_REASON_WITHIN: Final = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class _Grant:
    """A request and the commander before it who granted it."""

    wish: Wish
    request: NameRequest


def ask_why(event: NameDangerAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Ask the commander who granted it for the reason, as long as the sender was not told."""
    found = _granted_by_them(event, event.request, uow, catalog)
    return _ask_why(found, "naming.danger_why") if isinstance(found, _Grant) else found


def _granted_by_them(
    event: CaseEvent, request_id: uuid.UUID, uow: UnitOfWork, catalog: Catalog
) -> _Grant | Sequence[Answer]:
    wish = begin(event, uow, catalog)
    if not isinstance(wish, Wish):
        return wish
    request = uow.name_requests.find(request_id, wish.tip)
    if request is None or request.state != NameState.GRANTED:
        return wish.refuse("case.not_seen")
    if request.decider_id != wish.officer.id:
        return wish.refuse("naming.danger_others")
    if request.told_at is not None:
        return wish.say("naming.danger_late")
    return _Grant(wish=wish, request=request)


def _ask_why(grant: _Grant, key: str) -> Sequence[Answer]:
    wish, request = grant.wish, grant.request
    mode = Mode(name=NAME_DANGER, data={"tip": str(wish.tip.id), "request": request.id.hex})
    until = wish.uow.now + _REASON_WITHIN
    wish.uow.dialogues.enter(wish.speaker.user_id or "", mode, until=until)
    text = wish.catalog.say(key, number=wish.number)
    return wish.answer(with_way_out(text, wish.catalog))


def spare(event: NameDangerSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Keep the reason sealed with the tip; its sender is then not told."""
    mode = uow.dialogues.current(event.speaker.user_id or "", now=uow.now)
    if mode is None or mode.name != NAME_DANGER:
        raise Refusal("case.not_seen")
    found = _granted_by_them(event, uuid.UUID(hex=mode.data["request"]), uow, catalog)
    if not isinstance(found, _Grant):
        return found
    wish, request = found.wish, found.request
    reason = read_reason(event.reason)
    if reason is None:
        return _ask_why(found, "naming.why_short")
    uow.name_requests.write_danger(request, wish.tip, reason)
    wish.audit("name.endangers", request=str(request.id), reason=seal_mark(request.danger))
    return wish.say("naming.danger_kept")


HANDLERS = {NameDangerAsked: ask_why, NameDangerSaid: spare}
