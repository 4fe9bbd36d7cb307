"""The newcomer's path in real Chromium: one command, a tip, its card, and back to the member."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.acceptance.services import clone_into, environment, free_port

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
WORDS = "มีคนแปลกหน้าขี่มอเตอร์ไซค์วนดูบ้านในชุมชนโพธิ์ทองหลายรอบ"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which(CHROMIUM) is None, reason="Chromium is missing: apt install chromium"
    ),
]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return clone_into(tmp_path / "clone")


class MakeRun:
    """`make run` in a folder."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            ["make", "--no-print-directory", "run"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(TASAPPAROT_WEB__PORT=str(free_port())),
            start_new_session=True,
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert said.startswith("ready on http://127.0.0.1:"), said
        self.address = said.removeprefix("ready on ").strip()

    def stop(self) -> list[psutil.Process]:
        """Tell it to stop; return those of its processes that did not within ten seconds."""
        parent = psutil.Process(self.process.pid)
        family = [parent, *parent.children(recursive=True)]
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.communicate(timeout=15)
        return psutil.wait_procs(family, timeout=10)[1]


@pytest.fixture
def running(clone: Path) -> Iterator[MakeRun]:
    started = MakeRun(clone)
    yield started
    assert started.stop() == []


@pytest.fixture
def page(running: MakeRun) -> Iterator[Page]:
    with sync_playwright() as tools:
        browser = tools.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1500, "height": 950})
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto(running.address)
        expect(page.locator(".device")).to_have_count(3)
        yield page
        assert faults == []
        browser.close()


def phone(page: Page, number: int) -> Any:
    return page.locator(".device").nth(number)


def says(device: Any, words: str) -> None:
    device.get_by_role("textbox", name="ข้อความ").fill(words)
    device.get_by_role("button", name="ส่ง", exact=True).click()


def last_answer(device: Any) -> Any:
    return device.locator(".row.theirs").last


def test_from_make_run_to_the_closed_tip(page: Page, running: MakeRun) -> None:
    member, officer = phone(page, 0), phone(page, 1)

    says(member, WORDS)
    expect(last_answer(member)).to_contain_text("รับข้อความแล้ว เรื่องที่ 1/")
    member.get_by_role("button", name="แนบ").click()
    member.get_by_role("button", name="ภาพตัวอย่าง").click()
    expect(member.locator(".row.mine .picture img")).to_be_visible()
    member.get_by_role("textbox", name="ข้อความ").fill("ส่งเลย")
    member.get_by_role("button", name="ส่ง", exact=True).click()

    card = officer.locator(".flex-bubble").last
    expect(card).to_contain_text(WORDS)
    expect(card).to_contain_text("สมาชิก")
    expect(card).not_to_contain_text("ป้าดวน")

    card.get_by_role("button", name="รับเรื่อง", exact=True).click()
    expect(last_answer(member)).to_contain_text("มีตำรวจรับเรื่องแล้ว")

    card.get_by_role("button", name="ดูภาพ/เสียง").click()
    link = officer.locator(".flex-bubble").last.get_by_text("เปิดดู")
    expect(link).to_be_visible()
    look_at_the_picture(page, link)

    officer.get_by_role("button", name="ปิดเรื่อง", exact=True).last.click()
    officer.get_by_role("button", name="ระงับเหตุ/ป้องกันแล้ว").last.click()
    officer.locator(".chip", has_text="ข้าม").click()
    expect(last_answer(member)).to_contain_text("ขอบคุณ")


def look_at_the_picture(page: Page, link: Any) -> None:
    with page.context.expect_page() as opened:
        link.click()
    there = opened.value
    there.get_by_role("button").click()
    picture = there.locator("article img")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.naturalWidth") > 100
    there.reload()
    expect(picture).to_be_visible()
    there.close()
