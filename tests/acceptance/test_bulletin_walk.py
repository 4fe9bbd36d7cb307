"""A bulletin in real Chromium: an officer composes it, a commander approves, the group reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.acceptance.phones import NEEDS_CHROMIUM, Phone, simulator_page
from tests.acceptance.services import Service, clone_into, free_port

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Service]:
    service = Service(
        "demo",
        env={
            "TASAPPAROT_WEB__PORT": str(free_port()),
            "TASAPPAROT_BULLETINS__NEEDS_APPROVAL": "true",
            "TASAPPAROT_BULLETINS__QUIET_HOURS": "",
        },
        checkout=clone_into(tmp_path / "clone"),
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
