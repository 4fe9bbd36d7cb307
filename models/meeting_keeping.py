"""This is how a meeting is planned and moved, and what is kept of it, whoever does it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.answers import Timer
from domain.calendar import local, of_our_era
from domain.meeting import (
    LONGEST_AHEAD,
    LONGEST_GOAL,
    LONGEST_MINUTES,
    LONGEST_PLACE,
    LONGEST_TITLE,
    REMINDS_BEFORE,
    about_meeting,
    reminder,
)
from domain.refusals import Refusal
from models.doer import Doer
from models.meeting import Meeting, MeetingGoal, MeetingState, NewMeeting
from models.officer import Officer
from models.survey_keeping import take_back
from models.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What is agreed at a meeting: whose it is, and until when."""

    text: str
    owner: Officer
    due_on: date


def about(meeting: Meeting) -> str:
    """Return the name under which bulletins go out for a meeting."""
    return about_meeting(meeting.number)


def found(uow: UnitOfWork, number: int, *, held: bool = False) -> Meeting:
    """Return the meeting of a number; refuse if there is none."""
    meeting = uow.meetings.by_number(number, held=held)
    if meeting is None:
        raise Refusal("meeting.unknown", number=number)
    return meeting


def ahead(uow: UnitOfWork, number: int, *, held: bool = False) -> Meeting:
    """Return a meeting that is still to come; refuse one that is over or cancelled."""
    meeting = found(uow, number, held=held)
    if not is_ahead(uow, meeting):
        raise Refusal("meeting.not_ahead", number=number)
    return meeting


def is_ahead(uow: UnitOfWork, meeting: Meeting) -> bool:
    """Say whether a meeting is still to come."""
    return meeting.state == MeetingState.PLANNED and uow.now < meeting.meets_at


def plan(uow: UnitOfWork, new: NewMeeting, doer: Doer) -> tuple[Meeting, Sequence[Timer]]:
    """Plan a meeting and its reminder."""
    title, place = " ".join(new.title.split()), " ".join(new.place.split())
    if not 0 < len(title) <= LONGEST_TITLE:
        raise Refusal("meeting.too_long")
    _must_fit(uow, place, new.meets_at)
    wanted = replace(new, title=title, place=place, author=doer.officer)
    meeting = uow.meetings.plan(wanted)
    record(uow, meeting, doer, "plan")
    return meeting, _reminders(uow, meeting)


def move(
    uow: UnitOfWork, meeting: Meeting, doer: Doer, *, meets_at: datetime, place: str
) -> Sequence[Timer]:
    """Let a meeting be at another time or place, with a reminder of its own; it is held."""
    place = " ".join(place.split())
    _must_fit(uow, place, meets_at)
    uow.meetings.move(meeting, meets_at=meets_at, place=place)
    # What was not sent yet still names the old time and place.
    take_back(uow, about(meeting))
    record(uow, meeting, doer, "move")
    return _reminders(uow, meeting)


def _must_fit(uow: UnitOfWork, place: str, meets_at: datetime) -> None:
    if not 0 < len(place) <= LONGEST_PLACE:
        raise Refusal("meeting.too_long")
    if meets_at <= uow.now:
        raise Refusal("meeting.not_to_come")


def _reminders(uow: UnitOfWork, meeting: Meeting) -> Sequence[Timer]:
    at = meeting.meets_at - REMINDS_BEFORE
    return [reminder(meeting.id, at=at, meets_at=meeting.meets_at)] if at > uow.now else []


def call_off(uow: UnitOfWork, meeting: Meeting, doer: Doer) -> None:
    """Cancel a meeting, and take back invitations that nobody has yet; it is held."""
    meeting.state = MeetingState.CANCELLED
    take_back(uow, about(meeting))
    record(uow, meeting, doer, "cancel")


def keep_attendance(uow: UnitOfWork, meeting: Meeting, numbers: Collection[str], doer: Doer) -> int:
    """Keep who came, all of them or none, in place of what was kept before; return how many."""
    known = {one.number: one for one in uow.members.all()}
    named = dict.fromkeys(one.strip().upper() for one in numbers)
    unknown = [one for one in named if one not in known]
    if unknown:
        raise Refusal("meeting.no_member", names=", ".join(unknown))
    uow.meetings.came(meeting, [known[one] for one in named])
    record(uow, meeting, doer, "attended")
    return len(named)


def keep_minutes(uow: UnitOfWork, meeting: Meeting, text: str, doer: Doer) -> None:
    """Keep the minutes in place of those before."""
    if not 0 < len(text.strip()) <= LONGEST_MINUTES:
        raise Refusal("meeting.minutes_length", most=f"{LONGEST_MINUTES:,}")
    uow.meetings.write_minutes(meeting, text.strip())
    record(uow, meeting, doer, "minutes")


def agree(uow: UnitOfWork, meeting: Meeting, aim: Aim, doer: Doer) -> MeetingGoal:
    """Keep what was agreed, whose it is and until when."""
    text = " ".join(aim.text.split())
    if not 0 < len(text) <= LONGEST_GOAL:
        raise Refusal("meeting.goal_length", most=LONGEST_GOAL)
    due_on = of_our_era(aim.due_on)
    today = local(uow.now, uow.rules.timezone).date()
    if not 0 <= (due_on - today).days <= LONGEST_AHEAD:
        raise Refusal("voices.day_far", most=LONGEST_AHEAD)
    goal = uow.meetings.agree(meeting, text, owner=aim.owner, due_on=due_on)
    record(uow, meeting, doer, "goal")
    return goal


def reach_goal(uow: UnitOfWork, number: int, doer: Doer) -> MeetingGoal:
    """Keep that a goal was reached; twice is once."""
    goal = uow.meetings.goal(number)
    if goal is None:
        raise Refusal("meeting.no_goal", goal=number)
    if goal.done_at is None:
        goal.done_at = uow.now
        act, which = "done", f"meeting_goal:{number}"
        uow.audit.write(f"meeting.{act}", actor=doer.name, about=which, at=uow.now)
    return goal


def record(uow: UnitOfWork, meeting: Meeting, doer: Doer, act: str) -> None:
    """Put what was done with a meeting on the audit trail."""
    uow.audit.write(f"meeting.{act}", actor=doer.name, about=about(meeting), at=uow.now)
