"""A bulletin that stands is looked at, changed, taken back or recalled by who may."""

from __future__ import annotations

from domain.bulletin import BulletinState
from tests.handlers.talk import Person, Talk, for_whom, to
from tests.handlers.town import (
    GROUP,
    OTHER,
    bulletins,
    confirmed,
    does,
    does_from,
    facts,
    preview,
    shown,
    went_out,
)


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
    assert (row.number, row.state, row.version > 1) == (1, BulletinState.SCHEDULED, True)
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
