"""This is how the desk writes down what a voice says, so that nobody in the village hears it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from catalog.disclosing import with_cancel
from domain.answers import Answer, Timer, Words
from domain.disclosing import GIST, GistPressed, GistSaid
from domain.events import Text
from domain.refusals import Refusal
from domain.timer_events import TipChanged
from handlers.casework.case import Case, on_case, refuse_if_over
from models.disclosing import DESK_AUTHOR, may_write_gist
from models.facts import GIST_KIND

_FOR: Final = timedelta(minutes=30)
_SHORTEST, _LONGEST = 3, 1000


@on_case
def press(case: Case, event: GistPressed) -> Sequence[Answer]:
    """Make the desk's next words what the voice says."""
    _refuse(case)
    return _ask(case, event, "disclose.gist_prompt")


@on_case
def hear(case: Case, event: GistSaid) -> Sequence[Answer]:
    """Keep the gist with the tip, and let who has it read it."""
    _refuse(case)
    content = event.said.content
    text = content.text.strip()[:_LONGEST] if isinstance(content, Text) else ""
    if len(text) < _SHORTEST:
        return _ask(case, event, "disclose.gist_prompt")
    uow, tip = case.uow, case.tip
    row = uow.tips.add_message(
        tip,
        {"text": text},
        kind=GIST_KIND,
        author=DESK_AUTHOR,
        message_id=event.said.message_id,
        happened_at=event.said.happened_at,
    )
    if row is None:
        return []
    case.record("gist")
    uow.tips.touch(tip)
    changed = TipChanged(happened_at=uow.now, tip=tip.id, what="gist")
    timer = Timer(key=f"tip:{tip.id}:gist:{row.id}", due=uow.now, event=changed)
    return [case.answer(event, Words(text=case.say("disclose.gist_kept"))), timer]


def _refuse(case: Case) -> None:
    refuse_if_over(case.head)
    if not may_write_gist(case.uow, case.officer, case.tip):
        raise Refusal("disclose.gist_not", number=case.number)


def _ask(case: Case, event: GistPressed | GistSaid, key: str) -> Sequence[Answer]:
    case.enter(event, GIST, within=_FOR)
    return [case.answer(event, with_cancel(case.say(key), case.catalog))]


HANDLERS: Final[dict[Any, Any]] = {GistPressed: press, GistSaid: hear}
