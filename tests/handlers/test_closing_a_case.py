"""An officer's own word after closing a case of several reports: to all, or to one alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.postback import Act, encode
from tests.handlers.merging import LATER, NOISE, OTHER, button, merged, reports, the_tips, told
from tests.handlers.talk import Heard, Person, Talk, for_whom, to

WORD = "จะตรวจซ้ำคืนวันเสาร์"


def closed(talk: Talk, member: Person, other: Person, officer: Person) -> Heard:
    """Let the officer close a case of two, skip the note, and be asked for a word."""
    merged(talk, member, other, officer)
    officer.presses(encode(Act.OUTCOME, the_tips(talk)[0].id, "verified_prevented"))
    return to("p1", officer.says("ข้าม"))


def test_every_reporter_reads_the_word_under_their_own_number(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    asked = closed(talk, member, other, officer)
    assert "มีผู้แจ้ง 2 ราย (1/2569, 2/2569)" in asked.text
    assert "นับ 2 ข้อความ" in asked.text
    news = officer.says(WORD)
    assert for_whom(news) == {"p1", "member", OTHER}
    assert f"เรื่องที่ 1/2569 ตำรวจแจ้งว่า: “{WORD}”" in told("member", news)
    assert f"เรื่องที่ 2/2569 ตำรวจแจ้งว่า: “{WORD}”" in told(OTHER, news)
    assert "2/2569" not in told("member", news)
    assert "1/2569" not in told(OTHER, news)
    with talk.uow() as uow:
        for tip in uow.tips.all():
            kept = [one for one in uow.tips.messages(tip) if one.author == "officer"]
            assert [uow.tips.content(one)["text"] for one in kept] == [WORD]


def test_one_of_them_may_be_told_alone(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    asked = closed(talk, member, other, officer)
    narrowed = to("p1", officer.presses(asked.buttons["เฉพาะ 2/2569"]))
    assert "ถึงผู้แจ้งของเรื่องที่ 2/2569 รายเดียว" in narrowed.text
    news = officer.says("ขอบคุณที่บอกทะเบียนรถ")
    assert for_whom(news) == {"p1", OTHER}
    assert "1/2569" not in told("p1", news)
    assert "member" not in for_whom(officer.says("อีกข้อความ"))


@pytest.mark.parametrize("is_named", [False, True])
def test_the_word_names_no_reporter_to_another(
    talk: Talk, member: Person, other: Person, officer: Person, *, is_named: bool
) -> None:
    with talk.uow() as uow:
        row = uow.members.by_line_user(other.line_id)
        profile = uow.members.profile(row)
        uow.members.write_profile(row, replace(profile, first_name="ทองประเสริฐ"))
        uow.commit()
    closed(talk, member, other, officer)
    with talk.uow() as uow:
        uow.tips.get(the_tips(talk)[1].id).is_named = is_named
        uow.commit()
    news = officer.says("ขอบคุณ ทองประเสริฐ และ สมหมาย โทร 0812345678")
    for name in ("สมหมาย", "0812345678", *(() if is_named else ("ทองประเสริฐ",))):
        assert name not in told(OTHER, news)
    for name in ("สมหมาย", "ทองประเสริฐ", "0812345678"):
        assert name not in told("member", news)


def test_nobody_is_told_on_a_phone_that_may_be_watched(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    news = reports(other, LATER)
    officer.presses(button("รวมกับ 1/2569", news))
    with talk.uow() as uow:
        uow.tips.get(the_tips(talk)[0].id).is_coerced = True
        uow.commit()
    officer.presses(encode(Act.OUTCOME, the_tips(talk)[0].id, "verified_prevented"))
    assert "พิมพ์ข้อความถึงผู้แจ้ง" in told("p1", officer.says("ข้าม"))
    assert for_whom(officer.says(WORD)) == {"p1", OTHER}


def test_a_word_that_is_too_long_is_sent_back_and_goes_to_the_same_reader(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    asked = closed(talk, member, other, officer)
    officer.presses(asked.buttons["เฉพาะ 2/2569"])
    assert "ยาวเกิน 1,000 ตัวอักษร" in to("p1", officer.says("ก" * 1001)).text
    assert for_whom(officer.says(WORD)) == {"p1", OTHER}


def test_skipping_tells_nobody(talk: Talk, member: Person, other: Person, officer: Person) -> None:
    closed(talk, member, other, officer)
    assert for_whom(officer.says("ข้าม")) == {"p1"}
    assert for_whom(officer.says("ข้อความทั่วไป")) == {"p1"}
