"""What people learn about their tips, the bot and themselves."""

from __future__ import annotations

import pytest

from domain.tip import Outcome, Step, Trust
from models.access import find_link
from models.outbox import Outgoing
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


def test_an_officer_reads_what_officers_can_do_and_who_is_a_member_too_both(
    talk: Talk, member: Person
) -> None:
    told = to("p1", Person(talk, "p1").says("วิธีใช้"))
    assert "“ตารางเวร” “ลา” “แลกเวร”" in told.text
    assert "ข้อมูลของฉัน" not in told.text
    assert set(told.buttons) == {"งานของฉัน", "เข้าเวร", "ออกเวร", "คอนโซล"}
    with talk.uow() as uow:
        officer = uow.officers.by_code("p1")
        uow.officers.bind(officer, member.line_id, uow.now)
        uow.commit()
    (told,) = member.says("วิธีใช้")
    assert "งานของฉัน" in told.text
    assert "ข้อมูลของฉัน" in told.text


@pytest.mark.parametrize("word", ["งานของฉัน", "คอนโซล", "เข้าเวร"])
def test_a_suspended_officer_reads_why_their_words_do_nothing(talk: Talk, word: str) -> None:
    with talk.uow() as uow:
        uow.officers.by_code("p1").is_suspended = True
        uow.commit()
    assert "ถูกพักการใช้งาน" in to("p1", Person(talk, "p1").says(word)).text


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


def test_status_tells_again_for_a_week_what_became_of_a_tip(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    member.says("ส่งเลย")
    officer, tip = Person(talk, "p1"), talk.tips()[0].id.hex
    officer.presses(f"accept|{tip}|")
    officer.presses(f"outcome|{tip}|unfounded")
    told = to("member", member.says("สถานะ")).text
    assert "ไม่มีเรื่องที่เปิดอยู่" in told
    assert "1/2569: ตรวจสอบแล้ว ขณะตรวจไม่พบเหตุ" in told
    assert not [secret for secret in ("เหล้า", "เปรมฤทัย") if secret in told]
    talk.passes(days=7, seconds=1)
    assert "1/2569" not in to("member", member.says("สถานะ")).text


def test_a_tip_that_was_reopened_is_open_again(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    member.says("ส่งเลย")
    tip = close(talk)
    member.presses(f"rate|{tip}|not_done")
    told = to("member", member.says("สถานะ")).text
    assert told.count("1/2569") == 1
    assert "ยังไม่มีผู้รับ" in told


def test_what_is_too_long_to_list_is_counted(talk: Talk, member: Person) -> None:
    with talk.uow() as uow:
        for _ in range(23):
            tip = uow.tips.open_new(
                member.line_id, member_key=None, trust=Trust.TRAINED, year=2569, now=uow.now
            )
            tip.take(Step.SEND)
        uow.commit()
    told = to("member", member.says("สถานะ")).text
    assert told.count("ยังไม่มีผู้รับ") == 20
    assert "และอีก 3 เรื่อง" in told


@pytest.mark.parametrize("rating", ["done", "not_done"])
def test_practice_is_labelled_to_its_end(talk: Talk, member: Person, rating: str) -> None:
    member.says(f"ซ้อม: {NOISE}")
    member.says("ส่งเลย")
    officer, tip = Person(talk, "p1"), talk.tips()[0].id.hex
    news = [*officer.presses(f"accept|{tip}|"), *officer.presses(f"outcome|{tip}|unfounded")]
    news += member.presses(f"rate|{tip}|{rating}")
    told = [one for one in news if one.to == "member"]
    assert len(told) == 3
    assert [one.text for one in told if "ฝึก" not in one.text] == []


@pytest.mark.parametrize(
    ("text", "hushes"),
    [
        pytest.param(NOISE, True, id="without a sound at night"),
        pytest.param("ไฟไหม้บ้านที่เปรมฤทัย คนติดอยู่ข้างใน ช่วยด้วย", False, id="an emergency rings"),
    ],
)
def test_acceptance_and_end_are_told_once_each(
    talk: Talk, member: Person, text: str, *, hushes: bool
) -> None:
    member.says(text)
    member.says("ส่งเลย")
    officer, tip = Person(talk, "p1"), talk.tips()[0].id.hex
    for press in (f"accept|{tip}|", f"outcome|{tip}|verified_prevented"):
        told = to("member", officer.presses(press))
        with talk.uow() as uow:
            row = uow.session.get(Outgoing, told.row)
            assert row.hushes is hushes
        assert "member" not in for_whom(officer.presses(press))
    assert set(told.buttons) == {"เรียบร้อย", "ยังไม่เรียบร้อย"}
    assert "ขอบคุณ" in told.text


def test_one_tap_rates_and_is_thanked(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    member.says("ส่งเลย")
    officer, tip = Person(talk, "p1"), talk.tips()[0].id.hex
    told = to("member", officer.presses(f"outcome|{tip}|verified_prevented"))
    assert "ขอบคุณ" in to("member", member.presses(told.buttons["เรียบร้อย"])).text
    assert talk.tips()[0].rating == "done"
    member.presses(told.buttons["เรียบร้อย"])
    assert talk.tips()[0].state == "closed"
