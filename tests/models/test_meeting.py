"""Meetings as both databases keep them: one answer a member, and what is left open."""

from __future__ import annotations

import threading
from datetime import date, timedelta

from sqlalchemy import select

from domain.meeting import Coming
from models.meeting import Meeting, MeetingGoal, MeetingGuest, NewMeeting
from models.member import Member
from models.unit_of_work import Store, UnitOfWork
from tests.conftest import FixedClock
from tests.handlers.precinct import Precinct


def a_meeting(uow: UnitOfWork, days: int) -> Meeting:
    meets_at = uow.now + timedelta(days=days)
    return uow.meetings.plan(NewMeeting(title="ประชุม", place="ศาลา", meets_at=meets_at))


def test_the_last_word_counts_though_two_come_at_once(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        member = Precinct(uow).member.id
        a_meeting(uow, 3)
        uow.commit()
    ready = threading.Barrier(2)

    def say(coming: Coming) -> None:
        ready.wait(10)
        with store.writing(station, clock()) as uow:
            meeting = uow.meetings.by_number(1, held=True)
            assert meeting is not None
            uow.meetings.answer(meeting, uow.session.get_one(Member, member), coming)
            uow.commit()

    taps = [threading.Thread(target=say, args=[one]) for one in (Coming.YES, Coming.YES)]
    for one in taps:
        one.start()
    for one in taps:
        one.join(60)
    say_no = threading.Thread(target=say, args=[Coming.NO])
    ready = threading.Barrier(1)
    say_no.start()
    say_no.join(60)
    with store.reading(station, clock()) as uow:
        guests = uow.session.scalars(select(MeetingGuest)).all()
        assert [(one.member_id, one.coming) for one in guests] == [(member, Coming.NO)]


def test_what_is_not_done_is_followed_up_at_the_next(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        here = Precinct(uow)
        first, second = a_meeting(uow, 1), a_meeting(uow, 30)
        done, left = (
            uow.meetings.agree(first, text, owner=here.primary, due_on=date(2026, 12, 20))
            for text in ("ซ่อมไฟ", "เดินตรวจ")
        )
        done.done_at = uow.now
        uow.meetings.agree(second, "อบรม", owner=here.primary, due_on=date(2027, 1, 20))
        uow.commit()
        assert [uow.meetings.agreed(one) for one in uow.meetings.open_before(second)] == ["เดินตรวจ"]
        assert uow.meetings.open_before(first) == []
        assert uow.meetings.goal(left.number) is left


def test_minutes_and_goals_are_sealed(store: Store, station: int, clock: FixedClock) -> None:
    with store.writing(station, clock()) as uow:
        here, meeting = Precinct(uow), a_meeting(uow, 1)
        assert uow.meetings.minutes(meeting) == ""
        uow.meetings.write_minutes(meeting, "คุณสมหมายเสนอ")
        uow.meetings.agree(meeting, "ซ่อมไฟ", owner=here.primary, due_on=date(2026, 12, 20))
        uow.commit()
    with store.reading(station, clock()) as uow:
        row = uow.session.scalars(select(Meeting)).one()
        goal = uow.session.scalars(select(MeetingGoal)).one()
        assert "สมหมาย".encode() not in (row.minutes or b"")
        assert "ซ่อม".encode() not in goal.agreed
        assert uow.meetings.minutes(row) == "คุณสมหมายเสนอ"


def test_another_stations_meeting_is_not_found(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        a_meeting(uow, 1)
        uow.commit()
    other = next(one for one in store.stations if one != station)
    with store.reading(other, clock()) as uow:
        assert uow.meetings.by_number(1) is None
        assert uow.meetings.all() == []
