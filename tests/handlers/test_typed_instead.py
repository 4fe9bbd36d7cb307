"""What people type instead of tapping it, and what they fear while they do."""

from __future__ import annotations

from tests.handlers.talk import Person, Talk, for_whom, to
from tests.handlers.test_relay import report

PLEA = "ป้ากลัวเขารู้ว่าป้าบอก อย่าบอกชื่อป้านะ"


def closes(talk: Talk) -> None:
    tip = talk.tips()[-1].id.hex
    Person(talk, "p1").presses(f"outcome|{tip}|unfounded")
    talk.passes(minutes=11)


def test_a_typed_not_done_opens_the_tip_again_and_begins_none(talk: Talk, member: Person) -> None:
    report(member)
    closes(talk)
    news = member.says("ยังไม่เรียบร้อยค่ะ")
    assert "เปิดเรื่องที่ 1/2569 อีกครั้ง" in to("member", news).text
    assert {"p1", "c1"} <= for_whom(news)
    assert len(talk.tips()) == 1
    assert talk.tips()[0].rating == "not_done"


def test_a_typed_done_is_thanked(talk: Talk, member: Person) -> None:
    report(member)
    closes(talk)
    news = member.says("เรียบร้อยแล้ว")
    assert for_whom(news) == {"member"}
    assert talk.tips()[0].rating == "done"


def test_where_nothing_was_closed_of_late_it_is_mere_talk(talk: Talk, member: Person) -> None:
    assert "หากต้องการแจ้งเหตุ" in to("member", member.says("ยังไม่เรียบร้อย")).text
    report(member)
    closes(talk)
    talk.passes(days=8)
    assert "หากต้องการแจ้งเหตุ" in to("member", member.says("ยังไม่เรียบร้อย")).text
    assert [one.rating for one in talk.tips()] == [None]


def test_who_fears_to_be_named_is_answered_and_their_fear_is_no_part_of_the_tip(
    talk: Talk, member: Person
) -> None:
    member.says("วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้")
    told = to("member", member.says(PLEA))
    assert "ชื่อของท่านไม่แสดงต่อตำรวจผู้รับเรื่อง" in told.text
    assert {"ส่งเลย", "ยกเลิก", "ไม่ให้ตำรวจในพื้นที่เห็น"} <= set(told.buttons)
    card = next(one for one in member.says("ส่งเลย") if one.to == "p1")
    assert "กลัว" not in card.text
    # Later the officer is told nothing of it, either, and one tap hides the tip.
    news = member.says(PLEA)
    assert for_whom(news) == {"member"}
    assert set(to("member", news).buttons) == {"ไม่ให้ตำรวจในพื้นที่เห็น"}
    member.presses(to("member", news).buttons["ไม่ให้ตำรวจในพื้นที่เห็น"])
    assert talk.tips()[0].is_restricted
    again = to("member", member.says(PLEA))
    assert "ชื่อของท่านไม่แสดง" in again.text
    assert not again.buttons


def test_who_told_nothing_yet_is_answered_too(talk: Talk, member: Person) -> None:
    told = to("member", member.says("เขาจะรู้ไหมว่าป้าบอก"))
    assert "ชื่อของท่านไม่แสดง" in told.text
    assert not told.buttons
    assert talk.tips() == []


def test_who_let_themselves_be_named_is_told_so_and_can_take_it_back(
    talk: Talk, member: Person
) -> None:
    report(member)
    tip = talk.tips()[0].id.hex
    member.presses(f"name|{tip}|yes")
    told = to("member", member.says(PLEA))
    assert "เห็นชื่อของท่านแล้ว" in told.text
    (back,) = told.buttons.values()
    member.presses(back)
    assert not talk.tips()[0].is_named


def test_a_phone_that_may_be_watched_shows_nothing_of_it(talk: Talk, member: Person) -> None:
    report(member)
    with talk.uow() as uow:
        uow.tips.all()[0].is_coerced = True
        uow.commit()
    told = to("member", member.says(PLEA))
    assert told.contents[0].text == "รับข้อความแล้ว"  # type: ignore[union-attr]
    assert not told.buttons
