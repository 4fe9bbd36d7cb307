"""A bulletin in real Chromium: an officer composes it, a commander approves, the group reads it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.acceptance.services import Service, free_port

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which(CHROMIUM) is None, reason="Chromium is missing: apt install chromium"
    ),
]


@pytest.fixture
def station() -> Iterator[Service]:
    service = Service(
        "demo",
        env={
            "TASAPPAROT_WEB__PORT": str(free_port()),
            "TASAPPAROT_BULLETINS__NEEDS_APPROVAL": "true",
            "TASAPPAROT_BULLETINS__QUIET_HOURS": "",
        },
    )
    service.start()
    yield service
    service.end()


@pytest.fixture
def page(station: Service) -> Iterator[Page]:
    with sync_playwright() as tools:
        browser = tools.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1500, "height": 950})
        page.goto(station.address)
        expect(page.locator(".device")).to_have_count(3)
        yield page
        browser.close()


class Phone:
    """One of the phones on the page."""

    def __init__(self, page: Page, number: int) -> None:
        self.device: Any = page.locator(".device").nth(number)

    def belongs_to(self, name: str) -> None:
        owner = self.device.locator("select")
        (label,) = [one for one in owner.locator("option").all_inner_texts() if name in one]
        owner.select_option(label=label)

    def says(self, words: str) -> None:
        self.device.get_by_role("textbox", name="ข้อความ").fill(words)
        self.device.get_by_role("button", name="ส่ง", exact=True).click()

    def taps(self, label: str) -> None:
        self.device.locator(".chip", has_text=label).first.click()

    def presses(self, label: str) -> None:
        self.device.get_by_role("button", name=label, exact=True).last.click()

    def reads(self, words: str) -> None:
        expect(self.device.locator(".row.theirs").last).to_contain_text(words, timeout=10_000)


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

    commander.device.locator(".room", has_text="สน.โคกคราม").first.click()
    commander.reads("ขออนุมัติประกาศที่ 1")
    commander.presses("อนุมัติ")
    officer.reads("ตั้งเวลาแล้ว")
    group.reads("ระวังคนอ้างเป็นการไฟฟ้า")
