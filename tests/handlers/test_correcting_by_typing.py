"""An officer types what is right instead of tapping, and reads the card that comes of it."""

from __future__ import annotations

import pytest

from domain.classification.kinds import Urgency
from domain.postback import Act, encode
from tests.handlers.merging import NOISE, card_of, reports, told
from tests.handlers.talk import Heard, Person, Talk, for_whom, to


def asked(talk: Talk, member: Person, officer: Person, act: Act) -> Heard:
    """Let a report come, and the officer press which part of it is wrong."""
    reports(member, NOISE)
    return to("p1", officer.presses(encode(act, talk.tips()[0].id)))


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("6", id="its number in the list"),
        pytest.param("๖", id="its number in Thai digits"),
        pytest.param("การพนัน", id="its name"),
        pytest.param("พนัน", id="part of its name"),
    ],
)
def test_a_kind_may_be_typed(talk: Talk, member: Person, officer: Person, typed: str) -> None:
    assert "6. การพนัน" in asked(talk, member, officer, Act.CATEGORY).text
    news = officer.says(typed)
    assert talk.tips()[0].category == "gambling"
    assert "แก้เรื่องที่ 1/2569 เป็น “การพนัน” แล้ว" in told("p1", news)


@pytest.mark.parametrize("typed", ["ฝนตก", "99", "ย"])
def test_no_such_kind_is_asked_again_until_it_is_cancelled(
    talk: Talk, member: Person, officer: Person, typed: str
) -> None:
    asked(talk, member, officer, Act.CATEGORY)
    assert "ไม่พบประเภทนี้" in told("p1", officer.says(typed))
    assert talk.tips()[0].category == "nuisance"
    assert "ยกเลิกแล้ว" in told("p1", officer.says("ยกเลิก"))
    assert "ไม่พบประเภทนี้" not in told("p1", officer.says(typed))


@pytest.mark.parametrize(
    ("typed", "urgency"),
    [("ทั่วไป", Urgency.ROUTINE), ("เหตุด่วนเหตุร้าย", Urgency.EMERGENCY), ("1", Urgency.EMERGENCY)],
)
def test_an_urgency_may_be_typed(
    talk: Talk, member: Person, officer: Person, typed: str, urgency: Urgency
) -> None:
    asked(talk, member, officer, Act.URGENCY)
    officer.says(typed)
    assert talk.tips()[0].urgency == urgency


def test_the_urgency_that_it_has_is_said_so_and_no_other_is_guessed(
    talk: Talk, member: Person, officer: Person
) -> None:
    asked(talk, member, officer, Act.URGENCY)
    assert "อ่านความเร่งด่วนไม่ได้" in told("p1", officer.says("มาก"))
    assert "เป็น “ด่วน (ภายในวันนี้)” อยู่แล้ว" in told("p1", officer.says("ด่วน"))
    assert talk.tips()[0].urgency == Urgency.SOON


def test_who_corrects_reads_the_card_by_a_free_reply_and_all_others_by_a_message(
    talk: Talk, member: Person, officer: Person
) -> None:
    reports(member, NOISE)
    desk = Person(talk, "d1")
    news = desk.presses(encode(Act.CATEGORY, talk.tips()[0].id, "drugs"))
    assert "ยาเสพติด" in card_of("d1", news).headline
    assert {one.to: one.is_reply for one in news} == {"d1": True, "p1": False}
    again = officer.presses(encode(Act.URGENCY, talk.tips()[0].id, "routine"))
    assert for_whom(again) == {"p1"}
    assert all(one.is_reply for one in again)


def test_names_that_two_villages_bear_are_told_apart_on_the_buttons(
    talk: Talk, member: Person, officer: Person
) -> None:
    with talk.uow() as uow:
        for code, area in (("x1", "นวลจันทร์"), ("x2", "นวมินทร์")):
            row = uow.villages.by_code("v1")
            twin = type(row)(
                code=code, name="หมู่บ้านปริญสิริ", subdistrict=area, aliases=[], landmarks=[]
            )
            uow.villages.add(twin)
        uow.commit()
    asked(talk, member, officer, Act.VILLAGE)
    offered = to("p1", officer.says("ปริญสิริ"))
    labels = [one for one in offered.buttons if one[0].isdecimal()]
    assert labels == ["1. นวลจันทร์ หมู่บ้…", "2. นวมินทร์ หมู่บ้า…"]
