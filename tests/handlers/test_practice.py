"""Practice: the whole path, labelled everywhere, and real as soon as it sounds like danger."""

from __future__ import annotations

import pytest

from tests.handlers.talk import Person, Talk, a_card, for_whom, to

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"
FIRE = "ไฟไหม้บ้านที่เปรมฤทัย ตอนนี้ ช่วยด้วย"


@pytest.mark.parametrize("word", ["ฝึกแจ้ง", "ซ้อม", "ฝึกแจ้งครับ", "ฝึกเเจ้ง"])
def test_a_word_makes_the_next_report_practice(talk: Talk, member: Person, word: str) -> None:
    assert "การฝึกแจ้ง" in to("member", member.says(word)).text
    member.says(NOISE)
    assert talk.tips()[0].is_practice


@pytest.mark.parametrize("text", [f"ซ้อม: {NOISE}", f"ซ้อม : {NOISE}", f"ฝึกแจ้ง: {NOISE}"])
def test_a_word_and_a_colon_make_this_report_practice(
    talk: Talk, member: Person, text: str
) -> None:
    assert "การฝึกแจ้ง" in to("member", member.says(text)).text
    assert talk.tips()[0].is_practice


@pytest.mark.parametrize("text", ["สามีซ้อมเมียที่เปรมฤทัยเมื่อคืน", "ซ้อมเมียอีกแล้วที่เปรมฤทัยเมื่อคืน"])
def test_in_a_sentence_it_is_ordinary_thai(talk: Talk, member: Person, text: str) -> None:
    member.says(text)
    assert not talk.tips()[0].is_practice


def test_all_of_the_path_is_labelled(talk: Talk, member: Person) -> None:
    member.says("ฝึกแจ้ง")
    shown = [*member.says(NOISE), *member.says("สถานะ"), *member.says("ส่งเลย")]
    tip = talk.tips()[0].id.hex
    accepted = Person(talk, "p1").presses(f"accept|{tip}|")
    for one in [*shown, *accepted]:
        if one.to == "member":
            assert "ฝึก" in one.text, one.text
    assert any("ฝึก" in mark for mark in a_card(to("p1", accepted)).marks)


def test_practice_ends_with_one_report(talk: Talk, member: Person) -> None:
    member.says("ฝึกแจ้ง")
    member.says(NOISE)
    member.says("ส่งเลย")
    member.says("ขโมยงัดรถที่ลาดปลาเค้าเมื่อวานนี้")
    assert [tip.is_practice for tip in talk.tips()] == [True, False]


def test_practice_can_be_dropped(talk: Talk, member: Person) -> None:
    member.says("ฝึกแจ้ง")
    member.says("ยกเลิก")
    member.says(NOISE)
    assert not talk.tips()[0].is_practice


def test_practice_beside_a_real_report_stays_apart(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    member.says("ฝึกแจ้ง")
    member.says("ขโมยงัดรถที่ลาดปลาเค้าเมื่อวานนี้")
    assert [tip.is_practice for tip in talk.tips()] == [False, True]
    assert for_whom(talk.passes(seconds=30)) == {"p1", "n1"}


@pytest.mark.parametrize(
    ("answer", "is_practice"), [("เหตุจริง", False), ("ฝึก", True), ("ฝึกครับ", True)]
)
def test_an_emergency_is_asked_about_and_real_until_answered(
    talk: Talk, member: Person, answer: str, *, is_practice: bool
) -> None:
    member.says("ฝึกแจ้ง")
    news = member.says(FIRE)
    asked = to("member", news)
    assert {"เหตุจริง", "ฝึก"} <= set(asked.buttons)
    assert {"p1", "d1"} <= for_whom(news)
    assert not talk.tips()[0].is_practice
    told = member.says(answer)
    assert talk.tips()[0].is_practice is is_practice
    for one in (one for one in told if one.to in {"p1", "d1"}):
        assert "ผู้แจ้งบอกว่าเป็นการฝึก" in a_card(one).marks


def test_practice_edited_into_an_emergency_is_asked_about(talk: Talk, member: Person) -> None:
    member.says(f"ซ้อม: {NOISE}")
    news = member.edits(member.last, FIRE)
    assert {"เหตุจริง", "ฝึก", "โทร 191"} <= set(to("member", news).buttons)
    assert not talk.tips()[0].is_practice
    assert {"p1", "d1"} <= for_whom(news)


def test_to_cancel_instead_of_answering_tells_the_officer(talk: Talk, member: Person) -> None:
    member.says(f"ซ้อม: {FIRE}")
    news = member.says("ยกเลิก")
    assert {"member", "p1"} <= for_whom(news)
    assert "1/2569" in to("member", news).text


def test_no_message_is_longer_than_a_reply_may_be(in_force: Talk, member: Person) -> None:
    news = member.says("ซ้อม: ผู้กำกับรับส่วยจากบ่อน ตอนนี้ไฟไหม้บ่อน คนติดอยู่ข้างใน ช่วยด้วย ผู้กำกับรับส่วย")
    told = to("member", news)
    assert len(told.contents) <= 5
    assert {"เหตุจริง", "โทร 191"} <= set(told.buttons)


def test_what_can_be_tapped_stands_beside_the_last_message(talk: Talk, member: Person) -> None:
    told = to("member", member.says("ซ้อม: ตอนนี้มีคนถือมีดไล่ฟันกัน มีคนเจ็บ"))
    assert "เหตุจริง" in told.buttons
    bears = [bool(getattr(one, "choices", ())) for one in told.contents]
    assert bears == [False] * (len(bears) - 1) + [True]
