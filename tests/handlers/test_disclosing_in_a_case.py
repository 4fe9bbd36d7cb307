"""What is hidden in a merged tip opens to who has its case, and its voices are heard, too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.events import MediaKind
from domain.postback import Act, encode
from domain.tip import TipState
from models.tip import Tip
from tests.handlers.merging import LATER, NOISE, button, card_of, reports, the_tips, told
from tests.handlers.talk import Person, Talk, for_whom

SELLER = "089-111-2222"
REASON = "ต้องโทรตรวจสอบผู้ขาย"
GIST = "ได้ยินเสียงขวดแตกและเสียงร้อง"


@pytest.fixture
def desk(talk: Talk) -> Person:
    return Person(talk, "d1")


def a_case(talk: Talk, member: Person, other: Person, officer: Person) -> tuple[Tip, Tip]:
    """Let an officer have a case of two tips, of which the later names a number."""
    reports(member, NOISE)
    talk.passes(minutes=3)
    news = reports(other, f"{LATER} เบอร์คนขายเหล้า {SELLER}")
    officer.presses(button("รวมกับ 1/2569", news))
    first, second = the_tips(talk)
    assert second.state == TipState.MERGED
    officer.presses(encode(Act.ACCEPT, first.id))
    return first, second


def test_who_has_the_case_opens_the_numbers_in_what_was_merged_into_it(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    _, second = a_case(talk, member, other, officer)
    assert SELLER not in told("p1", officer.says("2/2569"))
    officer.presses(button("เปิดเลขที่ปิดไว้", officer.says("2/2569")))
    assert SELLER in told("p1", officer.says(REASON))
    with talk.uow() as uow:
        assert [line.about for line in uow.audit.lines() if line.act == "mask.opened"] == [
            "KK-2569-000002"
        ]
    backup = Person(talk, "b1")
    assert SELLER not in told("b1", backup.presses(encode(Act.UNMASK, second.id)))
    assert SELLER not in told("b1", backup.says(REASON))


def test_who_had_a_tip_before_its_case_went_to_another_opens_nothing_any_more(
    talk: Talk, member: Person, other: Person, officer: Person, desk: Person
) -> None:
    reports(member, NOISE)
    talk.passes(minutes=3)
    reports(other, f"{LATER} เบอร์คนขายเหล้า {SELLER}")
    first, second = the_tips(talk)
    officer.presses(encode(Act.ACCEPT, second.id))
    desk.presses(encode(Act.ACCEPT, first.id))
    Person(talk, "c1").presses(encode(Act.MERGE, second.id, first.id.hex))
    assert the_tips(talk)[1].state == TipState.MERGED
    officer.presses(encode(Act.UNMASK, second.id))
    assert SELLER not in told("p1", officer.says(REASON))


def test_a_voice_in_a_merged_tip_is_heard_by_the_desk_and_read_by_who_has_the_case(
    talk: Talk, member: Person, other: Person, officer: Person, desk: Person
) -> None:
    a_case(talk, member, other, officer)
    news = other.sends(MediaKind.VOICE)
    assert [one.to for one in news].count("p1") == 1
    desk.presses(button("เขียนใจความเสียง", news, "d1"))
    heard = desk.says(GIST)
    assert "บันทึกใจความ" in told("d1", heard)
    card = card_of("p1", heard)
    assert card.title.startswith("KK-2569-000002")
    assert GIST in card.body
    assert "เวรฟังเสียงแล้วเขียนใจความ" in card.marks
    assert "member" not in for_whom(heard)
    assert GIST not in card_of("p1", officer.says("1/2569")).body


def test_a_voice_that_answers_a_question_in_a_case_is_one_card_and_is_heard(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    _, second = a_case(talk, member, other, officer)
    officer.presses(encode(Act.ASK, second.id))
    officer.says("ได้ยินอะไรอีก")
    news = other.sends(MediaKind.VOICE)
    assert [one.to for one in news].count("p1") == 1
    assert button("เขียนใจความเสียง", news, "d1")


def test_no_gist_is_written_once_the_case_is_closed(
    talk: Talk, member: Person, other: Person, officer: Person, desk: Person
) -> None:
    first, second = a_case(talk, member, other, officer)
    other.sends(MediaKind.VOICE)
    officer.presses(encode(Act.OUTCOME, first.id, "verified_prevented"))
    desk.presses(encode(Act.GIST, second.id))
    desk.says(GIST)
    with talk.uow() as uow:
        assert not uow.tips.history(uow.tips.get(second.id), "gist")


@pytest.mark.parametrize("known", ["02-123-4567, 089-111-2222", "+66 89 111 2222", "891112222"])
def test_each_number_that_the_sender_registered_stays_hidden_however_it_is_written(
    talk: Talk, member: Person, desk: Person, known: str
) -> None:
    with talk.uow() as uow:
        row = uow.members.by_line_user(member.line_id)
        profile = uow.members.profile(row)
        uow.members.write_profile(row, replace(profile, phone=known))
        uow.commit()
    reports(member, f"{NOISE} เบอร์ {SELLER} กับ ๐๘๙ ๙๙๙ ๘๘๘๘")
    desk.presses(encode(Act.UNMASK, the_tips(talk)[0].id))
    shown = told("d1", desk.says(REASON))
    assert "๐๘๙ ๙๙๙ ๘๘๘๘" in shown
    assert SELLER not in shown


def test_the_number_of_who_called_the_desk_opens_by_its_own_way_alone(
    talk: Talk, officer: Person, desk: Person
) -> None:
    desk.says("รับแจ้ง")
    desk.says(f"มีคนมั่วสุมเสพยาที่เปรมฤทัย คนแจ้งชื่อป้าแดง {SELLER}")
    desk.says(SELLER)
    (tip,) = the_tips(talk)
    officer.presses(encode(Act.ACCEPT, tip.id))
    officer.presses(encode(Act.UNMASK, tip.id))
    assert SELLER not in told("p1", officer.says(REASON))
