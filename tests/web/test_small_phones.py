"""The pages on a small phone whose owner reads large letters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

import web
from tests.acceptance.phones import CHROMIUM, NEEDS_CHROMIUM
from tests.web.test_factor import OWN_SITE, entering, mark_of
from tests.web.visitors import Neighbourhood

pytestmark = NEEDS_CHROMIUM

STYLE = (Path(web.__file__).parent / "static" / "site.css").read_text("utf-8")
# The width of each value, and of what is scrolled sideways.
WIDTHS = "() => [...document.querySelectorAll('dd')].map(one => one.clientWidth)"
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def look(page: Page, html: str) -> None:
    page.set_content(re.sub(r"<link [^>]*>", f"<style>{STYLE}</style>", html))


@pytest.mark.parametrize("letters", [16, 28])
def test_all_can_be_read_without_moving_the_page_sideways(
    place: Neighbourhood, letters: int
) -> None:
    place.a_tip()
    mine = place.inside("/m/", "member", "member").get("/m/view").text
    browser = entering(place, "c1")
    form = {"mark": mark_of(browser.get("/console/factor").text)}
    factor = browser.post("/console/factor/begin", data=form, headers=OWN_SITE).text
    console = place.inside("/console/enter/", "console", "d1").get("/console/").text
    with sync_playwright() as tools:
        args = ["--no-sandbox", "--disable-gpu", f"--blink-settings=defaultFontSize={letters}"]
        chromium = tools.chromium.launch(executable_path=CHROMIUM, args=args)
        page = chromium.new_page(viewport={"width": 320, "height": 640})
        for html in (mine, console, factor):
            look(page, html)
            assert page.evaluate("() => getComputedStyle(document.documentElement).fontSize") == (
                f"{letters}px"
            )
            assert page.evaluate(OVERFLOW) == 0
            assert min(page.evaluate(WIDTHS), default=999) >= 120
        chromium.close()
