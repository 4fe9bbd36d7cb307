"""The card says why a tip is of its village: by its words, its sender's answer, or an officer."""

from __future__ import annotations

import pytest

from catalog.words import load_customs
from domain.postback import Act, encode
from models.facts import facts
from tests.handlers.talk import Heard, Person, Talk, a_card, to

OR_ELSEWHERE = "มีคนขโมยรถจักรยานยนต์เมื่อคืน ที่เปรมฤทัยหรือดอนเจ๊ก"
THEFT = "มีคนขโมยรถจักรยานยนต์เมื่อคืน"
ANSWERED = "ผู้แจ้งระบุสถานที่นี้เอง"
DOUBTFUL = "หรืออีกแห่งที่ไม่รู้จัก"


def reasons(heard: Heard) -> str:
    return next((line.value for line in a_card(heard).lines if line.label == "เหตุผล"), "")


def test_a_doubtful_place_is_a_reason_while_nobody_answers(talk: Talk, member: Person) -> None:
    member.says(OR_ELSEWHERE)
    talk.passes(seconds=30)
    assert DOUBTFUL in reasons(to("d1", talk.passes(minutes=5)))


@pytest.mark.parametrize("is_late", [False, True], ids=["while asked", "after the desk has it"])
def test_after_the_answer_the_reason_is_that_the_sender_named_the_place(
    talk: Talk, member: Person, is_late: bool
) -> None:
    asked = to("member", member.says(OR_ELSEWHERE))
    talk.passes(seconds=30)
    if is_late:
        talk.passes(minutes=5)
    told = reasons(to("p1", member.presses(asked.buttons["เปรมฤทัย"])))
    assert ANSWERED in told
    assert DOUBTFUL not in told


def test_a_name_typed_as_the_answer_leaves_no_doubt_either(talk: Talk, member: Person) -> None:
    member.says(OR_ELSEWHERE)
    talk.passes(seconds=30)
    told = reasons(to("p1", member.says("เปรมฤทัย")))
    assert "ข้อความระบุ “เปรมฤทัย”" in told
    assert DOUBTFUL not in told


def test_later_words_do_not_bring_the_doubt_back(talk: Talk, member: Person) -> None:
    asked = to("member", member.says(OR_ELSEWHERE))
    talk.passes(seconds=30)
    member.presses(asked.buttons["เปรมฤทัย"])
    member.says("รถสีแดงครับ")
    with talk.uow() as uow:
        told = facts(uow, uow.tips.all()[0], load_customs())
    keys = [one.key for one in told.reasons]
    assert keys[0] == "reason.village_answered"
    assert "reason.village_or_other" not in keys


def test_who_taps_that_it_was_at_home_is_said_to_have_named_the_place(
    talk: Talk, member: Person
) -> None:
    asked = to("member", member.says(THEFT))
    talk.passes(seconds=30)
    told = reasons(to("p1", member.presses(asked.buttons["ใช่"])))
    assert ANSWERED in told
    assert "บ้านผู้แจ้ง" not in told


def test_after_an_officers_correction_the_reason_is_that_an_officer_corrected_it(
    talk: Talk, member: Person, officer: Person
) -> None:
    member.says("วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้")
    member.says("ส่งเลย")
    tip = talk.tips()[0]
    told = reasons(to("n1", officer.presses(encode(Act.VILLAGE, tip.id, "v2"))))
    assert "ตำรวจแก้เป็นสถานที่นี้" in told
    assert "เปรมฤทัย" not in told
