"""What people learn about their tips, the bot and themselves."""

from __future__ import annotations

import pytest

from domain.tip import Outcome, Step
from models.access import find_link
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.talk import Person, Talk, for_whom, to

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"


def close(talk: Talk) -> str:
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        tip.take(Step.ACCEPT)
        tip.take(Step.CLOSE)
        tip.outcome = Outcome.UNFOUNDED
        uow.commit()
        return str(tip.id.hex)


def test_status_lists_open_tips_by_number_and_state(talk: Talk, member: Person) -> None:
    assert "ไม่มีเรื่องที่เปิดอยู่" in to("member", member.says("สถานะ")).text
    member.says(NOISE)
    member.says("ส่งเลย")
    assert "1/2569: ส่งแล้ว ยังไม่มีผู้รับ" in to("member", member.says("สถานะครับ")).text


def test_who_cries_for_help_gets_the_call_button_first(member: Person) -> None:
    told = to("member", member.says("ช่วยเหลือ"))
    assert list(told.buttons)[:2] == ["โทร 191", "มีเหตุด่วน"]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("วิธีใช้", "แจ้งเบาะแสถึง"),
        ("มีเหตุด่วน", "tel:191"),
        ("แจ้งเบาะแส", "ที่ไหน"),
        ("ส่งตำแหน่ง", "share_location"),
        ("ส่งเลย", "ไม่มีเรื่องที่รอส่ง"),
        ("ยกเลิก", "ไม่มีเรื่องที่รอส่ง"),
    ],
)
def test_words_that_open_no_tip(talk: Talk, member: Person, word: str, told: str) -> None:
    assert told in to("member", member.says(word)).text
    assert talk.tips() == []


def test_my_data_is_a_button_with_a_one_time_link(
    member: Person, stranger: Person, store: Store, clock: FixedClock
) -> None:
    told = to("member", member.says("ข้อมูลของฉัน"))
    token = told.text.partition("https://police.example/m/")[2].partition("'")[0]
    with store.database.reading() as session:
        assert find_link(session, token, purpose="member", now=clock()) is not None
    assert "ยังไม่ได้เป็นสมาชิก" in stranger.says("ข้อมูลของฉัน")[0].text


def test_a_rating_of_not_done_reopens_once(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    member.says("ส่งเลย")
    tip = close(talk)
    member.presses(f"rate|{tip}|not_done")
    assert talk.tips()[0].state == "sent"
    assert "ไม่ได้รอคำตอบนี้" in to("member", member.presses(f"rate|{tip}|not_done")).text
    close(talk)
    member.presses(f"rate|{tip}|not_done")
    assert talk.tips()[0].state == "closed"


def test_nobody_rates_or_ends_anothers_tip(talk: Talk, member: Person, stranger: Person) -> None:
    member.says(NOISE)
    member.says("ส่งเลย")
    tip = close(talk)
    for data in (f"rate|{tip}|not_done", f"end|{tip}|", f"hide|{tip}|", f"real|{tip}|drill"):
        (told,) = stranger.presses(data)
        assert "ไม่พบเรื่องนี้" in told.text
    assert talk.tips()[0].state == "closed"


def test_an_officers_words_for_a_card_point_to_the_card(talk: Talk) -> None:
    officer = Person(talk, "p1")
    assert "ปุ่มบนการ์ด" in to("p1", officer.says("รับเรื่อง")).text
    assert for_whom(officer.says("ประกาศ")) == {"p1"}
