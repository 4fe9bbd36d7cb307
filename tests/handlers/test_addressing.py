"""A bulletin is for groups, members of some training years, or officers of some roles."""

from __future__ import annotations

from datetime import date

import pytest

from domain.audience import Audience
from tests.handlers.talk import Person, Talk, to
from tests.handlers.town import does, does_from, facts, preview, shown

SAID = ("ประกาศ", "ข้อความ", "ประชุมพรุ่งนี้")
WHEN = "พรุ่งนี้ 9 โมง"


def trained(talk: Talk, on: date) -> None:
    with talk.uow() as uow:
        (member,) = uow.members.all()
        member.trained_on = on
        uow.commit()


def audience(talk: Talk) -> Audience:
    with talk.uow() as uow:
        return uow.bulletins.audience(uow.bulletins.all()[-1])


def test_members_are_chosen_by_the_year_of_their_training(town: Talk, desk: Person) -> None:
    trained(town, date(2025, 10, 1))
    asked = to("d1", does(desk, *SAID, "สมาชิกตามปีที่อบรม"))
    assert "ปี 2569" in asked.buttons
    card, heard = preview(does_from(desk, asked, "ปี 2569", "ทั้งสถานี", WHEN))
    assert facts(card)["ผู้รับ"] == "1 คน"
    assert "อบรมปี 2569" in facts(card)["ถึง"]
    desk.presses(heard.buttons["ยืนยันส่ง"])
    assert audience(town).trained_in == (2569,)


@pytest.mark.parametrize(
    ("said", "years"),
    [
        ("2568, 2569", (2568, 2569)),
        ("๒๕๖๙", (2569,)),
        ("68 69", (2568, 2569)),
        ("2569,69", (2569,)),
    ],
)
def test_years_are_typed_as_people_write_them(
    town: Talk, desk: Person, said: str, years: tuple[int, ...]
) -> None:
    trained(town, date(2025, 10, 1))
    does(desk, *SAID, "สมาชิกตามปีที่อบรม", said, "ทั้งสถานี", WHEN, "ยืนยันส่ง")
    assert audience(town).trained_in == years


@pytest.mark.parametrize("said", ["ปีไหนก็ได้", "2569 หรือ 2568", "256", "0"])
def test_years_that_cannot_be_read_are_asked_again(desk: Person, said: str) -> None:
    does(desk, *SAID, "สมาชิกตามปีที่อบรม")
    assert "ปีงบประมาณใด" in to("d1", desk.says(said)).text


def test_officers_are_chosen_by_role(town: Talk, desk: Person) -> None:
    asked = to("d1", does(desk, *SAID, "เจ้าหน้าที่"))
    card, heard = preview(does_from(desk, asked, "ผู้บังคับบัญชา", WHEN))
    assert facts(card)["ผู้รับ"] == "1 คน"
    assert facts(card)["ถึง"] == "ผู้บังคับบัญชา: ทั้งสถานี"
    card, heard = preview(does_from(desk, heard, "แก้ผู้รับ", "เจ้าหน้าที่", "ตำรวจประจำหมู่บ้าน", "เปรมฤทัย"))
    assert facts(card)["ผู้รับ"] == "2 คน"
    desk.presses(heard.buttons["ยืนยันส่ง"])
    assert audience(town) == Audience(roles=("village",), villages=("v1",), topic="news")


def test_roles_are_typed_and_an_unknown_one_is_asked_again(town: Talk, desk: Person) -> None:
    does(desk, *SAID, "เจ้าหน้าที่")
    assert "หน้าที่ใด" in to("d1", desk.says("เวรรับแจ้งเหตุ, คนสวน")).text
    card, _ = preview(does(desk, "เวรรับแจ้งเหตุ, ผู้ดูแลระบบ", WHEN))
    assert facts(card)["ผู้รับ"] == "2 คน"


def test_a_village_officer_does_not_write_to_colleagues(town: Talk) -> None:
    officer = Person(town, "p1")
    asked = to("p1", does(officer, *SAID))
    assert "เจ้าหน้าที่" not in asked.buttons
    for news in (officer.presses("compose||to/officers"), officer.says("เจ้าหน้าที่")):
        assert "ส่งถึงใคร" in to("p1", news).text
    officer.presses("compose||to/members")
    assert "ส่งไป" in to("p1", officer.presses("compose||role/duty")).text


def test_what_was_announced_to_officers_and_groups_stays_so_when_it_is_changed(
    town: Talk, desk: Person
) -> None:
    mixed = Audience(groups=True, members=True, roles=("duty",), trained_in=(2569,), topic="news")
    does(desk, *SAID, "กลุ่มไลน์", "ทั้งสถานี", WHEN, "ยืนยันส่ง")
    with town.uow() as uow:
        uow.bulletins.readdress(uow.bulletins.all()[0], mixed)
        uow.commit()
    _, heard = preview(desk.presses(shown(desk).buttons["แก้ไข"])[-1:])
    desk.presses(heard.buttons["ยืนยันส่ง"])
    assert audience(town) == mixed
