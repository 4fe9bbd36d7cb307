"""A bulletin and a survey in real Chromium: composed, approved, and read or answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.acceptance.phones import NEEDS_CHROMIUM, Phone, simulator_page
from tests.acceptance.services import Service, clone_into, free_port

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(
        "demo",
        env={
            "TASAPPAROT_WEB__PORT": str(free_port()),
            "TASAPPAROT_BULLETINS__NEEDS_APPROVAL": "true",
            "TASAPPAROT_BULLETINS__QUIET_HOURS": "",
        },
        checkout=clone_into(tmp_path_factory.mktemp("station") / "clone"),
    )
    service.start()
    yield service
    service.end()


@pytest.fixture
def page(station: Service) -> Iterator[Page]:
    with simulator_page(station.address) as shown:
        yield shown


def test_from_the_first_word_to_the_group(page: Page) -> None:
    commander, officer, group = (Phone(page, number) for number in range(3))
    commander.belongs_to("สุขุม")

    officer.says("ประกาศ")
    officer.taps("เตือนภัย")
    officer.reads("หัวข้อ")
    officer.says("ระวังคนอ้างเป็นการไฟฟ้า")
    officer.reads("รายละเอียด")
    officer.says("ขอเข้าบ้านตรวจมิเตอร์แล้วลักทรัพย์")
    officer.taps("ข้าม")
    officer.reads("ควรทำ")
    officer.taps("ข้าม")
    officer.taps("กลุ่มไลน์")
    officer.taps("ชุมชนโพธิ์ทอง")
    officer.taps("ส่งทันที")
    officer.reads("7 ข้อความ")
    officer.presses("ส่งให้ผู้บังคับบัญชาอนุมัติ")
    officer.reads("ให้ผู้บังคับบัญชาอนุมัติแล้ว")

    commander.opens("สน.โคกคราม")
    commander.reads("ขออนุมัติประกาศที่ 1")
    commander.presses("อนุมัติ")
    officer.reads("ตั้งเวลาแล้ว")
    group.reads("ระวังคนอ้างเป็นการไฟฟ้า")


def test_a_survey_is_asked_in_the_group_answered_apart_and_told_when_it_ends(page: Page) -> None:
    commander, officer, member = (Phone(page, number) for number in range(3))
    commander.belongs_to("สุขุม")

    _begins_and_sends(officer)
    commander.opens("สน.โคกคราม")
    commander.reads("ขออนุมัติประกาศที่ 2")
    commander.presses("อนุมัติ")
    member.reads("ไฟทาง")

    member.follows("ตอบแบบสำรวจ")
    member.reads("(1/1) ไฟทางสว่างพอไหม")
    member.presses("ไม่พอ")
    member.reads("ได้รับคำตอบแล้ว")
    member.says("แบบสำรวจ 1")
    member.reads("ท่านตอบแบบสำรวจนี้แล้ว")

    officer.says("แบบสำรวจ 1")
    officer.presses("ปิดรับคำตอบ")
    officer.presses("ปิดเลย")
    officer.reads("น้อยกว่า 5 คน ไม่แสดงผล")


def _begins_and_sends(officer: Phone) -> None:
    officer.says("แบบสำรวจ")
    officer.presses("ตั้งคำถามเอง")
    officer.reads("เรื่องอะไร")
    officer.says("ไฟทาง")
    officer.reads("คำถามที่ 1")
    officer.says("ไฟทางสว่างพอไหม\nพอ\nไม่พอ")
    officer.taps("พอแล้ว")
    officer.taps("7 วัน")
    officer.presses("เริ่มแบบสำรวจ")
    officer.presses("ส่งแบบสำรวจ")
    officer.taps("กลุ่มไลน์")
    officer.taps("ชุมชนโพธิ์ทอง")
    officer.taps("ส่งทันที")
    officer.reads("7 ข้อความ")
    officer.presses("ส่งให้ผู้บังคับบัญชาอนุมัติ")
    officer.reads("ให้ผู้บังคับบัญชาอนุมัติแล้ว")
