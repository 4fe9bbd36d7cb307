"""This is `meeting goal` and `meeting done`: what was agreed, and whether it was done."""

from __future__ import annotations

from datetime import date

from commands.desk import Desk
from commands.meeting_keeping import MACHINE
from commands.verbs import verb
from domain.refusals import Refusal
from models.meeting_keeping import Aim, agree, found, reach_goal


@verb
def run_goal(desk: Desk, number: int, text: str, *, owner: str, by: str) -> None:
    """Keep what was agreed at a meeting."""
    due_on = _day(by)
    with desk.writing() as uow:
        meeting = found(uow, number, held=True)
        officer = uow.officers.by_code(owner)
        if officer is None:
            raise Refusal("meeting.no_owner", code=owner)
        goal = agree(uow, meeting, Aim(text=text, owner=officer, due_on=due_on), MACHINE)
        uow.commit()
        desk.say("meeting.goal_kept", number=number, goal=goal.number)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Refusal("meeting.goal_unread", by=written) from None


@verb
def run_done(desk: Desk, number: int) -> None:
    """Keep that a goal was reached; twice is once."""
    with desk.writing() as uow:
        reach_goal(uow, number, MACHINE)
        uow.commit()
    desk.say("meeting.goal_done", goal=number)
