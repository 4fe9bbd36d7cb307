"""This is `meeting goal` and `meeting done`: what was agreed, and whether it was done."""

from __future__ import annotations

from datetime import date

from commands.desk import ACTOR, Desk
from commands.meeting_keeping import found, record

_LONGEST = 300


def run_goal(desk: Desk, number: int, text: str, *, owner: str, by: str) -> int:
    """Keep what was agreed at a meeting; return the exit code."""
    text = " ".join(text.split())
    due_on = _day(by)
    if not 0 < len(text) <= _LONGEST or due_on is None:
        desk.complain(desk.catalog.say("meeting.goal_unread", by=by))
        return 1
    with desk.writing() as uow:
        meeting = found(desk, uow, number, held=True)
        if meeting is None:
            return 1
        officer = uow.officers.by_code(owner)
        if officer is None:
            desk.complain(desk.catalog.say("meeting.no_owner", code=owner))
            return 1
        goal = uow.meetings.agree(meeting, text, owner=officer, due_on=due_on)
        record(uow, meeting, "goal")
        uow.commit()
        desk.say("meeting.goal_kept", number=number, goal=goal.number)
    return 0


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def run_done(desk: Desk, number: int) -> int:
    """Keep that a goal was reached; twice is once. Return the exit code."""
    with desk.writing() as uow:
        goal = uow.meetings.goal(number)
        if goal is None:
            desk.complain(desk.catalog.say("meeting.no_goal", goal=number))
            return 1
        if goal.done_at is None:
            goal.done_at = uow.now
            about = f"meeting_goal:{number}"
            uow.audit.write("meeting.done", actor=ACTOR, about=about, at=uow.now)
        uow.commit()
    desk.say("meeting.goal_done", goal=number)
    return 0
