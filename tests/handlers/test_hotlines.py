"""Some need another number sooner than a tip: it is shown at once, each number once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.answers import OpenLink
from tests.handlers.talk import Heard, Person, Talk, to

KNIFE = "มีคนถือมีดไล่ฟันกันที่เปรมฤทัย"


def numbers(heard: Heard) -> list[str]:
    """Return the numbers that a message's buttons call, in order."""
    taps = [button.tap for content in heard.contents for button in getattr(content, "buttons", ())]
    return [tap.url.removeprefix("tel:") for tap in taps if isinstance(tap, OpenLink)]


@pytest.mark.parametrize(
    ("words", "called"),
    [
        pytest.param("ไม่อยากอยู่แล้ว ไม่ไหวแล้ว", ["191", "1323", "1669"], id="despair"),
        pytest.param("กินยาไปหมดแผงแล้ว", ["191", "1323", "1669"], id="poison"),
        pytest.param("ลุงล้มหมดสติ ไม่หายใจ ที่เปรมฤทัย", ["191", "1669"], id="an illness"),
        pytest.param("รถชนกัน มีคนเจ็บ ที่เปรมฤทัย", ["191", "1669"], id="a crash with injured"),
        pytest.param("ไฟไหม้บ้าน ที่เปรมฤทัย", ["191", "199"], id="a fire with nobody hurt"),
        pytest.param("รถชนกัน ไม่มีคนเจ็บ ที่เปรมฤทัย", [], id="a crash without injured"),
    ],
)
def test_who_needs_more_than_the_police_is_shown_whom_to_call(
    in_force: Talk, member: Person, words: str, called: list[str]
) -> None:
    assert numbers(to("member", member.says(words))) == called


def test_an_emergency_shows_its_number_once_however_many_hotlines_hold_it(
    in_force: Talk, member: Person
) -> None:
    assert numbers(to("member", member.says(KNIFE))) == ["191", "1669"]


def test_despair_on_a_watched_phone_shows_no_number(in_force: Talk, member: Person) -> None:
    told = to("member", member.says("เขาอยู่ข้างๆ พูดไม่ได้ ไม่อยากอยู่แล้ว"))
    assert [one.text for one in told.contents] == ["รับข้อความแล้ว"]


def test_no_number_betrays_on_a_lock_screen_what_it_is_for(in_force: Talk, member: Person) -> None:
    told = to("member", member.says("ไม่อยากอยู่แล้ว"))
    alts = [one.alt for one in told.contents if hasattr(one, "alt")]
    assert alts[1:] == ["ข้อความจากสถานีตำรวจ"] * len(alts[1:])


def named(talk: Talk, code: str, first_name: str, last_name: str) -> None:
    with talk.uow() as uow:
        officer = next(one for one in uow.officers.all() if one.code == code)
        profile = replace(uow.officers.profile(officer), first_name=first_name, last_name=last_name)
        uow.officers.write_profile(officer, profile)
        uow.commit()


@pytest.mark.parametrize(
    "words",
    [
        "พ.ต.ท.สุขุม รับส่วยที่เปรมฤทัย",
        "พ.ต.ท.สุขุม สมมติพงษ์ รับเงินจากบ่อน",
        "สารวัตรสุขุมรับส่วย",
        "นายตำรวจชื่อ ส ุ ข ุ ม เก็บส่วย",
        "ผกก.โคกครามรับเงินบ่อน",
    ],
)
def test_who_accuses_the_commander_is_shown_whom_to_call_outside(
    in_force: Talk, member: Person, words: str
) -> None:
    named(in_force, "c1", "สุขุม", "สมมติพงษ์")
    assert numbers(to("member", member.says(words))) == ["1599"]
    assert in_force.tips()[0].is_restricted


@pytest.mark.parametrize(
    "words", ["ร.ต.อ.กล้าหาญ รับส่วยที่เปรมฤทัย", "มีคนขายยาหน้าบ้านสารวัตรสุขุม ที่เปรมฤทัย"]
)
def test_who_accuses_others_is_shown_no_number_outside(
    in_force: Talk, member: Person, words: str
) -> None:
    named(in_force, "c1", "สุขุม", "สมมติพงษ์")
    assert "1599" not in numbers(to("member", member.says(words)))
