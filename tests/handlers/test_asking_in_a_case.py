"""An officer asks in a case of several tips: each sender is asked and answers for their own."""

from __future__ import annotations

import pytest

from domain.postback import Act, encode
from domain.tip import TipState, Trust
from models.tip import Tip
from tests.handlers.merging import LATER, NOISE, OTHER, button, merged, reports, the_tips, told
from tests.handlers.talk import Heard, Person, Talk, a_card, to


@pytest.fixture
def pair(talk: Talk, member: Person, other: Person, officer: Person) -> tuple[Tip, Tip]:
    """Give the case and what was merged into it; nobody has accepted it."""
    merged(talk, member, other, officer)
    first, second = the_tips(talk)
    return first, second


def asks(officer: Person, tip: Tip, words: str = "เห็นกี่คน") -> list[Heard]:
    officer.presses(encode(Act.ASK, tip.id))
    return officer.says(words)


def test_the_card_of_a_merged_tip_lets_its_own_sender_be_asked(
    pair: tuple[Tip, Tip], officer: Person
) -> None:
    card = to("p1", officer.says("2/2569"))
    assert "ถามผู้แจ้ง" in card.buttons
    assert "รับเรื่อง" not in card.buttons
    prompt = to("p1", officer.presses(card.buttons["ถามผู้แจ้ง"]))
    # It speaks of tips and not of people: one person may have sent both.
    assert "คำถามนี้ส่งในเรื่องที่ 2/2569 เท่านั้น ไม่ส่งในเรื่องที่ 1/2569" in prompt.text


def test_asking_about_the_case_says_whom_it_does_not_ask(
    pair: tuple[Tip, Tip], officer: Person
) -> None:
    prompt = to("p1", officer.presses(encode(Act.ASK, pair[0].id)))
    assert "คำถามนี้ส่งในเรื่องที่ 1/2569 เท่านั้น ไม่ส่งในเรื่องที่ 2/2569" in prompt.text


def test_asking_about_a_tip_that_stands_alone_speaks_of_no_other(
    talk: Talk, member: Person, officer: Person
) -> None:
    reports(member, NOISE)
    prompt = to("p1", officer.presses(encode(Act.ASK, the_tips(talk)[0].id)))
    assert "เท่านั้น" not in prompt.text


def test_a_question_about_a_merged_tip_accepts_the_case_and_tells_each_sender_once(
    talk: Talk, pair: tuple[Tip, Tip], officer: Person
) -> None:
    second = pair[1]
    news = asks(officer, second)
    asked = to(OTHER, news)
    assert "เรื่องที่ 2/2569 มีตำรวจรับเรื่องแล้ว" in asked.text
    assert "เห็นกี่คน" in asked.text
    assert "เรื่องที่ 1/2569 มีตำรวจรับเรื่องแล้ว" in to("member", news).text
    assert "เห็นกี่คน" not in told("member", news)
    assert "1/2569" not in asked.text
    case, part = the_tips(talk)
    assert (case.state, part.state) == (TipState.ACCEPTED, TipState.MERGED)
    assert case.handler_id is not None
    # Neither hears it again when the case is handed on and accepted by another.
    again = asks(officer, second, "ใส่เสื้อสีอะไร")
    assert "มีตำรวจรับเรื่องแล้ว" not in told(OTHER, again)
    assert told("member", again) == ""


def test_a_question_about_the_case_goes_to_its_own_sender_alone(
    talk: Talk, pair: tuple[Tip, Tip], officer: Person
) -> None:
    news = asks(officer, pair[0])
    assert "เห็นกี่คน" in to("member", news).text
    assert "เห็นกี่คน" not in told(OTHER, news)
    assert "เรื่องที่ 2/2569 มีตำรวจรับเรื่องแล้ว" in told(OTHER, news)


def test_each_answer_comes_back_under_its_own_number(
    talk: Talk, pair: tuple[Tip, Tip], member: Person, other: Person, officer: Person
) -> None:
    first, second = pair
    asks(officer, first)
    asks(officer, second)
    mine, theirs = member.says("สอง"), other.says("สาม")
    assert a_card(to("p1", mine)).title.startswith("KK-2569-000001")
    card = a_card(to("p1", theirs))
    assert card.title.startswith("KK-2569-000002")
    assert card.body == "ผู้แจ้งตอบ: “สาม”"
    assert "ถามผู้แจ้ง" in [one.label for one in card.buttons]
    assert "ส่งคำตอบของเรื่องที่ 2/2569" in to(OTHER, theirs).text
    assert told("member", theirs) == ""
    assert [tip.state for tip in the_tips(talk)] == [TipState.ACCEPTED, TipState.MERGED]
    assert len(the_tips(talk)) == 2


def test_a_question_that_waits_is_answered_after_the_merge(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    news = reports(other, LATER)
    asks(officer, the_tips(talk)[1])
    officer.presses(button("รวมกับ 1/2569", news))
    answered = other.says("สาม")
    assert "“สาม”" in a_card(to("p1", answered)).body
    assert a_card(to("p1", answered)).title.startswith("KK-2569-000002")


def test_an_answer_comes_to_who_has_the_case_and_to_who_asked(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    reports(other, LATER)
    first, second = the_tips(talk)
    asks(officer, second)
    Person(talk, "d1").presses(encode(Act.ACCEPT, first.id))
    Person(talk, "c1").presses(encode(Act.MERGE, second.id, first.id.hex))
    assert {one.to for one in other.says("สาม")} == {"p1", "d1", OTHER}


def test_a_question_that_an_officer_is_typing_goes_out_after_the_merge(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    reports(other, LATER)
    first, second = the_tips(talk)
    officer.presses(encode(Act.ASK, second.id))
    Person(talk, "d1").presses(encode(Act.MERGE, second.id, first.id.hex))
    news = officer.says("เห็นกี่คน")
    assert "เห็นกี่คน" in told(OTHER, news)
    assert [tip.state for tip in the_tips(talk)] == [TipState.ACCEPTED, TipState.MERGED]


def test_a_case_that_a_colleague_has_is_theirs_to_ask_in(
    talk: Talk, pair: tuple[Tip, Tip], officer: Person
) -> None:
    first, second = pair
    Person(talk, "d1").presses(encode(Act.ACCEPT, first.id))
    news = officer.presses(encode(Act.ASK, second.id))
    assert "เรื่องที่ 1/2569" in told("p1", news)
    assert "รับเรื่องไว้แล้ว" in told("p1", news)


def test_nobody_is_asked_in_a_closed_case(
    talk: Talk, pair: tuple[Tip, Tip], officer: Person
) -> None:
    first, second = pair
    officer.presses(encode(Act.OUTCOME, first.id, "unfounded"))
    assert "ถามผู้แจ้ง" not in to("p1", officer.says("2/2569")).buttons
    assert "ไม่ได้ส่งคำถาม" in told("p1", officer.presses(encode(Act.ASK, second.id)))


def test_who_handed_the_case_on_asks_no_more_in_it(
    talk: Talk, pair: tuple[Tip, Tip], officer: Person
) -> None:
    first, second = pair
    officer.presses(encode(Act.HANDOVER, first.id, "b1"))
    officer.says("ไปราชการ")
    news = officer.presses(encode(Act.ASK, second.id))
    assert "เรื่องที่ 2/2569 รวมกับเรื่องที่ 1/2569 แล้ว" in told("p1", news)
    assert the_tips(talk)[0].state == TipState.SENT
    # Who has it now reads and asks about all of it.
    assert "เห็นกี่คน" in told(OTHER, asks(Person(talk, "b1"), second))


def test_who_gets_the_case_of_another_village_sees_what_was_merged_into_it(
    talk: Talk, pair: tuple[Tip, Tip], officer: Person
) -> None:
    first = pair[0]
    neighbour = Person(talk, "n1")
    assert "ไม่พบเรื่องนี้" in told("n1", neighbour.says("2/2569"))
    officer.presses(encode(Act.HANDOVER, first.id, "n1"))
    officer.says("ไปราชการ")
    neighbour.presses(encode(Act.ACCEPT, first.id))
    assert a_card(to("n1", neighbour.says("2/2569"))).title.startswith("KK-2569-000002")


def test_who_has_a_case_does_not_see_a_strangers_words_that_the_desk_merged_into_it(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    reports(other, LATER)
    first, second = the_tips(talk)
    with talk.uow() as uow:
        uow.tips.get(second.id).trust = Trust.UNVERIFIED
        uow.commit()
    desk = Person(talk, "d1")
    desk.presses(encode(Act.MERGE, second.id, first.id.hex))
    assert the_tips(talk)[1].state == TipState.MERGED
    Person(talk, "b1").presses(encode(Act.ACCEPT, first.id))
    assert "ไม่พบเรื่องนี้" in told("b1", Person(talk, "b1").says("2/2569"))
    news = other.says("ตอนนี้มีขวดแตกเกลื่อน เสียงดังกว่าเดิม")
    assert "ขวดแตก" in told("d1", news)
    assert "b1" not in {one.to for one in news}


def test_one_may_be_named_in_a_merged_tip_and_take_that_back(
    talk: Talk, pair: tuple[Tip, Tip], other: Person, officer: Person
) -> None:
    first, second = pair
    officer.presses(encode(Act.ACCEPT, first.id))
    news = other.presses(encode(Act.NAME, second.id, "yes"))
    card = a_card(to("p1", news))
    assert card.title.startswith("KK-2569-000002")
    assert "ผู้แจ้งยินยอมให้เห็นชื่อ" in card.marks
    named = [one.value for one in card.lines if one.label == "ผู้แจ้ง"]
    case = a_card(to("p1", officer.says("1/2569")))
    assert named[0] not in str(case)
    back = other.presses(encode(Act.NAME, second.id, "no"))
    assert "ผู้แจ้งขอไม่เปิดเผยชื่อแล้ว" in str(a_card(to("p1", back)).marks)
    assert not the_tips(talk)[1].is_named


def test_a_case_is_corrected_on_its_own_card(
    pair: tuple[Tip, Tip], officer: Person, talk: Talk
) -> None:
    second = pair[1]
    for act in (Act.VILLAGE, Act.CATEGORY, Act.URGENCY, Act.HANDOVER, Act.REOPEN):
        news = officer.presses(encode(act, second.id))
        assert "เรื่องที่ 2/2569 รวมกับเรื่องที่ 1/2569 แล้ว" in told("p1", news)
    assert the_tips(talk)[1].version == second.version
