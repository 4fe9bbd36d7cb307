"""A member takes part in a survey by taps; who may not is led elsewhere, and nothing is kept."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from domain.survey import read_paper
from domain.survey_events import survey_tap
from models.member import MemberState
from models.survey import SurveyAnswer, SurveyTurn
from tests.handlers.talk import Heard, Person, Talk

PAPER = {
    "title": "ความเห็น",
    "questions": [
        {"text": "กลางวันปลอดภัยไหม", "choices": ["ปลอดภัย", "ไม่ปลอดภัย"]},
        {"text": "กลางคืนปลอดภัยไหม", "choices": ["ปลอดภัย", "ไม่ปลอดภัย", "ไม่ออกนอกบ้าน"]},
    ],
}


@pytest.fixture(autouse=True)
def survey(talk: Talk) -> None:
    with talk.uow() as uow:
        uow.surveys.begin(read_paper(PAPER), now=uow.now)
        uow.commit()


def answers(talk: Talk) -> list[tuple[str, int | None]]:
    with talk.uow() as uow:
        rows = uow.session.scalars(select(SurveyAnswer))
        return sorted((one.choices, one.village_id) for one in rows)


def turns(talk: Talk) -> Any:
    with talk.uow() as uow:
        return uow.session.scalar(select(func.count()).select_from(SurveyTurn))


def only(heard: list[Heard]) -> Heard:
    (one,) = heard
    assert one.to == "member" or one.to.startswith("U")
    return one


def test_a_member_answers_one_question_after_another(talk: Talk, member: Person) -> None:
    first = only(member.says("แบบสำรวจ 1"))
    assert "(1/2) กลางวันปลอดภัยไหม" in first.text
    second = only(member.presses(first.buttons["ไม่ปลอดภัย"]))
    assert "(2/2) กลางคืนปลอดภัยไหม" in second.text
    assert (answers(talk), turns(talk)) == ([], 0)
    thanks = only(member.presses(second.buttons["ไม่ออกนอกบ้าน"]))
    assert "ขอบคุณ" in thanks.text
    with talk.uow() as uow:
        village = uow.villages.by_code("v1").id
    assert (answers(talk), turns(talk)) == ([("12", village)], 1)


def test_every_answer_is_a_free_reply(talk: Talk, member: Person) -> None:
    assert only(member.says("แบบสำรวจ 1")).is_reply
    assert only(member.presses(survey_tap(1, "00"))).is_reply


def test_whoever_answered_is_thanked_and_not_counted_again(talk: Talk, member: Person) -> None:
    member.presses(survey_tap(1, "00"))
    for again in (survey_tap(1, "12"), survey_tap(1, "00"), survey_tap(1, "1")):
        assert "ตอบแบบสำรวจนี้แล้ว" in only(member.presses(again)).text
    assert "ตอบแบบสำรวจนี้แล้ว" in only(member.says("แบบสำรวจ 1")).text
    assert [choices for choices, _ in answers(talk)] == ["00"]


def test_who_is_no_member_is_led_to_the_page(talk: Talk, stranger: Person) -> None:
    with talk.uow() as uow:
        token = uow.surveys.by_number(1).token
    said = only(stranger.presses(survey_tap(1, "00")))
    assert f"https://police.example/s/{token}" in said.text
    assert answers(talk) == []


def test_a_suspended_member_is_not_counted(talk: Talk, member: Person) -> None:
    with talk.uow() as uow:
        uow.members.by_line_user(member.line_id).state = MemberState.SUSPENDED
        uow.commit()
    member.presses(survey_tap(1, "00"))
    assert answers(talk) == []


def test_a_survey_that_is_closed_or_unknown_takes_nothing(talk: Talk, member: Person) -> None:
    with talk.uow() as uow:
        uow.surveys.close(uow.surveys.by_number(1, alone=True), now=uow.now)
        uow.commit()
    assert "ปิดแล้ว" in only(member.presses(survey_tap(1, "00"))).text
    assert "ไม่มีหมายเลขนี้" in only(member.says("แบบสำรวจ 7")).text
    assert answers(talk) == []


@pytest.mark.parametrize("value", ["1/9", "1/001", "1/x", "x/0", "/", "", "1/๐๐", "9" * 40])
def test_a_button_that_was_never_ours_keeps_nothing(talk: Talk, member: Person, value: str) -> None:
    member.presses(f"survey||{value}")
    assert answers(talk) == []


def test_a_tap_in_a_group_says_nothing_there(talk: Talk) -> None:
    assert Person(talk, "member", group="C1").presses(survey_tap(1, "00")) == []
    assert answers(talk) == []


def test_words_that_only_begin_so_are_a_tip_as_before(talk: Talk, member: Person) -> None:
    member.says("แบบสำรวจปลอมมาหลอกเอาเงินชาวบ้านที่เปรมฤทัย")
    assert len(talk.tips()) == 1
