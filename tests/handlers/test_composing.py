"""An officer composes a bulletin step by step, sees it as it will look, and confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.answers import Card, OpenLink, Picture, Words
from domain.bulletin import BulletinState
from domain.events import MediaKind
from models.bulletin import Bulletin
from models.bulletin_photo import BulletinPhoto, PhotoState
from models.unit_of_work import Store
from tests.conftest import FixedClock, a_rule_set
from tests.handlers.talk import Heard, Person, Talk, for_whom, to

GROUP, OTHER = "C" + "1" * 32, "C" + "2" * 32


@pytest.fixture
def town(talk: Talk) -> Talk:
    """Two groups of ten and of twenty, each of a village, and a month that bears them."""
    with talk.uow() as uow:
        for line_id, code, people in ((GROUP, "v1", 10), (OTHER, "v2", 20)):
            group = uow.groups.meet(line_id, now=uow.now)
            village = uow.villages.by_code(code)
            assert village is not None
            uow.groups.bind(group, [village.id], whole_station=False, now=uow.now)
            group.member_count = people
        uow.quotas.told(uow.now, limit=300, used=100)
        uow.commit()
    return talk


@pytest.fixture
def desk(town: Talk) -> Person:
    return Person(town, "d1")


@pytest.fixture
def officer(town: Talk) -> Person:
    return Person(town, "p1")


def needing_approval(store: Store, clock: FixedClock) -> None:
    rules = replace(
        a_rule_set(), needs_approval=True, bulletin_hours="21:00-06:00",
        bulletin_grace=timedelta(minutes=60),
    )  # fmt: skip
    store.seat({"khokkhram": rules}, clock())


def does(person: Person, *steps: str) -> list[Heard]:
    """Tap what is offered by a label, or type it."""
    news: list[Heard] = []
    for step in steps:
        offered = {label: one for heard in news for label, one in heard.buttons.items()}
        news = person.presses(offered[step]) if step in offered else person.says(step)
    return news


TEXT = ("ประกาศ", "ข้อความ", "พรุ่งนี้น้ำไม่ไหล", "กลุ่มไลน์", "ทั้งสถานี")


def preview(news: Sequence[Heard], name: str = "d1") -> tuple[Card, Heard]:
    heard = to(name, news)
    card = heard.contents[-1]
    assert isinstance(card, Card)
    return card, heard


def words(heard: Heard) -> str:
    first = heard.contents[0]
    assert isinstance(first, Words)
    return first.text


def facts(card: Card) -> dict[str, str]:
    return {one.label: one.value for one in card.lines}


def bulletins(talk: Talk) -> Sequence[Bulletin]:
    with talk.uow() as uow:
        return list(uow.bulletins.all())


def went_out(talk: Talk) -> list[str]:
    """Return the words of each time at which a bulletin was sent; the messages share them."""
    with talk.uow() as uow:
        times = [one for row in uow.bulletins.all() for one in uow.bulletins.times(row)]
        said = [content for one in times for content in uow.bulletins.contents(one)]
    return [one.text for one in said if isinstance(one, Words)]


def test_a_bulletin_is_shown_as_it_will_look_with_what_it_costs(desk: Person) -> None:
    card, heard = preview(does(desk, *TEXT, "พรุ่งนี้ 8 โมงเช้า"))
    assert heard.is_reply
    assert words(heard) == "พรุ่งนี้น้ำไม่ไหล"
    told = facts(card)
    assert told["ใช้"] == "30 ข้อความ"
    assert told["ผู้รับ"] == "2 กลุ่ม 0 คน"
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
    assert facts(overview)["ผู้รับ"] == "2 กลุ่ม 1 คน"


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


def does_from(person: Person, heard: Heard, first: str, *steps: str) -> list[Heard]:
    news = person.presses(heard.buttons[first])
    for step in steps:
        offered = {label: one for one in news for label, one in one.buttons.items()}
        news = person.presses(offered[step].tap.data) if step in offered else person.says(step)
    return news


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


def test_a_village_officer_writes_to_their_own_villages_alone(officer: Person) -> None:
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


def fetched(talk: Talk, state: PhotoState) -> None:
    """Let whoever fetches photos have come to an end with all of them."""
    with talk.uow() as uow:
        for row in uow.session.scalars(select(BulletinPhoto)):
            row.state = state
        uow.commit()


def test_a_photo_may_be_sent_at_any_step_and_stands_before_the_words(
    town: Talk, desk: Person
) -> None:
    does(desk, "ประกาศ", "ข้อความ")
    assert "ได้รับรูปแล้ว" in desk.sends(MediaKind.PHOTO)[0].text
    _, heard = preview(does(desk, *TEXT[2:], "พรุ่งนี้ 8 โมงเช้า"))
    assert "ยืนยันส่ง" not in heard.buttons
    fetched(town, PhotoState.KEPT)
    _, heard = preview(desk.presses(heard.buttons["ดูอีกครั้ง"]))
    picture = heard.contents[0]
    assert isinstance(picture, Picture)
    assert picture.url.startswith("https://police.example/b/")
    desk.presses(heard.buttons["ยืนยันส่ง"])
    assert bulletins(town)[0].state == BulletinState.SCHEDULED
    news = desk.presses(shown(desk).buttons["แก้ไข"])
    _, heard = preview(does_from(desk, news[-1], "แก้ข้อความ", "ข้อความ", "น้ำไหลแล้ว"))
    assert heard.contents[0] == picture


def test_a_photo_that_cannot_be_used_does_not_go_unnoticed(town: Talk, desk: Person) -> None:
    does(desk, *TEXT[:3])
    desk.sends(MediaKind.PHOTO)
    fetched(town, PhotoState.FAILED)
    card, heard = preview(does(desk, *TEXT[3:], "พรุ่งนี้ 8 โมงเช้า"))
    assert "ใช้รูปนี้ไม่ได้" in card.marks[0]
    assert "ยืนยันส่ง" not in heard.buttons
    _, heard = preview(desk.presses(heard.buttons["ส่งโดยไม่มีรูป"]))
    assert "ยืนยันส่ง" in heard.buttons


def test_what_is_neither_words_nor_a_photo_is_not_taken(desk: Person) -> None:
    does(desk, "ประกาศ", "ข้อความ")
    told = desk.sends(MediaKind.VIDEO)
    assert "เฉพาะข้อความ" in told[0].text


def confirmed(person: Person, when: str = "พรุ่งนี้ 8 โมงเช้า") -> list[Heard]:
    return does(person, *TEXT, when, "ยืนยันส่ง")


def shown(person: Person, number: int = 1) -> Heard:
    return to(person.name, person.presses(f"compose||show/{number}"))


def test_a_bulletin_that_stands_is_listed_and_cancelled(town: Talk, desk: Person) -> None:
    confirmed(desk)
    listed = to("d1", does(desk, "ประกาศ", "ประกาศที่ตั้งไว้"))
    assert "น้ำไม่ไหล" in listed.text
    heard = to("d1", desk.presses(listed.buttons["ประกาศที่ 1"]))
    assert "ยกเลิกประกาศที่ 1 แล้ว" in to("d1", desk.presses(heard.buttons["ยกเลิกประกาศ"])).text
    assert "ยกเลิกไปแล้ว" in to("d1", desk.presses(heard.buttons["ยกเลิกประกาศ"])).text
    assert for_whom(town.passes(hours=20)).isdisjoint({GROUP, OTHER})


def test_what_is_changed_rests_until_it_is_confirmed_again(town: Talk, desk: Person) -> None:
    confirmed(desk)
    news = desk.presses(shown(desk).buttons["แก้ไข"])
    assert "หยุดประกาศที่ 1" in news[0].text
    assert for_whom(town.passes(hours=20)).isdisjoint({GROUP, OTHER})
    assert bulletins(town)[0].state == BulletinState.DRAFT


def test_a_changed_bulletin_goes_with_its_new_words_and_its_number(
    town: Talk, desk: Person
) -> None:
    confirmed(desk)
    news = desk.presses(shown(desk).buttons["แก้ไข"])
    does_from(desk, news[-1], "แก้ข้อความ", "ข้อความ", "น้ำไหลแล้ว", "ยืนยันส่ง")
    (row,) = bulletins(town)
    assert (row.number, row.state, row.version) == (1, BulletinState.SCHEDULED, 2)
    assert for_whom(town.passes(hours=20)) >= {GROUP, OTHER}
    assert went_out(town) == ["น้ำไหลแล้ว"]


def test_after_it_went_a_notice_takes_it_back_from_the_same_people(
    town: Talk, desk: Person
) -> None:
    confirmed(desk, "ส่งทันที")
    heard = shown(desk)
    assert "แก้ไข" not in heard.buttons
    card, notice = preview(desk.presses(heard.buttons["แจ้งถอนประกาศ"]))
    assert "ขอถอนประกาศ" in notice.text
    assert facts(card)["ใช้"] == "30 ข้อความ"


def test_a_colleague_of_a_village_does_not_see_to_it(town: Talk, desk: Person) -> None:
    confirmed(desk)
    other = Person(town, "p1")
    for verb in ("show", "cancel", "change"):
        assert "จบไปแล้ว" in to("p1", other.presses(f"compose||{verb}/1")).text
    (row,) = bulletins(town)
    assert row.state == BulletinState.SCHEDULED


@pytest.fixture
def strict(town: Talk, store: Store, clock: FixedClock) -> Talk:
    needing_approval(store, clock)
    return town


def submitted(person: Person, when: str = "พรุ่งนี้ 8 โมงเช้า") -> list[Heard]:
    return does(person, *TEXT, when, "ส่งให้ผู้บังคับบัญชาอนุมัติ")


def test_a_commander_sees_it_as_it_will_look_and_approves(strict: Talk, desk: Person) -> None:
    news = submitted(desk)
    asked = to("c1", news)
    assert words(asked) == "พรุ่งนี้น้ำไม่ไหล"
    assert "30 ข้อความ" in asked.text
    assert bulletins(strict)[0].state == BulletinState.AWAITING
    told = Person(strict, "c1").presses(asked.buttons["อนุมัติ"])
    assert for_whom(told) == {"c1", "d1"}
    (row,) = bulletins(strict)
    assert row.state == BulletinState.SCHEDULED
    assert row.approver_id is not None
    again = Person(strict, "c1").presses(asked.buttons["อนุมัติ"])
    assert "ไม่ได้รออนุมัติแล้ว" in to("c1", again).text
    assert for_whom(strict.passes(hours=20)) >= {GROUP, OTHER}


def test_without_approval_it_does_not_go(strict: Talk, desk: Person) -> None:
    submitted(desk)
    assert for_whom(strict.passes(hours=20)).isdisjoint({GROUP, OTHER})


def test_what_is_not_approved_goes_back_to_its_author(strict: Talk, desk: Person) -> None:
    asked = to("c1", submitted(desk))
    told = Person(strict, "c1").presses(asked.buttons["ไม่อนุมัติ"])
    assert "แก้ไข" in to("d1", told).buttons
    assert bulletins(strict)[0].state == BulletinState.DRAFT


def test_a_change_after_approval_needs_it_again(strict: Talk, desk: Person) -> None:
    asked = to("c1", submitted(desk))
    commander = Person(strict, "c1")
    commander.presses(asked.buttons["อนุมัติ"])
    news = desk.presses(shown(desk).buttons["แก้ไข"])
    (row,) = bulletins(strict)
    assert (row.state, row.approver_id) == (BulletinState.DRAFT, None)
    again = does_from(desk, news[-1], "แก้เวลา", "พรุ่งนี้ 9 โมง", "ส่งให้ผู้บังคับบัญชาอนุมัติ")
    assert "ถูกแก้ไข" in to("c1", commander.presses(asked.buttons["อนุมัติ"])).text
    assert bulletins(strict)[0].state == BulletinState.AWAITING
    commander.presses(to("c1", again).buttons["อนุมัติ"])
    assert bulletins(strict)[0].state == BulletinState.SCHEDULED


def test_an_approval_that_comes_too_late_sends_nothing(strict: Talk, desk: Person) -> None:
    asked = to("c1", submitted(desk))
    strict.passes(hours=30)
    told = Person(strict, "c1").presses(asked.buttons["อนุมัติ"])
    assert "ผ่านไปแล้ว" in to("d1", told).text
    assert bulletins(strict)[0].state == BulletinState.DRAFT


def test_only_a_commander_approves_and_needs_no_approval(strict: Talk, desk: Person) -> None:
    asked = to("c1", submitted(desk))
    for name in ("d1", "a1", "p1"):
        told = Person(strict, name).presses(asked.buttons["อนุมัติ"])
        assert "เฉพาะผู้บังคับบัญชา" in to(name, told).text
    assert "ยืนยันส่ง" in preview(does(Person(strict, "c1"), *TEXT, "ส่งทันที"), "c1")[1].buttons
