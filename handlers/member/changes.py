"""This is how officers are to hear of what a sender does: at once, or of many things together."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from domain.answers import Timer
from domain.classification import Urgency
from domain.events import Speaker
from domain.pace import Pace, gathers_until
from domain.timer_events import TipChanged
from models.case import sender_of
from models.tip import Tip
from models.unit_of_work import UnitOfWork

# Of what a sender does, for it costs a message each; what is new of a danger is told at once.
_GATHERED: Final = frozenset({
    *("added", "answered", "cancelled", "edited", "named", "unnamed", "voice", "withdrawn"),
})  # fmt: skip


def count_in_group(speaker: Speaker, uow: UnitOfWork) -> None:
    """Count what somebody does in a group to a tip; all else there is nobody's flood."""
    who = speaker.user_id or speaker.group_id
    if speaker.group_id is not None and who is not None:
        uow.paces.word(who, now=uow.now)


def changed(
    tip: Tip,
    what: str,
    uow: UnitOfWork,
    *,
    mark: str = "",
    since: int | None = None,
    at_once: bool = False,
) -> Timer:
    """Return the timer that tells a sent tip's officers of a change; what comes fast is told once.

    `since`: the message that changes it, the first of those that are then told of together.
    `at_once`: it makes a danger of what was none.
    """
    due = _gathered_until(tip, uow) if what in _GATHERED and not at_once else None
    if due is not None:
        event = TipChanged(happened_at=due, tip=tip.id, what=what, since=since)
        return Timer(key=f"changed:{tip.id}:{what}:by:{due.isoformat()}", due=due, event=event)
    event = TipChanged(happened_at=uow.now, tip=tip.id, what=what, message=since)
    key = f"changed:{tip.id}:{what}:{uow.now.isoformat()}:{mark}"
    return Timer(key=key, due=uow.now, event=event)


def _gathered_until(tip: Tip, uow: UnitOfWork) -> datetime | None:
    line_id = sender_of(uow, tip)
    if line_id is not None:
        how = uow.paces.of(line_id, now=uow.now)
    else:
        # Of whom LINE tells nothing there is no pace but that there was too much.
        how = Pace.FLOOD if tip.is_surplus else Pace.CALM
    return gathers_until(uow.now, how, is_emergency=tip.urgency == Urgency.EMERGENCY)
