"""This is how officers are called to a tip, and how long one waits for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from catalog import Catalog
from catalog.cards import compose_bare_card, compose_card
from catalog.words import load_customs
from domain.answers import (
    Answer,
    Chat,
    Content,
    Message,
    Rank,
    Recipient,
    Timer,
    Words,
)
from domain.classification.kinds import Urgency
from domain.events import AcceptanceDue
from domain.masking import NameCustoms
from domain.routing import Call
from models.case import (
    facts,
)
from models.likeness import with_twin
from models.officer import Officer
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_MONEY = "reason.money_just_moved"


@cache
def customs() -> NameCustoms:
    """Return how names are told from words, read once."""
    return load_customs()


def alert(calls: Iterable[Call], tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    """Send each officer called the card that they may see, and remember why."""
    known = facts(uow, tip, customs())
    bare = compose_bare_card(known, catalog, uow.rules)
    answers: list[Answer] = []
    for call in calls:
        why = {"because": call.because.value}
        uow.tips.record(tip, "alerted", at=uow.now, officer_id=call.officer, detail=why)
        officer = uow.officers.get(call.officer)
        full = compose_card(with_twin(uow, known, tip, officer), catalog, uow.rules)
        card = bare if call.is_bare else full
        answers.append(to_officer(officer, [card], tip, uow, rank=Rank.ALERT))
    return answers


def await_acceptance(tip: Tip, step: int, uow: UnitOfWork) -> list[Answer]:
    """Return the timer that looks again whether anyone accepted; `step` counts the times."""
    within = accept_within(tip, uow)
    if within is None:
        return []
    due = uow.now + within
    event = AcceptanceDue(happened_at=due, tip=tip.id, step=step)
    # The key names the time: a tip that becomes more urgent is awaited anew, but once.
    key = f"tip:{tip.id}:acceptance:{step}:{within.total_seconds():g}"
    return [Timer(key=key, due=due, event=event)]


def last_step(tip: Tip, uow: UnitOfWork) -> int:
    """Return the last time that acceptance was awaited in vain, or awaited otherwise since."""
    lines = uow.tips.history(tip, "overdue", "retimed")
    return max((uow.tips.detail(line)["step"] for line in lines), default=0)


def accept_within(tip: Tip, uow: UnitOfWork) -> timedelta | None:
    """Return how long a tip may wait: money that just moved can be stopped for minutes only."""
    reading: Any = uow.tips.reading(tip)
    reasons = reading.get("reasons", ()) if isinstance(reading, Mapping) else ()
    is_money = any(reason[0] == _MONEY for reason in reasons)
    urgency = Urgency.EMERGENCY if is_money else Urgency(tip.urgency)
    return uow.rules.accept_within.get(urgency)


def plain(officer: Officer, said: Words, tip: Tip | None, uow: UnitOfWork) -> Message:
    """Tell an officer something that shows nothing of what a member wrote."""
    to = Recipient(chat=Chat.PERSON, line_id=uow.officers.line_id(officer) or "")
    return Message(to=to, contents=[said], rank=Rank.ALERT, about=tip.id if tip else None)


def to_officer(
    officer: Officer, contents: Sequence[Content], tip: Tip, uow: UnitOfWork, *, rank: Rank
) -> Message:
    """Return a message to an officer that holds a member's words."""
    return Message(
        to=Recipient(chat=Chat.PERSON, line_id=uow.officers.line_id(officer) or ""),
        contents=contents,
        rank=rank,
        about=tip.id,
        carries_content=True,
        officer=officer.id,
    )
