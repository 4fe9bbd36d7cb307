"""This is `meeting list` and `meeting show`."""

from __future__ import annotations

from collections.abc import Sequence

from commands.desk import Desk
from commands.meeting_keeping import found
from domain.calendar import local, thai_date, thai_moment
from domain.meeting import Coming
from models.meeting import Meeting, MeetingGoal
from models.unit_of_work import UnitOfWork


def run_list(desk: Desk) -> int:
    """List every meeting, one a line; return the exit code."""
    with desk.reading() as uow:
        for meeting in uow.meetings.all():
            guests = uow.meetings.guests(meeting)
            when = local(meeting.meets_at, uow.rules.timezone).isoformat(timespec="minutes")
            coming = sum(one.coming == Coming.YES for one in guests)
            came = sum(one.has_come for one in guests)
            facts = (meeting.number, meeting.state, when, coming, came, meeting.title)
            print(*facts, sep="\t", file=desk.out)
    return 0


def run_show(desk: Desk, number: int) -> int:
    """Show one meeting; return the exit code."""
    with desk.reading() as uow:
        meeting = found(desk, uow, number)
        if meeting is None:
            return 1
        when = thai_moment(meeting.meets_at, uow.rules.timezone)
        state = desk.catalog.say(f"meeting.state_{meeting.state}")
        facts = {"title": meeting.title, "place": meeting.place, "when": when, "state": state}
        desk.say("meeting.heading", number=number, **facts)
        _show_guests(desk, uow, meeting)
        minutes = uow.meetings.minutes(meeting)
        if minutes:
            desk.say("meeting.minutes_heading")
            print(minutes, file=desk.out)
        _show_goals(desk, uow, "meeting.goals", uow.meetings.goals(meeting))
        _show_goals(desk, uow, "meeting.left_open", uow.meetings.open_before(meeting))
    return 0


def _show_guests(desk: Desk, uow: UnitOfWork, meeting: Meeting) -> None:
    guests = uow.meetings.guests(meeting)
    counts = {str(one): sum(guest.coming == one for guest in guests) for one in Coming}
    desk.say("meeting.answers", **counts)
    came = [uow.members.get(one.member_id).number for one in guests if one.has_come]
    desk.say("meeting.came", count=len(came), names=" ".join(came) or "-")


def _show_goals(desk: Desk, uow: UnitOfWork, heading: str, goals: Sequence[MeetingGoal]) -> None:
    if not goals:
        return
    desk.say(heading)
    today = local(uow.now, uow.rules.timezone).date()
    for one in goals:
        stands = "late" if one.due_on < today else "open"
        key = "meeting.goal_reached" if one.done_at else f"meeting.goal_{stands}"
        desk.say(
            "meeting.goal_line",
            goal=one.number,
            text=uow.meetings.agreed(one),
            owner=uow.officers.get(one.owner_id).code,
            by=thai_date(one.due_on),
            state=desk.catalog.say(key),
        )
