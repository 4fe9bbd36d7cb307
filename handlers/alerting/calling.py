"""This is how officers are called to a tip, and how long one waits for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from catalog import Catalog
from catalog.cards import compose_bare_card, compose_card, compose_update
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
from domain.identifiers import NameCustoms
from domain.roster import next_off, pause_ends, wall
from domain.routing import Call
from domain.timer_events import AcceptanceDue, DutyChanged
from models.case import posts_for
from models.chain import called
from models.facts import facts
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
    calls = list(calls)
    if not calls:
        return []
    known = facts(uow, tip, customs())
    note = passing_note(tip, uow, catalog)
    bare = compose_bare_card(known, catalog, uow.rules)
    answers: list[Answer] = []
    uow.tips.touch(tip)
    for call in calls:
        why = {"because": call.because.value}
        uow.tips.record(tip, "alerted", at=uow.now, officer_id=call.officer, detail=why)
        officer = uow.officers.get(call.officer)
        seen = with_twin(uow, known, tip, officer)
        full = compose_card(seen, catalog, uow.rules)
        if note:
            full = compose_update(seen, catalog, uow.rules, what="handed", note=note)
        card = bare if call.is_bare else full
        answers.append(to_officer(officer, [card], tip, uow, rank=Rank.ALERT))
        answers += look_when_off(officer, tip, uow)
    return answers


def passing_note(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> str:
    """Say which station passed a tip on, by whom and why; nothing once somebody here took it."""
    lines = uow.tips.history(tip, "passed", "accepted")
    if not lines or lines[-1].what != "passed":
        return ""
    told = uow.tips.detail(lines[-1])
    name = f"{told['by']} {told['from']}"
    return catalog.say("card.handed", name=name, reason=told["reason"])


def look_when_off(officer: Officer, tip: Tip, uow: UnitOfWork) -> list[Answer]:
    """Return the timer that passes a tip on if its officer goes off duty before accepting."""
    within = accept_within(tip, uow)
    now, rules = wall(uow.now, uow.rules.timezone), uow.rules
    off = next_off(uow.roster.duty(officer, at=uow.now), now, rules.almanac)
    # Later than that, somebody else was called long ago.
    if within is None or off is None or off > now + within:
        return []
    due = uow.roster.moment(off)
    event = DutyChanged(happened_at=due, officer=officer.id, tip=tip.id)
    key = f"tip:{tip.id}:off:{officer.id}:{due.isoformat()}"
    return [Timer(key=key, due=due, event=event)]


def await_acceptance(tip: Tip, step: int, uow: UnitOfWork) -> list[Answer]:
    """Return the timer that looks again whether anyone accepted; `step` is the tip's new rung."""
    within = accept_within(tip, uow)
    tip.rung, tip.accept_by = step, None
    if within is None:
        return []
    due = uow.now + within
    due = tip.accept_by = pause_end(tip, uow, due) or due
    event = AcceptanceDue(happened_at=due, tip=tip.id, step=step)
    return [Timer(key=f"tip:{tip.id}:rung:{step}", due=due, event=event)]


def pause_end(tip: Tip, uow: UnitOfWork, at: datetime) -> datetime | None:
    """Return until when a routine tip rests by the station's policy, None if it does not."""
    is_routine = accept_within(tip, uow) == uow.rules.accept_within.get(Urgency.ROUTINE)
    if tip.urgency != Urgency.ROUTINE or not is_routine:
        return None
    ends = pause_ends(wall(at, uow.rules.timezone), uow.rules.routine_pause)
    return None if ends is None else uow.roster.moment(ends)


def is_waited_for(tip: Tip, uow: UnitOfWork, *, but: int | None = None) -> bool:
    """Say whether anyone else who has a tip can be reached and is on duty."""
    holders = called(uow, tip) - {but}
    return any(
        one.is_reachable and one.is_on_duty for one in posts_for(uow, tip) if one.officer in holders
    )


def accept_within(tip: Tip, uow: UnitOfWork) -> timedelta | None:
    """Return how long a tip may wait: money that just moved can be stopped for minutes only."""
    reading: Any = uow.tips.reading(tip)
    reasons = reading.get("reasons", ()) if isinstance(reading, Mapping) else ()
    is_judged = bool(uow.tips.history(tip, "corrected_urgency"))
    is_money = not is_judged and any(reason[0] == _MONEY for reason in reasons)
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
