"""A tip is closed, rounded off, and opened again."""

from __future__ import annotations

import pytest

from domain.events import Media, MediaKind
from domain.tip import TipState
from models.media import MediaItem
from tests.handlers.talk import Heard, Person, Talk, a_card, for_whom, to
from tests.handlers.test_relay import report


@pytest.fixture
def officer(talk: Talk) -> Person:
    return Person(talk, "p1")


def closes(talk: Talk, officer: Person, member: Person) -> list[Heard]:
    card = report(member)
    officer.presses(card.buttons["รับเรื่อง"])
    asked = to("p1", officer.presses(card.buttons["ปิดเรื่อง"]))
    assert len(asked.buttons) == 6
    return officer.presses(asked.buttons["ตรวจสอบแล้วไม่พบเหตุ"])


def test_a_note_is_for_the_file_and_a_word_for_the_member(
    talk: Talk, officer: Person, member: Person
) -> None:
    closes(talk, officer, member)
    asked = officer.says("พบแต่เศษขวด")
    assert for_whom(asked) == {"p1"}
    assert "ข้าม" in to("p1", asked).buttons
    news = officer.says("จะตรวจซ้ำคืนวันเสาร์ โทร 0812345678")
    told = to("member", news)
    assert "ตำรวจแจ้งว่า: “จะตรวจซ้ำคืนวันเสาร์" in told.text
    assert "0812345678" not in told.text
    assert told.contents[0].alt == "เรื่องที่ 1/2569 มีข้อความจากตำรวจ"  # type: ignore[union-attr]
    assert "เศษขวด" not in told.text
    with talk.uow() as uow:
        assert uow.tips.note(uow.tips.all()[0]) == "พบแต่เศษขวด"


def test_both_can_be_skipped(talk: Talk, officer: Person, member: Person) -> None:
    closes(talk, officer, member)
    assert "พิมพ์ข้อความถึงผู้แจ้ง" in to("p1", officer.says("ข้าม")).text
    assert for_whom(officer.says("ข้าม")) == {"p1"}
    assert "member" not in for_whom(officer.says("ข้อความทั่วไป"))


def test_a_word_ends_with_whatever_else_the_officer_does(
    talk: Talk, officer: Person, member: Person
) -> None:
    closes(talk, officer, member)
    officer.says("ข้าม")
    officer.says("งานของฉัน")
    assert "member" not in for_whom(officer.says("จะตรวจซ้ำ"))


def test_evidence_is_kept_with_the_tip_before_the_note(
    talk: Talk, officer: Person, member: Person
) -> None:
    closes(talk, officer, member)
    for _ in range(2):
        assert "เก็บหลักฐานไว้กับเรื่องที่ 1/2569" in to("p1", officer.sends(MediaKind.PHOTO)).text
    officer.resends(Media(kind=MediaKind.PHOTO), officer.last)
    officer.says("พบแต่เศษขวด")
    with talk.uow() as uow:
        tip = uow.tips.all()[0]
        assert len(uow.session.query(MediaItem).all()) == 2
        assert [one.author for one in uow.tips.messages(tip)] == ["sender", "evidence", "evidence"]
        assert uow.tips.note(tip) == "พบแต่เศษขวด"


def test_not_done_opens_it_once_the_commander_reads_why_and_the_officer_that_they_order_it(
    in_force: Talk, officer: Person, member: Person
) -> None:
    thanks = to("member", closes(in_force, officer, member))
    news = member.presses(thanks.buttons["ยังไม่เรียบร้อย"])
    assert "ผู้แจ้งตอบว่ายังไม่เรียบร้อย" in a_card(to("c1", news)).marks[0]
    assert a_card(to("p1", news)).marks[0] == "ผู้บังคับบัญชาให้ตรวจสอบเพิ่มเติม"
    assert "ผู้แจ้ง" not in a_card(to("p1", news)).marks[0]
    # Nobody takes it: the next in line is alerted, as for any tip.
    assert "b1" in for_whom(in_force.passes(minutes=15))
    officer.presses(f"outcome|{in_force.tips()[0].id.hex}|unfounded")
    again = member.presses(thanks.buttons["ยังไม่เรียบร้อย"])
    assert for_whom(again) == {"member"}
    assert in_force.tips()[0].state == TipState.CLOSED


def test_who_hears_that_it_is_open_again_reads_the_whole_report(
    talk: Talk, officer: Person, member: Person
) -> None:
    closes(talk, officer, member)
    talk.passes(minutes=11)
    with talk.uow() as uow:
        tip = uow.tips.all()[0]
        before = uow.tips.content(uow.tips.messages(tip)[0])["text"]
        # An answer by itself tells a commander, who never saw this tip, nothing.
        content = {"says": "text", "text": "ไม่เห็นรถ"}
        uow.tips.add_message(
            tip, content, kind="text", author="sender", message_id=None, happened_at=uow.now
        )
        uow.commit()
    news = member.presses(f"rate|{talk.tips()[0].id.hex}|not_done")
    for one in ("c1", "p1"):
        assert a_card(to(one, news)).body == f"{before}\nไม่เห็นรถ"


def test_who_closed_it_may_open_it_again_and_the_commander_is_told(
    talk: Talk, officer: Person, member: Person
) -> None:
    closes(talk, officer, member)
    shown = to("p1", officer.says("1/2569"))
    news = officer.presses(shown.buttons["เปิดเรื่องอีกครั้ง"])
    assert a_card(to("c1", news)).marks[0] == "เจ้าหน้าที่เปิดเรื่องอีกครั้ง"
    assert "member" not in for_whom(news)
    (tip,) = talk.tips()
    assert (tip.state, tip.outcome) == (TipState.ACCEPTED, None)
    assert "ยังเปิดอยู่" in to("p1", officer.presses(shown.buttons["เปิดเรื่องอีกครั้ง"])).text


def test_the_commander_opens_it_for_the_officer_who_reads_it_as_an_order(
    talk: Talk, officer: Person, member: Person
) -> None:
    closes(talk, officer, member)
    commander = Person(talk, "c1")
    shown = to("c1", commander.says("1/2569"))
    news = commander.presses(shown.buttons["เปิดเรื่องอีกครั้ง"])
    assert a_card(to("p1", news)).marks[0] == "ผู้บังคับบัญชาให้ตรวจสอบเพิ่มเติม"
    assert talk.tips()[0].state == TipState.SENT


def test_a_colleague_of_the_same_village_cannot_open_what_another_closed(
    talk: Talk, officer: Person, member: Person
) -> None:
    closes(talk, officer, member)
    backup = Person(talk, "b1")
    refused = backup.presses(f"reopen|{talk.tips()[0].id.hex}|")
    assert "เปิดอีกครั้งได้โดยผู้ที่ปิดเรื่อง" in to("b1", refused).text
    assert talk.tips()[0].state == TipState.CLOSED


def test_evidence_is_not_shown_as_what_the_sender_sent(
    talk: Talk, officer: Person, member: Person
) -> None:
    closes(talk, officer, member)
    officer.sends(MediaKind.PHOTO)
    lines = {one.label: one.value for one in a_card(to("p1", officer.says("1/2569"))).lines}
    assert "แนบ" not in lines
    assert lines["ภาพจากตำรวจ"] == "1"
    assert "ดูภาพ/เสียง" in to("p1", officer.says("1/2569")).buttons
