"""The words of the chat contract, as people type them."""

from __future__ import annotations

import pytest

from tests.handlers.talk import Person, Talk, to

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("สถานะครับ", "ไม่มีเรื่องที่เปิดอยู่"),
        ("สถาณะ", "ไม่มีเรื่องที่เปิดอยู่"),
        ("ขอดูสถานะหน่อยค่ะ", "ไม่มีเรื่องที่เปิดอยู่"),
        ("วิธีใช้ค่ะ", "แจ้งเบาะแสถึง"),
        ("วิธิใช้", "แจ้งเบาะแสถึง"),
        ("ข้อมูลของฉันครับผม", "/m/"),
        ("ขอมูลของฉัน", "/m/"),
        ("ออกจากเครือข่ายค่ะ", "ยืนยันออก"),
        ("ออกจากเครื่อข่าย", "ยืนยันออก"),
        ("ฝึกแจ้งจ้า", "การฝึกแจ้ง"),
        ("ช่วยเหลือครับ", "มีเหตุด่วน"),
        ("ยกเลิกค่ะ", "ไม่มีเรื่องที่รอส่ง"),
        ("ส่งเลยๆ", "ไม่มีเรื่องที่รอส่ง"),
        ("  สถานะ  ", "ไม่มีเรื่องที่เปิดอยู่"),
        ("Status", "ไม่มีเรื่องที่เปิดอยู่"),
    ],
)
def test_a_word_is_understood_as_people_type_it(
    talk: Talk, member: Person, typed: str, told: str
) -> None:
    assert told in to("member", member.says(typed)).text
    assert talk.tips() == []


@pytest.mark.parametrize("typed", ["ส่งเลยครับ", "ส่งเลยค่ะ", "ส่งเล้ย", "ส่งเลยนะคะ"])
def test_send_now_is_understood_as_people_type_it(talk: Talk, member: Person, typed: str) -> None:
    member.says(NOISE)
    member.says(typed)
    assert talk.tips()[0].state == "sent"


@pytest.mark.parametrize("typed", ["1/2569", "๑/๒๕๖๙ ครับ", "KK-2569-000001ครับ", "kk-2569-000001"])
def test_an_officer_may_type_a_tips_number(talk: Talk, member: Person, typed: str) -> None:
    member.says(NOISE)
    member.says("ส่งเลย")
    assert "รับเรื่อง" in to("p1", Person(talk, "p1").says(typed)).buttons


def test_a_tips_number_opens_nothing_for_a_member(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    member.says("ส่งเลย")
    assert not [one for one in member.says("1/2569") if "รับเรื่อง" in one.buttons]


@pytest.mark.parametrize("word", ["งานของฉัน", "เข้าเวร", "คอนโซล", "โควตา", "ประกาศ"])
def test_an_officers_words_do_nothing_for_a_member(talk: Talk, member: Person, word: str) -> None:
    (told,) = member.says(word)
    assert "หากต้องการแจ้งเหตุ" in told.text


def test_an_old_no_to_leaving_drops_no_tip(talk: Talk, member: Person) -> None:
    asked = to("member", member.says("ออกจากเครือข่าย"))
    talk.passes(minutes=11)
    member.says(NOISE)
    assert member.presses(asked.buttons["ไม่ออก"]) == []
    assert talk.tips()[0].state == "collecting"


def test_no_to_leaving_leaves_nothing(talk: Talk, member: Person) -> None:
    asked = to("member", member.says("ออกจากเครือข่าย"))
    assert "ยกเลิกแล้ว" in to("member", member.presses(asked.buttons["ไม่ออก"])).text
    with talk.uow() as uow:
        assert uow.members.by_line_user(member.line_id) is not None


def test_who_left_is_a_stranger_and_their_data_is_gone(talk: Talk, member: Person) -> None:
    member.says("ออกจากเครือข่าย")
    member.says("ใช่")
    with talk.uow() as uow:
        assert uow.members.by_line_user(member.line_id) is None
    assert "ขอรหัสเชิญ" in to("member", member.says(NOISE)).text
    assert talk.tips()[0].trust == "unverified"


def test_my_data_comes_even_when_the_free_answer_is_too_late(member: Person, talk: Talk) -> None:
    (told,) = member.says("ข้อมูลของฉัน")
    with talk.uow() as uow:
        from models.outbox import Outgoing

        assert not uow.session.get(Outgoing, told.row).only_reply


def test_status_shows_what_is_open_and_not_what_is_over(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    assert "1/2569: กำลังรวบรวมข้อความ" in to("member", member.says("สถานะ")).text
    member.says("ยกเลิก")
    assert "ไม่มีเรื่องที่เปิดอยู่" in to("member", member.says("สถานะ")).text
