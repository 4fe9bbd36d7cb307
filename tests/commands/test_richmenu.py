"""`richmenu sync`: both menus stand at LINE, and each person has theirs; twice is as once."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from bot.line.gateway import Gateway
from bot.line.menus import DrawnMenu, MenuRack
from catalog import Catalog
from catalog.menus import compose_menu
from commands.desk import Desk
from commands.menu_syncing import run_sync
from domain.menus import MenuKind
from files.menu_picture import draw_menu
from models.member import MemberProfile, MemberState
from simulator.client import SimulatorClient
from tests.commands.clinic import CHIEF, CODE, DESK, TOKEN, VILLAGE, Clinic
from tests.conftest import a_rule_set

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
PROFILE = MemberProfile(
    first_name="สมหญิง", last_name="ใจดี", birth_date="1957-01-01", national_id="1234567890121"
)


@dataclass
class Office:
    """A station with three officers, of whom one becomes a member in some tests."""

    clinic: Clinic
    out: io.StringIO = field(default_factory=io.StringIO)
    aside: io.StringIO = field(default_factory=io.StringIO)

    @property
    def gateway(self) -> Gateway:
        url = self.clinic.running.line_url
        return Gateway(token=TOKEN, api=url, data=url)

    @property
    def rack(self) -> MenuRack:
        return MenuRack(self.gateway)

    def sync(self, language: str = "en") -> int:
        desk = Desk(
            store=self.clinic.store,
            station_id=self.clinic.store.station(CODE).id,
            catalog=Catalog.load(language),
            clock=self.clinic.clock,
            out=self.out,
            aside=self.aside,
        )
        return run_sync(desk, self.rack)

    def said(self) -> list[str]:
        lines = self.out.getvalue().splitlines()
        self.out.truncate(0)
        self.out.seek(0)
        return lines

    def enrols(self, line_id: str) -> None:
        with self.clinic.writing() as uow:
            uow.members.bind(uow.members.add(PROFILE, MemberState.TRAINED), line_id, uow.now)

    def menu_on(self, line_id: str) -> str:
        """Return whose menu is on a phone, empty if none of ours."""
        menu = self.clinic.platform.menus.shown_to("KK", line_id)
        return "" if menu is None else str(menu.body["name"]).split("/")[1]


@pytest.fixture
def office(clinic: Clinic) -> Office:
    return Office(clinic)


def changing_calls(phones: SimulatorClient) -> list[str]:
    calls = [one["endpoint"] for one in phones.calls()]
    return [
        one
        for one in calls
        if one.startswith("richmenu") and not one.endswith(("list", "linked", "download"))
    ]


def test_the_menus_are_made_and_given(office: Office) -> None:
    assert office.sync() == 0
    assert [office.menu_on(one) for one in (VILLAGE, DESK, CHIEF)] == ["officer"] * 3
    assert office.said() == [
        "A new menu was made: members",
        "A new menu was made: officers",
        "People given their menu: 3",
    ]


def test_a_second_time_changes_nothing(office: Office, phones: SimulatorClient) -> None:
    office.sync()
    before = changing_calls(phones)
    office.said()
    assert office.sync() == 0
    assert changing_calls(phones) == before
    assert office.said() == ["Every menu is in its place; nothing changed"]


def test_a_member_has_the_member_s(office: Office) -> None:
    with office.clinic.writing() as uow:
        officer = uow.officers.by_code("P1")
        assert officer is not None
        officer.is_suspended = True
    office.enrols(VILLAGE)
    office.sync()
    assert office.menu_on(VILLAGE) == "member"


def test_a_suspended_officer_loses_it(office: Office) -> None:
    office.sync()
    with office.clinic.writing() as uow:
        officer = uow.officers.by_code("P1")
        assert officer is not None
        officer.is_suspended = True
    office.sync()
    assert office.menu_on(VILLAGE) == ""


def test_stale_ones_of_ours_go_and_others_stay(office: Office) -> None:
    menus = office.clinic.platform.menus
    old = compose_menu(MenuKind.OFFICER, Catalog.load("en"), a_rule_set())
    stale = office.rack.make(DrawnMenu(menu=old, picture=draw_menu(old)))
    somebodys = menus.create("KK", {**menus.of_station("KK")[0].body, "name": "a shop's"})
    office.sync()
    doubled = compose_menu(MenuKind.OFFICER, Catalog.load("en"), a_rule_set())
    office.rack.make(DrawnMenu(menu=doubled, picture=draw_menu(doubled) + b" "))
    office.said()
    assert office.sync() == 0
    assert office.said() == ["Old menus of ours removed: 1"]
    names = [str(one.body["name"]).split("/")[0] for one in menus.of_station("KK")]
    assert sorted(names) == ["a shop's", "tasapparot", "tasapparot"]
    assert menus.find("KK", somebodys.id) is not None
    assert stale
    assert office.menu_on(VILLAGE) == "officer"


def test_one_that_was_left_without_its_picture_is_made_again(office: Office) -> None:
    menus = office.clinic.platform.menus
    office.sync()
    whole = next(one for one in menus.of_station("KK") if "/officer/" in one.body["name"])
    body = whole.body
    menus.delete(whole)
    bare = menus.create("KK", body)
    office.sync()
    assert menus.find("KK", bare.id) is None
    assert office.menu_on(VILLAGE) == "officer"


def test_who_is_no_friend_is_counted_and_not_called_done(
    office: Office, phones: SimulatorClient
) -> None:
    phones.person(DESK, station="KK").blocks()
    assert office.sync() == 0
    assert "People given their menu: 2" in office.said()
    assert office.menu_on(DESK) == ""
    assert office.sync() == 0
    assert office.said() == [
        "Not yet friends of the station's LINE account: 1; the menu comes to them when they add it",
        "Every menu is in its place; nothing changed",
    ]


def test_line_s_refusal_is_one_line_and_the_next_run_ends_the_work(
    office: Office, phones: SimulatorClient
) -> None:
    phones.set_fault("status", endpoint="richmenu/upload", status=500)
    assert office.sync() == 1
    assert "status 500" in office.aside.getvalue()
    phones.clear_faults()
    assert office.sync() == 0
    assert office.menu_on(VILLAGE) == "officer"
    assert len(office.clinic.platform.menus.of_station("KK")) == 2


@pytest.fixture
def screen(office: Office) -> Iterator[Page]:
    with sync_playwright() as tools:
        browser = tools.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1500, "height": 950})
        page.goto(office.clinic.running.url + "/")
        yield page
        browser.close()


@pytest.mark.browser
@pytest.mark.skipif(
    shutil.which(CHROMIUM) is None, reason="Chromium is missing: apt install chromium"
)
def test_a_phone_shows_the_menu_and_a_touch_says_its_word(office: Office, screen: Page) -> None:
    office.sync("th")
    phone = screen.locator(".device").first
    picture = phone.locator(".rich-menu img")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 2500
    phone.get_by_role("button", name="เข้าเวร").click()
    expect(phone.locator(".row.mine .words").last).to_have_text("เข้าเวร")
