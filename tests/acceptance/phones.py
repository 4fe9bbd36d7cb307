"""What walks in real Chromium share: a page of the simulator, and the phones on it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which(CHROMIUM) is None, reason="Chromium is missing: apt install chromium"
    ),
]


@contextmanager
def simulator_page(address: str) -> Iterator[Page]:
    """Show the simulator with its three phones; no script may fail meanwhile."""
    with sync_playwright() as tools:
        browser = tools.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1500, "height": 950})
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto(address)
        expect(page.locator(".device")).to_have_count(3)
        yield page
        assert faults == []
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

    def follows(self, label: str) -> None:
        """Tap a button that leads to the station's own chat, and send the words that it brings."""
        self.presses(label)
        box = self.device.get_by_role("textbox", name="ข้อความ")
        expect(box).not_to_have_value("")
        self.device.get_by_role("button", name="ส่ง", exact=True).click()

    def reads(self, words: str) -> None:
        expect(self.device.locator(".row.theirs").last).to_contain_text(words)

    def opens(self, room: str) -> None:
        """Open a room of the list that a phone shows after it changed hands."""
        self.device.locator(".room", has_text=room).first.click()

    def never_reads(self, *words: str) -> None:
        """Look through all that came to this phone."""
        for one in self.device.locator(".row.theirs").all_inner_texts():
            assert not any(word in one for word in words), one
