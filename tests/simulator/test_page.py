from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from simulator import Platform
from simulator.client import SimulatorClient
from simulator.server import Running
from tests.simulator.conftest import GROUP, MEMBER, OFFICER, Bot, Line
from tests.simulator.test_people import CARD, HOME, quick

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = '<img src=x onerror="window.caught = 1"><script>window.caught = 1</script>'

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        shutil.which(CHROMIUM) is None, reason="Chromium is missing: apt install chromium"
    ),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as tools:
        made = tools.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser, running: Running) -> Iterator[Page]:
    made = browser.new_page(viewport={"width": 1500, "height": 900})
    faults: list[str] = []
    made.on("pageerror", lambda fault: faults.append(str(fault)))
    made.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    made.goto(running.url + "/")
    expect(made.locator(".device")).to_have_count(3)
    yield made
    made.close()
    assert faults == []


def phone(page: Page, number: int) -> Any:
    return page.locator(".device").nth(number)


def test_a_card_arrives_and_its_button_is_pressed(
    page: Page, line: Line, bot: Bot, client: SimulatorClient
) -> None:
    officer = phone(page, 1)
    line.push(OFFICER, CARD)
    expect(officer.locator(".flex-bubble")).to_be_visible()
    officer.get_by_role("button", name="รับเรื่อง", exact=True).click()
    expect(officer.locator(".row.mine .words")).to_have_text("รับเรื่อง KK-2569-000001")
    assert bot.wait()[0]["postback"] == {"data": "accept:1"}
    officer.get_by_role("button", name="โทร 191").click()
    expect(officer.locator(".call-number")).to_have_text("191")


def test_people_write_to_each_other_through_the_bot_live(page: Page, line: Line, bot: Bot) -> None:
    member = phone(page, 0)
    member.get_by_role("textbox", name="ข้อความ").fill("มีคนลักรถ")
    member.get_by_role("button", name="ส่ง", exact=True).click()
    event = bot.wait()[0]
    assert event["message"]["text"] == "มีคนลักรถ"
    line.reply(event["replyToken"], "รับแจ้งแล้ว")
    expect(member.locator(".row.theirs .words")).to_have_text("รับแจ้งแล้ว")


def test_hostile_texts_stay_texts(
    page: Page, line: Line, client: SimulatorClient, platform: Platform
) -> None:
    client.ask("POST", "/api/people", {"name": HOSTILE})
    client.person(MEMBER).says(HOSTILE)
    client.person(MEMBER).at(GROUP).says(HOSTILE)
    client.person(MEMBER).sends_file(HOSTILE, b"x")
    client.person(MEMBER).sends_location(13.8, 100.6, title=HOSTILE, address=HOSTILE)
    card = {
        "type": "flex",
        "altText": HOSTILE,
        "contents": {
            "type": "bubble",
            "body": {
                "type": "box",
                "layout": "vertical",
                "contents": [{"type": "text", "text": HOSTILE, "wrap": True}],
            },
        },
    }
    line.push(MEMBER, card, quick({**HOME, "label": "<b>x</b>"}))
    phone(page, 0).get_by_role("button", name="<b>x</b>").wait_for()
    expect(phone(page, 0).locator(".flex-text")).to_have_text(HOSTILE)
    expect(phone(page, 0).locator(".row.mine .words").first).to_have_text(HOSTILE)
    assert page.evaluate("window.caught") is None
    assert page.locator(".screen img[src='x']").count() == 0


def test_quick_replies_are_chips_that_vanish(page: Page, line: Line, bot: Bot) -> None:
    member = phone(page, 0)
    line.push(MEMBER, quick(HOME))
    member.locator(".chip").click()
    expect(member.locator(".chip")).to_have_count(0)
    assert bot.wait()[0]["message"]["text"] == "หมู่บ้านของฉัน"


def test_a_message_can_be_edited_and_withdrawn_in_a_group(page: Page, bot: Bot) -> None:
    place = phone(page, 2)
    place.get_by_role("textbox", name="ข้อความ").fill("แจ้ง ที่ตลาด")
    place.get_by_role("textbox", name="ข้อความ").press("Enter")
    mine = place.locator(".row.mine .balloon")
    mine.click(button="right")
    place.get_by_role("button", name="แก้ไข").click()
    place.locator("textarea.sheet-input").fill("แจ้ง ที่วัด")
    place.get_by_role("button", name="บันทึก").click()
    expect(mine).to_have_text("แจ้ง ที่วัด")
    mine.click(button="right")
    place.get_by_role("button", name="ยกเลิกการส่ง").click()
    expect(place.locator(".notice").last).to_have_text("คุณ ยกเลิกข้อความแล้ว")
    assert [event["type"] for event in bot.wait(3)] == ["message", "messageEdited", "unsend"]


def test_another_chat_tells_of_itself_on_the_lock_screen(page: Page, line: Line) -> None:
    member = phone(page, 0)
    member.get_by_role("button", name="กลับ").click()
    line.push(MEMBER, CARD)
    expect(member.locator(".notification")).to_contain_text("KK-2569-000001")
    expect(member.locator(".badge")).to_have_text("1")
    member.locator(".notification").click()
    expect(member.locator(".flex-bubble")).to_be_visible()


def test_the_network_is_made_to_fail_and_well_again(page: Page, line: Line) -> None:
    page.get_by_role("button", name="ล้มเหลว 500").click()
    expect(page.locator(".mode.on")).to_have_text("ล้มเหลว 500")
    assert line.push(MEMBER, "x")[0] == 500
    expect(page.locator(".panel .log li.bad")).to_contain_text("500")
    page.get_by_role("button", name="ปกติ").click()
    expect(page.locator(".mode.on")).to_have_text("ปกติ")
    assert line.push(MEMBER, "x")[0] == 200


def test_a_place_is_chosen_on_the_map(page: Page, bot: Bot) -> None:
    member = phone(page, 0)
    member.get_by_role("button", name="แนบ").click()
    member.get_by_role("button", name="ตำแหน่ง").click()
    member.locator(".map").click(position={"x": 30, "y": 30})
    member.get_by_role("button", name="ส่งตำแหน่งนี้").click()
    expect(member.locator(".place")).to_be_visible()
    assert bot.wait()[0]["message"]["type"] == "location"


def test_on_a_narrow_screen_a_phone_fills_it(
    browser: Browser, running: Running, line: Line
) -> None:
    line.push(MEMBER, CARD)
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(running.url + "/")
    page.locator(".flex-bubble").wait_for()
    box = page.locator(".phone").first.bounding_box()
    card = page.locator(".flex-bubble").first.bounding_box()
    assert box
    assert card
    assert 0 <= box["x"] < box["x"] + box["width"] <= 320
    assert card["x"] + card["width"] <= 320
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()
