"""An officer reads in LINE all that was said in a tip, where its card shows only a part."""

from __future__ import annotations

import uuid

from domain.answers import Words
from domain.events import MediaKind
from domain.postback import Act, encode
from tests.handlers.merging import LATER, NOISE, card_of, reports, the_tips, told
from tests.handlers.talk import Heard, Person, Talk, to

LONG = NOISE + " " + "เปิดเพลงดังมากทุกคืน " * 30 + "จบตรงนี้ โทร 081-234-5678"


def read(officer: Person, card: object) -> Heard:
    pressed = next(one for one in card.buttons if one.label == "อ่านทั้งหมด")  # type: ignore[attr-defined]
    return to(officer.name, officer.presses(pressed))


def test_a_long_report_is_read_to_its_end_masked_and_free_of_charge(
    talk: Talk, member: Person, officer: Person
) -> None:
    card = card_of("p1", reports(member, LONG))
    assert "จบตรงนี้" not in card.body
    shown = read(officer, card)
    assert shown.is_reply
    assert "จบตรงนี้" in shown.text
    assert "ผู้แจ้ง (24 พ.ย. 2569 12:00 น.)" in shown.text
    assert "081-234-5678" not in shown.text


def test_a_short_one_has_no_such_button(talk: Talk, member: Person) -> None:
    labels = [one.label for one in card_of("p1", reports(member, NOISE)).buttons]
    assert "อ่านทั้งหมด" not in labels


def test_who_takes_a_tip_over_reads_what_was_asked_and_answered_before(
    talk: Talk, member: Person, officer: Person
) -> None:
    reports(member, NOISE)
    (tip,) = talk.tips()
    officer.presses(encode(Act.ASK, tip.id))
    officer.says("เห็นกี่คน")
    member.says("ห้าคน")
    member.sends(MediaKind.PHOTO)
    officer.presses(encode(Act.HANDOVER, tip.id, "n1"))
    card = card_of("n1", officer.says("อยู่นอกพื้นที่"))
    shown = read(Person(talk, "n1"), card).text
    order = [shown.index(one) for one in ("วัยรุ่น", "เห็นกี่คน", "ห้าคน", "(รูป)")]
    assert order == sorted(order)
    assert "ตำรวจถามหรือแจ้งผู้แจ้ง" in shown


def test_what_was_withdrawn_is_in_it_no_more(talk: Talk, member: Person, officer: Person) -> None:
    member.says(LONG)
    first = member.last
    card = card_of("p1", member.says("ส่งเลย"))
    member.says("ยังไม่เลิกเลย")
    member.unsends(first)
    shown = read(officer, card).text
    assert "จบตรงนี้" not in shown
    assert "ยังไม่เลิกเลย" in shown


def test_very_much_comes_in_parts_that_line_takes(
    talk: Talk, member: Person, officer: Person
) -> None:
    member.says(NOISE)
    for number in range(6):
        member.says(f"ตอนที่ {number} " + "😀" * 2300)
    card = card_of("p1", member.says("ส่งเลย"))
    shown = read(officer, card)
    assert len(shown.contents) == 4
    for one in shown.contents:
        assert isinstance(one, Words)
        assert len(one.text.encode("utf-16-le")) // 2 <= 5000
    rest = to("p1", officer.presses(shown.buttons["อ่านต่อ"]))
    assert "ตอนที่ 0" in shown.text
    assert "ตอนที่ 5" in rest.text
    assert "อ่านต่อ" not in rest.buttons


def test_who_may_not_see_the_tip_reads_nothing(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, LONG)
    (tip,) = talk.tips()
    refused = Person(talk, "n1").presses(encode(Act.READ, tip.id))
    assert "ไม่พบเรื่องนี้" in told("n1", refused)
    assert "ไม่พบเรื่องนี้" in told("p1", officer.presses(encode(Act.READ, uuid.uuid4())))
    assert "จบตรงนี้" in told("p1", officer.presses(encode(Act.READ, tip.id, "-9")))


def test_a_merged_ones_words_are_read_under_its_own_number(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, LONG)
    reports(other, LATER)
    first, second = the_tips(talk)
    officer.presses(encode(Act.MERGE, second.id, first.id.hex))
    assert "กินเหล้ากัน" not in told("p1", officer.presses(encode(Act.READ, first.id)))
    assert "กินเหล้ากัน" in told("p1", officer.presses(encode(Act.READ, second.id)))
