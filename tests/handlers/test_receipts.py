"""What a sender reads about where their tip goes is true, and no lock screen betrays it."""

from __future__ import annotations

import pytest

from models.member import MemberState
from tests.handlers.talk import Person, Talk, for_whom, to

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"
DARK = "ไฟทางเสียมืดมากในซอย 5 เปรมฤทัย"
BRIBE = "ตำรวจสายตรวจรับส่วยจากบ่อนที่เปรมฤทัย เมื่อวานนี้"
FIRE = "ไฟไหม้บ้านที่เปรมฤทัย ตอนนี้ ช่วยด้วย"


@pytest.fixture
def suspended(talk: Talk, member: Person) -> Person:
    with talk.uow() as uow:
        uow.members.by_line_user(member.line_id).state = MemberState.SUSPENDED
        uow.commit()
    return member


def test_a_dark_lane_is_said_to_be_noted_and_not_to_go_to_the_police(
    talk: Talk, member: Person
) -> None:
    told = to("member", member.says(DARK))
    assert "จุดเสี่ยง" in told.text
    assert "กำลังส่ง" not in told.text
    assert [one.alt for one in told.contents] == ["รับข้อความแล้ว เรื่องที่ 1/2569"]
    assert {"ส่งเลย", "ยกเลิก"} <= set(told.buttons)
    assert "บันทึกไว้แล้ว" in to("member", member.says("ส่งเลย")).text
    assert "เรื่องที่ 1/2569: บันทึกไว้แล้ว" in to("member", member.says("สถานะ")).text


def test_a_suspended_sender_is_told_that_nobody_is_alerted(talk: Talk, suspended: Person) -> None:
    told = to("member", suspended.says(NOISE))
    assert "ไม่ได้แจ้งเตือนตำรวจ" in told.text
    assert "กำลังส่ง" not in told.text
    assert for_whom(suspended.says("ส่งเลย")) == {"member"}
    assert "บันทึกไว้แล้ว" in to("member", suspended.says("สถานะ")).text


def test_a_suspended_senders_emergency_is_said_to_go_out(talk: Talk, suspended: Person) -> None:
    news = suspended.says(FIRE)
    assert "กำลังส่งให้ตำรวจ" in to("member", news).text
    assert for_whom(news) == {"member", "d1"}


def test_a_strangers_accusation_is_said_to_go_to_the_commander(
    talk: Talk, stranger: Person
) -> None:
    (told,) = stranger.says(BRIBE)
    assert "ผู้บังคับบัญชาเท่านั้น" in told.text
    assert "เวรสถานี" not in told.text
    assert "ขอรหัสเชิญ" in told.text
    assert for_whom(talk.passes(seconds=30)) == {"c1"}


def test_a_dark_lane_that_turns_out_worse_is_said_to_go_to_the_police(
    talk: Talk, member: Person
) -> None:
    member.says(DARK)
    member.says("มีคนโดนจี้ชิงทรัพย์ตรงนั้นเมื่อคืน")
    assert (
        "กำลังส่งให้ตำรวจ"
        in to("member", [one for one in member.says("ส่งเลย") if one.to == "member"]).text
    )
