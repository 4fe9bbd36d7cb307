"""This is `meeting plan`, `cancel`, `attended` and `minutes`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from commands.desk import ACTOR, Desk
from domain.calendar import thai_moment
from domain.meeting import REMINDS_BEFORE, reminder
from models.meeting import Meeting, MeetingState, NewMeeting
from models.sealed import Purpose
from models.unit_of_work import UnitOfWork

_LONGEST_TITLE, _LONGEST_PLACE, _LONGEST_MINUTES = 100, 200, 20_000


def run_plan(desk: Desk, title: str, *, at: str, place: str) -> int:
    """Plan a meeting and its reminder; return the exit code."""
    title, place = " ".join(title.split()), " ".join(place.split())
    if not (0 < len(title) <= _LONGEST_TITLE and 0 < len(place) <= _LONGEST_PLACE):
        desk.complain(desk.catalog.say("meeting.too_long"))
        return 1
    with desk.writing() as uow:
        meets_at = _moment(at, uow)
        if meets_at is None or meets_at <= uow.now:
            desk.complain(desk.catalog.say("meeting.at_unread", at=at))
            return 1
        meeting = uow.meetings.plan(NewMeeting(title=title, place=place, meets_at=meets_at))
        _remember_to_remind(meeting, uow)
        record(uow, meeting, "plan")
        uow.commit()
        when = thai_moment(meets_at, uow.rules.timezone)
        desk.say("meeting.planned", number=meeting.number, title=title, when=when)
    return 0


def _moment(written: str, uow: UnitOfWork) -> datetime | None:
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        return None
    if read.tzinfo is None:
        read = read.replace(tzinfo=ZoneInfo(uow.rules.timezone))
    return read.astimezone(uow.now.tzinfo)


def _remember_to_remind(meeting: Meeting, uow: UnitOfWork) -> None:
    at = meeting.meets_at - REMINDS_BEFORE
    if at <= uow.now:
        return
    timer = reminder(meeting.id, at=at)
    lane = uow.keys.fingerprint(Purpose.LANE, uow.rules.code, timer.lane)
    uow.inbox.set_timer(timer, lane=lane, now=uow.now)


def found(desk: Desk, uow: UnitOfWork, number: int, *, held: bool = False) -> Meeting | None:
    """Return the meeting of a number, or say that there is none."""
    meeting = uow.meetings.by_number(number, held=held)
    if meeting is None:
        desk.complain(desk.catalog.say("meeting.unknown", number=number))
    return meeting


def run_cancel(desk: Desk, number: int) -> int:
    """Cancel a meeting; return the exit code."""
    with desk.writing() as uow:
        meeting = found(desk, uow, number, held=True)
        if meeting is None:
            return 1
        meeting.state = MeetingState.CANCELLED
        record(uow, meeting, "cancel")
        uow.commit()
    desk.say("meeting.cancelled", number=number)
    return 0


def run_attended(desk: Desk, number: int, members: Sequence[str]) -> int:
    """Keep who came, all of them or none; return the exit code."""
    with desk.writing() as uow:
        meeting = found(desk, uow, number, held=True)
        if meeting is None:
            return 1
        known = {one.number: one for one in uow.members.all()}
        named = dict.fromkeys(one.strip().upper() for one in members)
        unknown = [one for one in named if one not in known]
        if unknown:
            desk.complain(desk.catalog.say("meeting.no_member", names=", ".join(unknown)))
            return 1
        uow.meetings.came(meeting, [known[one] for one in named])
        record(uow, meeting, "attended")
        uow.commit()
    desk.say("meeting.attended", number=number, count=len(named))
    return 0


def run_minutes(desk: Desk, number: int, file: Path) -> int:
    """Keep the minutes of a meeting; return the exit code."""
    try:
        text = file.read_text("utf-8-sig").strip()
    except (OSError, UnicodeDecodeError):
        text = ""
    if not 0 < len(text) <= _LONGEST_MINUTES:
        desk.complain(desk.catalog.say("meeting.minutes_unread", file=file.name))
        return 1
    with desk.writing() as uow:
        meeting = found(desk, uow, number, held=True)
        if meeting is None:
            return 1
        uow.meetings.write_minutes(meeting, text)
        record(uow, meeting, "minutes")
        uow.commit()
    desk.say("meeting.minutes_kept", number=number)
    return 0


def record(uow: UnitOfWork, meeting: Meeting, act: str) -> None:
    """Put what was done with a meeting on the audit trail."""
    about = f"meeting:{meeting.number}"
    uow.audit.write(f"meeting.{act}", actor=ACTOR, about=about, at=uow.now)
