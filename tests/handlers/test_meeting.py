"""Members say whether they come; who may come is reminded the day before, and no one else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.meeting import Coming, meeting_tap, reminder
from models.meeting import MeetingState, NewMeeting
from models.member import MemberState
from tests.handlers.talk import Heard, Person, Talk


@pytest.fixture(autouse=True)
def meeting(talk: Talk) -> int:
    """Give meeting 1, three days ahead at noon, with its reminder."""
    with talk.uow() as uow:
        uow.quotas.told(uow.now, limit=1000, used=0)
        meets_at = uow.now + timedelta(days=3)
        row = uow.meetings.plan(NewMeeting(title="ประชุมใหญ่", place="ศาลา", meets_at=meets_at))
        at = meets_at - timedelta(days=1)
        uow.inbox.set_timer(reminder(row.id, at=at), lane=b"lane", now=uow.now)
        uow.commit()
        found: int = row.id
    return found


def guests(talk: Talk) -> list[Any]:
    with talk.uow() as uow:
        return [one.coming for one in uow.meetings.guests(uow.meetings.by_number(1))]


def says(person: Person, coming: Coming, number: int = 1) -> Heard:
    (heard,) = person.presses(meeting_tap(number, coming))
    assert heard.is_reply
    return heard


def test_an_answer_is_noted_and_the_last_counts(talk: Talk, member: Person) -> None:
    assert "ท่านจะมาประชุม" in says(member, Coming.YES).text
    assert "ไม่มาประชุม" in says(member, Coming.NO).text
    says(member, Coming.NO)
    assert guests(talk) == [Coming.NO]


@pytest.mark.parametrize("coming", [Coming.YES, Coming.MAYBE])
def test_who_may_come_is_reminded_once_the_day_before(
    talk: Talk, member: Person, coming: Coming
) -> None:
    says(member, coming)
    assert talk.passes(hours=47) == []
    (told,) = talk.passes(hours=1)
    assert told.to == "member"
    assert not told.is_reply
    assert "ประชุมใหญ่" in told.text
    assert "27 พ.ย. 2569 12:00 น." in told.text
    assert set(told.buttons) == {"มา", "ไม่มา", "ยังไม่แน่"}
    assert talk.passes(hours=1) == []


def test_who_does_not_come_or_said_nothing_costs_no_message(
    talk: Talk, member: Person, other: Person
) -> None:
    says(member, Coming.NO)
    assert talk.passes(days=2) == []


def test_a_cancelled_meeting_reminds_nobody_and_takes_no_answer(talk: Talk, member: Person) -> None:
    says(member, Coming.YES)
    with talk.uow() as uow:
        uow.meetings.by_number(1).state = MeetingState.CANCELLED
        uow.commit()
    assert talk.passes(days=2) == []
    assert "ยกเลิก" in says(member, Coming.NO).text
    assert guests(talk) == [Coming.YES]


def test_after_it_began_nothing_is_noted(talk: Talk, member: Person) -> None:
    talk.clock.passes(days=3)
    assert "ผ่านไปแล้ว" in says(member, Coming.YES).text
    assert "ผ่านไปแล้ว" in says(member, Coming.YES, number=9).text
    assert guests(talk) == []


def test_a_reminder_that_slept_through_the_meeting_is_not_sent(talk: Talk, member: Person) -> None:
    says(member, Coming.YES)
    assert talk.passes(days=4) == []


def test_a_reminder_of_the_night_waits_for_the_morning(
    talk: Talk, member: Person, meeting: int
) -> None:
    says(member, Coming.YES)
    with talk.uow() as uow:
        at = uow.now + timedelta(hours=10)
        uow.inbox.set_timer(reminder(meeting, at=at), lane=b"lane", now=uow.now)
        uow.commit()
    assert talk.passes(hours=10) == []
    assert talk.passes(hours=7) == []
    (told,) = talk.passes(hours=1)
    assert told.to == "member"


def test_a_reminder_never_eats_what_is_kept_for_alerts(talk: Talk, member: Person) -> None:
    says(member, Coming.YES)
    with talk.uow() as uow:
        uow.quotas.told(uow.now, limit=1000, used=700)
        uow.commit()
    (told,) = talk.passes(days=2)
    assert told.to == "a1"
    assert "ไม่ได้เตือนการประชุมที่ 1" in told.text


def test_who_is_no_member_or_suspended_is_not_noted(
    talk: Talk, member: Person, stranger: Person
) -> None:
    assert "สำหรับสมาชิก" in says(stranger, Coming.YES).text
    says(member, Coming.YES)
    with talk.uow() as uow:
        uow.members.by_line_user(member.line_id).state = MemberState.SUSPENDED
        uow.commit()
    assert "สำหรับสมาชิก" in says(member, Coming.NO).text
    assert guests(talk) == [Coming.YES]
    assert talk.passes(days=2) == []


def test_a_tap_in_a_group_says_nothing_there(talk: Talk) -> None:
    assert Person(talk, "member", group="C1").presses(meeting_tap(1, Coming.YES)) == []
    assert guests(talk) == []
