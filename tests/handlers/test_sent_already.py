"""A tip that left by itself is not denied to its sender, who asks for it to be sent."""

from __future__ import annotations

import pytest

from domain.tip import Outcome, Step
from models.member import MemberState
from tests.handlers.merging import merged
from tests.handlers.talk import Person, Talk, for_whom, to

FIRE = "ไฟไหม้บ้านที่เปรมฤทัย ตอนนี้ ช่วยด้วย"
NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"
NOTHING = "ไม่มีเรื่องที่รอส่ง"


def test_an_emergency_that_went_at_once_is_told_by_its_number(talk: Talk, member: Person) -> None:
    member.says(FIRE)
    news = member.says("ส่งเลย")
    assert for_whom(news) == {"member"}
    told = to("member", news)
    assert told.is_reply
    assert "เรื่องที่ 1/2569: ส่งแล้ว ยังไม่มีผู้รับ" in told.text
    assert "191" in told.text
    assert NOTHING not in told.text
    assert to("member", member.says("ส่งเลย")).text == told.text
    assert len(talk.tips()) == 1


def test_a_tip_that_its_timer_sent_is_told_by_its_number(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    talk.passes(seconds=30)
    assert "1/2569: ส่งแล้ว" in to("member", member.says("ส่งเลย")).text


def test_where_it_stands_is_told_as_everywhere(talk: Talk, member: Person) -> None:
    member.says(FIRE)
    with talk.uow() as uow:
        uow.tips.all()[0].take(Step.ACCEPT)
        uow.commit()
    assert "1/2569: รับเรื่องแล้ว" in to("member", member.says("ส่งเลย")).text


def test_one_that_alerts_nobody_is_not_said_to_be_sent(talk: Talk, member: Person) -> None:
    with talk.uow() as uow:
        uow.members.by_line_user(member.line_id).state = MemberState.SUSPENDED
        uow.commit()
    member.says(NOISE)
    talk.passes(seconds=30)
    assert "1/2569: บันทึกไว้แล้ว" in to("member", member.says("ส่งเลย")).text


def test_a_watched_phone_shows_no_number(talk: Talk, member: Person) -> None:
    member.says("ขอสั่งพิซซ่าถาดใหญ่ส่งที่เปรมฤทัย 99/1 ด่วนๆ นะ เขาอยู่ข้างๆ พูดไม่ได้")
    told = to("member", member.says("ส่งเลย"))
    assert [one.text for one in told.contents] == ["รับข้อความแล้ว"]


def test_a_merged_tip_is_told_by_its_own_number(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    (told,) = other.says("ส่งเลย")
    assert "2/2569: มีผู้แจ้งเรื่องเดียวกันแล้ว" in told.text
    assert "1/2569" not in told.text


@pytest.mark.parametrize("ending", ["a day", "its outcome", "nobody's"])
def test_what_takes_no_more_words_waits_for_nothing(
    talk: Talk, member: Person, stranger: Person, ending: str
) -> None:
    """Who tries to send something new must not be told that it need not be sent."""
    member.says(FIRE)
    if ending == "a day":
        talk.passes(hours=24, seconds=1)
    if ending == "its outcome":
        with talk.uow() as uow:
            (tip,) = uow.tips.all()
            tip.take(Step.CLOSE)
            tip.outcome = Outcome.UNFOUNDED
            uow.commit()
    asks = stranger if ending == "nobody's" else member
    assert NOTHING in asks.says("ส่งเลย")[0].text


def test_what_is_still_told_is_sent_though_an_emergency_went_before(
    talk: Talk, member: Person
) -> None:
    member.says(FIRE)
    member.says("ขโมยขึ้นบ้านที่ลาดปลาเค้าเมื่อคืน")
    assert "เรื่องที่ 2/2569 กำลังส่ง" in to("member", member.says("ส่งเลย")).text
    assert "2/2569: ส่งแล้ว" in to("member", member.says("ส่งเลย")).text
