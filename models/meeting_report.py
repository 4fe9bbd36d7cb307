"""This is where what is told of a meeting is gathered."""

from __future__ import annotations

from domain.calendar import local, thai_moment
from domain.meeting import Coming
from domain.meeting_report import GoalFact, MeetingFacts, Summons
from models.meeting import Meeting, MeetingGoal, MeetingState
from models.meeting_keeping import is_ahead
from models.unit_of_work import UnitOfWork


def summons_of(uow: UnitOfWork, meeting: Meeting) -> Summons:
    """Return what who is invited must know."""
    return Summons(
        number=meeting.number,
        title=meeting.title,
        place=meeting.place,
        when=thai_moment(meeting.meets_at, uow.rules.timezone),
    )


def facts_of(uow: UnitOfWork, meeting: Meeting) -> MeetingFacts:
    """Return a meeting as who runs it sees it."""
    guests = uow.meetings.guests(meeting)
    named = [uow.villages.by_code(code) for code in meeting.villages]
    return MeetingFacts(
        summons=summons_of(uow, meeting),
        stands=_stands(uow, meeting),
        area=[uow.villages.title(one) for one in named if one is not None],
        answers={one: sum(guest.coming == one for guest in guests) for one in Coming},
        came=[uow.members.get(one.member_id).number for one in guests if one.has_come],
        minutes=uow.meetings.minutes(meeting),
        goals=[goal_fact(uow, one) for one in uow.meetings.goals(meeting)],
        left_open=[goal_fact(uow, one) for one in uow.meetings.open_before(meeting)],
    )


def _stands(uow: UnitOfWork, meeting: Meeting) -> str:
    if meeting.state == MeetingState.CANCELLED or is_ahead(uow, meeting):
        return meeting.state
    return "over"


def goal_fact(uow: UnitOfWork, goal: MeetingGoal) -> GoalFact:
    """Return what was agreed as it is told."""
    today = local(uow.now, uow.rules.timezone).date()
    stands = "late" if goal.due_on < today else "open"
    return GoalFact(
        number=goal.number,
        text=uow.meetings.agreed(goal),
        owner=uow.officers.profile(uow.officers.get(goal.owner_id)).spoken_name,
        by=goal.due_on,
        stands="reached" if goal.done_at else stands,
    )
