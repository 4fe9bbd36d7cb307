"""This is `meeting plan`, `move`, `cancel`, `attended` and `minutes`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from commands.desk import ACTOR, Desk
from commands.import_faults import blamed_on, telling_faults
from commands.verbs import verb
from domain.calendar import thai_moment
from domain.refusals import Refusal
from files.written import read_written
from models.doer import Doer
from models.meeting import NewMeeting
from models.meeting_keeping import (
    ahead,
    call_off,
    found,
    keep_attendance,
    keep_minutes,
    move,
    plan,
)
from models.own_time import set_timer
from models.unit_of_work import UnitOfWork

MACHINE = Doer(name=ACTOR)


@verb
def run_plan(desk: Desk, title: str, *, at: str, place: str, villages: str = "") -> None:
    """Plan a meeting and its reminder."""
    with desk.writing() as uow:
        new = NewMeeting(
            title=title, place=place, meets_at=_moment(at, uow), villages=_known(villages, uow)
        )
        meeting, timers = plan(uow, new, MACHINE)
        for timer in timers:
            set_timer(uow, timer)
        uow.commit()
        when = thai_moment(meeting.meets_at, uow.rules.timezone)
        desk.say("meeting.planned", number=meeting.number, title=meeting.title, when=when)


def _known(written: str, uow: UnitOfWork) -> tuple[str, ...]:
    """Return the villages of an option, none for the whole station."""
    codes = tuple(dict.fromkeys(part.strip() for part in written.split(",") if part.strip()))
    unknown = [one for one in codes if uow.villages.by_code(one) is None]
    if unknown:
        raise Refusal("announce.unknown_village", names=", ".join(unknown))
    return codes


def _moment(written: str, uow: UnitOfWork) -> datetime:
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        raise Refusal("meeting.at_unread", at=written) from None
    if read.tzinfo is None:
        read = read.replace(tzinfo=ZoneInfo(uow.rules.timezone))
    moment = read.astimezone(uow.now.tzinfo)
    if moment <= uow.now:
        raise Refusal("meeting.at_unread", at=written)
    return moment


@verb
def run_move(desk: Desk, number: int, *, at: str = "", place: str = "") -> None:
    """Let a meeting be at another time or place; nobody is told by itself."""
    with desk.writing() as uow:
        meeting = ahead(uow, number, held=True)
        meets_at = _moment(at, uow) if at else meeting.meets_at
        for timer in move(uow, meeting, MACHINE, meets_at=meets_at, place=place or meeting.place):
            set_timer(uow, timer)
        uow.commit()
        when = thai_moment(meets_at, uow.rules.timezone)
        desk.say("meeting.moved", number=number, when=when, place=meeting.place)


@verb
def run_cancel(desk: Desk, number: int) -> None:
    """Cancel a meeting."""
    with desk.writing() as uow:
        call_off(uow, found(uow, number, held=True), MACHINE)
        uow.commit()
    desk.say("meeting.cancelled", number=number)


@verb
def run_attended(desk: Desk, number: int, members: Sequence[str]) -> None:
    """Keep who came, all of them or none."""
    with desk.writing() as uow:
        count = keep_attendance(uow, found(uow, number, held=True), members, MACHINE)
        uow.commit()
    desk.say("meeting.attended", number=number, count=count)


@verb
def run_minutes(desk: Desk, number: int, file: Path) -> int:
    """Keep the minutes of a meeting."""
    with telling_faults(desk), blamed_on(file):
        text = read_written(file)
        with desk.writing() as uow:
            keep_minutes(uow, found(uow, number, held=True), text, MACHINE)
            uow.commit()
        desk.say("meeting.minutes_kept", number=number)
        return 0
    return 1
