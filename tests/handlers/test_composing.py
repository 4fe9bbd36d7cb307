"""An officer composes a bulletin step by step, sees it as it will look, and confirms it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.answers import Card, OpenLink
from domain.bulletin import BulletinState
from models.village import Village
from tests.handlers.talk import Person, Talk, for_whom, to
from tests.handlers.town import (
    GROUP,
    OTHER,
    TEXT,
    bulletins,
    does,
    does_from,
    facts,
    preview,
    went_out,
    words,
)


def test_a_bulletin_is_shown_as_it_will_look_with_what_it_costs(desk: Person) -> None:
    card, heard = preview(does(desk, *TEXT, "พรุ่งนี้ 8 โมงเช้า"))
    assert heard.is_reply
    assert words(heard) == "พรุ่งนี้น้ำไม่ไหล"
    told = facts(card)
    assert told["ใช้"] == "30 ข้อความ"
    assert told["ผู้รับ"] == "2 กลุ่ม (สมาชิกรวม 30 คน)"
    assert told["เหลือให้ประกาศ"] == "110 ข้อความ"
    assert told["กันไว้เหตุด่วน"] == "90 ข้อความ"
    assert "08:00" in card.headline


def test_what_is_confirmed_is_planned_once(town: Talk, desk: Person) -> None:
    _, heard = preview(does(desk, *TEXT, "พรุ่งนี้ 8 โมงเช้า"))
    confirm = heard.buttons["ยืนยันส่ง"]
    desk.presses(confirm)
    assert "จบไปแล้ว" in to("d1", desk.presses(confirm)).text
    (row,) = bulletins(town)
    assert row.state == BulletinState.SCHEDULED
    assert row.cost == 30
    assert row.next_at is not None
    assert row.next_at - town.clock() < timedelta(hours=24)


def test_it_reaches_the_groups_at_its_time(town: Talk, desk: Person) -> None:
    does(desk, *TEXT, "พรุ่งนี้ 8 โมงเช้า", "ยืนยันส่ง")
    news = town.passes(hours=20)
    assert for_whom(news) >= {GROUP, OTHER}
    assert went_out(town) == ["พรุ่งนี้น้ำไม่ไหล"]


def test_a_repetition_is_kept_as_its_rule(town: Talk, desk: Person) -> None:
    does(desk, *TEXT, "ทุกวันจันทร์ 08.00", "ยืนยันส่ง")
    (row,) = bulletins(town)
    assert row.rule == "weekly 1 08:00"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ทุกวันจันทร์ 08.00", "ทุกวันจันทร์ เวลา 08:00 น. ครั้งต่อไป 30 พ.ย. 2569 08:00 น."),
        ("0 8 * * 1", "0 8 * * 1 ครั้งต่อไป 30 พ.ย. 2569 08:00 น."),
    ],
)
def test_what_repeats_says_when_it_goes_next(
    town: Talk, desk: Person, typed: str, said: str
) -> None:
    card, _ = preview(does(desk, *TEXT, typed))
    assert card.headline == said


def test_what_repeats_says_what_the_rest_of_the_month_costs(town: Talk, desk: Person) -> None:
    card, _ = preview(does(desk, *TEXT, "ทุกวัน 9 โมง"))
    assert facts(card)["ใช้"] == "30 ข้อความ"
    assert facts(card)["เดือนนี้"] == "อีก 6 ครั้ง รวม 180 ข้อความ"
    assert "ทั้งเดือนใช้ 180 แต่เหลือ 110" in card.marks[0]


def test_an_unclear_time_is_asked_back_with_choices(desk: Person) -> None:
    asked = to("d1", does(desk, *TEXT, "พรุ่งนี้ 2 โมง"))
    labels = [one for one in asked.buttons if "14:00" in one]
    card, _ = preview(desk.presses(asked.buttons[labels[0]]))
    assert "14:00" in card.headline


def test_a_template_becomes_a_card_and_its_number_a_call(desk: Person) -> None:
    news = does(
        desk, "ประกาศ", "คนหาย", "ด.ช.เอก", "อายุ 7 ปี เสื้อแดง", "หน้าวัด เมื่อเช้า", "0812345678",
        "กลุ่มและสมาชิก", "ทั้งสถานี", "พรุ่งนี้ 9 โมง",
    )  # fmt: skip
    card = to("d1", news).contents[0]
    assert isinstance(card, Card)
    assert (card.headline, card.tone) == ("ด.ช.เอก", "soon")
    assert card.alt == "คนหาย: ด.ช.เอก"
    assert card.buttons[0].tap == OpenLink(url="tel:0812345678")
    overview, _ = preview(news)
    assert facts(overview)["ผู้รับ"] == "2 กลุ่ม (สมาชิกรวม 30 คน) และรายคน 1 คน"


def test_what_is_optional_may_be_skipped_and_what_is_not_may_not(desk: Person) -> None:
    asked = to("d1", does(desk, "ประกาศ", "เตือนภัย"))
    assert "ข้าม" not in asked.buttons
    assert to("d1", desk.says("ข้าม")).text == asked.text
    does(desk, "งูเข้าบ้าน", "พบงูเห่าหลังฝนตก", "ข้าม")
    card = to("d1", does(desk, "ข้าม", "กลุ่มไลน์", "ทั้งสถานี", "พรุ่งนี้ 9 โมง")).contents[0]
    assert isinstance(card, Card)
    assert list(card.lines) == []


def test_any_part_may_be_changed_before_it_is_confirmed(town: Talk, desk: Person) -> None:
    does(desk, *TEXT, "พรุ่งนี้ 8 โมงเช้า", "แก้ผู้รับ", "กลุ่มไลน์", "ลาดปลาเค้า")
    card, heard = preview(desk.presses("compose||resume/"))
    assert facts(card)["ใช้"] == "20 ข้อความ"
    card, heard = preview(does_from(desk, heard, "แก้ข้อความ", "ข้อความ", "น้ำไหลแล้ว"))
    assert words(heard) == "น้ำไหลแล้ว"
    card, heard = preview(does_from(desk, heard, "แก้เวลา", "มะรืน เที่ยง"))
    assert "12:00" in card.headline


def test_a_button_below_an_older_preview_confirms_nothing(town: Talk, desk: Person) -> None:
    _, old = preview(does(desk, *TEXT, "พรุ่งนี้ 8 โมงเช้า"))
    does_from(desk, old, "ด่วน ไม่รอเช้า")
    told = to("d1", desk.presses(old.buttons["ยืนยันส่ง"]))
    assert "เปลี่ยนไปแล้ว" in told.text or "เปลี่ยนไปแล้ว" in str(told.contents)
    assert list(bulletins(town)) == []


def test_a_draft_is_dropped_at_any_step(town: Talk, desk: Person) -> None:
    for count in range(1, len(TEXT) + 1):
        does(desk, *TEXT[:count])
        assert "ไม่มีอะไรถูกส่ง" in to("d1", desk.says("ยกเลิก")).text
    assert list(bulletins(town)) == []


def test_a_draft_outlives_other_work_and_a_night(town: Talk, desk: Person) -> None:
    does(desk, *TEXT)
    town.passes(hours=19)
    assert "แจ้งเบาะแส" in to("d1", desk.says("มีคนเมาอยู่หน้าตลาด")).buttons
    desk.says("ยกเลิก")
    asked = to("d1", does(desk, "ประกาศ"))
    _, heard = preview(does_from(desk, asked, "ทำร่างเดิมต่อ", "พรุ่งนี้ 9 โมง"))
    assert words(heard) == "พรุ่งนี้น้ำไม่ไหล"


def test_the_quiet_hours_are_told_and_what_is_urgent_does_not_wait(desk: Person) -> None:
    card, heard = preview(does(desk, *TEXT, "พรุ่งนี้ สามทุ่มครึ่ง"))
    assert "ห้ามรบกวน" in card.headline
    card, _ = preview(does_from(desk, heard, "ด่วน ไม่รอเช้า"))
    assert "ห้ามรบกวน" not in card.headline


def test_what_would_eat_the_reserve_is_refused_with_the_numbers(town: Talk, desk: Person) -> None:
    with town.uow() as uow:
        uow.quotas.told(uow.now, limit=300, used=195)
        uow.commit()
    card, heard = preview(does(desk, *TEXT, "ส่งทันที"))
    assert "เหลือ 15 ข้อความ" in card.marks[0]
    assert "พอส่ง 1 กลุ่ม" in card.marks[0]
    assert "ยืนยันส่ง" not in heard.buttons
    told = desk.presses(f"compose||confirm/{heard.buttons['แก้เวลา'].tap.data.split('/')[1]}")
    assert "15 ข้อความ" in to("d1", told[:1]).text
    assert list(bulletins(town)) == []


def test_a_bulletin_for_nobody_cannot_be_confirmed(town: Talk, desk: Person) -> None:
    with town.uow() as uow:
        for group in uow.groups.all():
            group.is_joined = False
        uow.commit()
    card, heard = preview(does(desk, *TEXT, "ส่งทันที"))
    assert "ไม่มีผู้รับ" in card.marks[0]
    assert "ยืนยันส่ง" not in heard.buttons


def test_a_village_officer_writes_to_their_own_villages_alone(town: Talk) -> None:
    officer = Person(town, "p1")
    asked = to("p1", does(officer, "ประกาศ", "ข้อความ", "สวัสดี", "กลุ่มไลน์"))
    assert "ทั้งสถานี" not in asked.buttons
    assert "ได้รับมอบหมาย" in to("p1", officer.says("ลาดปลาเค้า")).text
    assert "ได้รับมอบหมาย" in to("p1", officer.presses("compose||area/all")).text
    card, _ = preview(does(officer, "เปรมฤทัย", "พรุ่งนี้ 9 โมง"), "p1")
    assert facts(card)["ใช้"] == "10 ข้อความ"


def test_an_unknown_village_is_asked_back_and_a_subdistrict_is_taken(desk: Person) -> None:
    does(desk, *TEXT[:-1])
    told = desk.says("ดวงจันทร์")
    assert "ดวงจันทร์" in told[0].text
    card, _ = preview(does(desk, "รามอินทรา", "พรุ่งนี้ 9 โมง"))
    assert facts(card)["ใช้"] == "30 ข้อความ"


def test_who_is_no_officer_is_told_nothing_of_it(town: Talk) -> None:
    stranger = Person(town, "member")
    assert "compose" not in str(stranger.says("ประกาศ"))
    assert list(bulletins(town)) == []


def test_forty_villages_do_not_fill_the_screen(town: Talk, desk: Person) -> None:
    with town.uow() as uow:
        for number in range(40):
            name = f"ทุ่งใหม่{number}"
            uow.villages.add(Village(code=f"t{number}", name=name, aliases=[], landmarks=[]))
        uow.commit()
    named = " ".join(f"t{number}" for number in range(40))
    card, _ = preview(does(desk, *TEXT[:-1], f"v1 {named}", "พรุ่งนี้ 9 โมง"))
    assert "และอีก 36 แห่ง" in facts(card)["ถึง"]
