"""An officer investigates further: the tip rests, is listed, and comes back on its day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.tip import TipState
from tests.handlers.talk import Heard, Person, Talk, a_card, for_whom, to
from tests.handlers.test_relay import report


@pytest.fixture
def officer(talk: Talk) -> Person:
    return Person(talk, "p1")


@pytest.fixture
def accepted(talk: Talk, member: Person, officer: Person) -> Heard:
    card = report(member)
    return to("p1", [one for one in officer.presses(card.buttons["รับเรื่อง"]) if one.to == "p1"])


def pauses(officer: Person, card: Heard, day: str = "ข้าม") -> Heard:
    why = to("p1", officer.presses(card.buttons["สืบสวนต่อ"]))
    when = to("p1", officer.presses(why.buttons["รวบรวมพยานหลักฐาน"]))
    assert "วันใด" in when.text
    return to("p1", officer.says(day))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("ข้าม", "24 ธ.ค. 2569", id="thirty days by default"),
        pytest.param("30 วัน", "24 ธ.ค. 2569", id="the button of the default"),
        pytest.param("๗", "1 ธ.ค. 2569", id="a number of days in Thai digits"),
        pytest.param("2 สัปดาห์", "8 ธ.ค. 2569", id="weeks"),
        pytest.param("15 ม.ค. 2570", "15 ม.ค. 2570", id="a Buddhist date"),
        pytest.param("15/01/2027", "15 ม.ค. 2570", id="a common date"),
    ],
)
def test_the_review_day_may_be_tapped_or_typed(
    talk: Talk, officer: Person, accepted: Heard, typed: str, shown: str
) -> None:
    told = pauses(officer, accepted, typed)
    assert shown in told.text
    (tip,) = talk.tips()
    assert tip.state == TipState.INVESTIGATING
    with talk.uow() as uow:
        (line,) = uow.tips.history(uow.tips.get(tip.id), "investigating")
        assert uow.tips.detail(line)["reason"] == "รวบรวมพยานหลักฐาน"


@pytest.mark.parametrize("typed", ["เมื่อวาน", "15 ม.ค. 70", "1 ม.ค. 2560", "999", "0"])
def test_a_day_that_is_unclear_or_not_ahead_is_asked_again(
    talk: Talk, officer: Person, accepted: Heard, typed: str
) -> None:
    asked = pauses(officer, accepted, typed)
    assert "โปรดพิมพ์" in asked.text
    assert talk.tips()[0].state == TipState.ACCEPTED
    assert "อยู่ระหว่างสืบสวน" in to("p1", officer.says("7 วัน")).text


def test_it_comes_back_as_a_card_on_its_day_in_the_morning(
    talk: Talk, officer: Person, accepted: Heard
) -> None:
    pauses(officer, accepted, "7 วัน")
    assert talk.tips()[0].review_at == datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
    assert talk.passes(days=6) == []
    back = to("p1", talk.passes(days=1))
    card = a_card(back)
    assert card.marks[0] == "ครบกำหนดตรวจสอบ"
    assert "รวบรวมพยานหลักฐาน" in card.body
    assert {"เลิกสืบสวน", "ปิดเรื่อง"} <= set(back.buttons)


def test_it_stands_in_the_commanders_list_with_its_day(
    talk: Talk, officer: Person, accepted: Heard
) -> None:
    commander, desk = Person(talk, "c1"), Person(talk, "d1")
    assert "ไม่มีเรื่อง" in to("c1", commander.says("งานของฉัน")).text
    pauses(officer, accepted)
    listed = to("c1", commander.says("งานของฉัน"))
    assert "อยู่ระหว่างสืบสวน" in listed.text
    assert "24 ธ.ค. 2569" in listed.text
    assert "ไม่มีเรื่อง" in to("d1", desk.says("งานของฉัน")).text


def test_it_can_be_ended_and_then_does_not_come_back(
    talk: Talk, officer: Person, accepted: Heard
) -> None:
    pauses(officer, accepted, "7 วัน")
    shown = to("p1", officer.says("1/2569"))
    ended = to("p1", officer.presses(shown.buttons["เลิกสืบสวน"]))
    assert "รับเรื่องแล้ว" in ended.text
    assert talk.tips()[0].review_at is None
    assert talk.passes(days=8) == []
    pauses(officer, ended, "14 วัน")
    assert talk.passes(days=10) == []
    assert for_whom(talk.passes(days=5)) == {"p1"}


def test_only_an_accepted_tip_of_ones_own_is_investigated(
    talk: Talk, member: Person, officer: Person
) -> None:
    report(member)
    data = f"investigate|{talk.tips()[0].id.hex}|"
    assert "ต้องรับเรื่องก่อน" in to("p1", officer.presses(data)).text
    Person(talk, "d1").presses(f"accept|{talk.tips()[0].id.hex}|")
    assert "รับเรื่องไว้แล้ว" in to("p1", officer.presses(data)).text


def test_the_member_reads_it_in_the_status_alone(
    talk: Talk, member: Person, officer: Person, accepted: Heard
) -> None:
    pauses(officer, accepted)
    assert "อยู่ระหว่างสืบสวน" in to("member", member.says("สถานะ")).text
