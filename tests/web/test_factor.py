"""The second factor: set up once, asked before the console and a name, each code good but once."""

from __future__ import annotations

import re
import threading
import uuid
from datetime import timedelta

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from models.outbox import Outgoing
from tests.web.test_naming import a_grant, a_tip
from tests.web.visitors import OWN_SITE, Neighbourhood

CONSOLE = ("/console/enter/", "console")


def entering(place: Neighbourhood, who: str) -> FlaskClient:
    return place.inside(*CONSOLE, who, proven=False)


def mark_of(page: str) -> str:
    found = re.search(r'name="mark" value="(\w+)"', page)
    assert found
    return found[1]


def begun(browser: FlaskClient) -> str:
    """Begin to set it up; return the secret that the page shows."""
    form = {"mark": mark_of(browser.get("/console/factor").text)}
    shown = browser.post("/console/factor/begin", data=form, headers=OWN_SITE).text
    assert "<svg" in shown
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", shown)
    assert found
    return found[1].replace(" ", "")


def gives(browser: FlaskClient, code: str, home: str = "/console", page: str = "") -> TestResponse:
    mark = mark_of(page or browser.get("/console/factor").text)
    return browser.post(f"{home}/factor", data={"mark": mark, "code": code}, headers=OWN_SITE)


def code_of(place: Neighbourhood, secret: str) -> str:
    return pyotp.TOTP(secret).at(place.clock())


def set_up(place: Neighbourhood, who: str) -> str:
    browser = entering(place, who)
    secret = begun(browser)
    assert gives(browser, code_of(place, secret)).status_code == 303
    return secret


def test_a_mistyped_code_asks_again_and_beginning_anew_stands_back(place: Neighbourhood) -> None:
    browser = entering(place, "c1")
    secret = begun(browser)
    wrong = f"{(int(code_of(place, secret)) + 1) % 1_000_000:06d}"
    page = gives(browser, wrong).text
    assert page.count("<button>") == 1
    assert page.count('<button class="quiet">') == 1
    assert gives(browser, code_of(place, secret), page=page).status_code == 303


def test_the_picture_is_as_wide_as_the_phone(place: Neighbourhood) -> None:
    browser = entering(place, "c1")
    form = {"mark": mark_of(browser.get("/console/factor").text)}
    shown = browser.post("/console/factor/begin", data=form, headers=OWN_SITE).text
    (picture,) = re.findall(r"<svg [^>]*>", shown)
    assert "viewBox" in picture
    assert "width" not in picture


@pytest.mark.parametrize("who", ["c1", "a1"])
def test_a_commander_sees_no_list_before_the_code_is_set_up_and_given(
    place: Neighbourhood, who: str
) -> None:
    place.a_tip()
    browser = entering(place, who)
    first = browser.get("/console/").text
    assert "KK-2569-000001" not in first
    assert "เริ่มตั้งรหัส" in first
    secret = begun(browser)
    assert "KK-2569-000001" not in browser.get("/console/").text
    assert gives(browser, code_of(place, secret)).status_code == 303
    assert "KK-2569-000001" in browser.get("/console/").text
    # The next link alone leads to the question, and the picture is not shown again.
    place.clock.passes(minutes=5)
    again = entering(place, who)
    asked = again.get("/console/").text
    assert "KK-2569-000001" not in asked
    assert "<svg" not in asked
    assert secret not in asked
    assert gives(again, code_of(place, secret), page=asked).status_code == 303
    assert "KK-2569-000001" in again.get("/console/").text


@pytest.mark.parametrize("who", ["p1", "d1"])
def test_others_come_in_by_their_link_alone(place: Neighbourhood, who: str) -> None:
    place.a_tip()
    assert "KK-2569-000001" in entering(place, who).get("/console/").text


def test_who_has_one_is_given_no_second_secret(place: Neighbourhood) -> None:
    set_up(place, "c1")
    browser = entering(place, "c1")
    form = {"mark": mark_of(browser.get("/console/factor").text)}
    shown = browser.post("/console/factor/begin", data=form, headers=OWN_SITE).text
    assert "<svg" not in shown
    assert "<code>" not in shown


def test_a_code_counts_once_even_from_two_browsers_at_once(place: Neighbourhood) -> None:
    secret = set_up(place, "c1")
    used = entering(place, "c1")
    answer = gives(used, code_of(place, secret))
    assert answer.status_code == 200
    assert "ใช้ไปแล้ว" in answer.text
    place.clock.passes(minutes=1)
    code, found = code_of(place, secret), []
    browsers = [entering(place, "c1") for _ in range(2)]
    pages = [browser.get("/console/factor").text for browser in browsers]

    def give(place_in_line: int) -> None:
        page = pages[place_in_line]
        found.append(gives(browsers[place_in_line], code, page=page).status_code)

    hands = [threading.Thread(target=give, args=(one,)) for one in range(2)]
    for one in hands:
        one.start()
    for one in hands:
        one.join(30)
    assert sorted(found) == [200, 303]


def test_five_wrong_codes_lock_the_right_one_too_for_a_while(place: Neighbourhood) -> None:
    secret = set_up(place, "c1")
    place.clock.passes(minutes=1)
    browser = entering(place, "c1")
    wrong = f"{(int(code_of(place, secret)) + 1) % 1_000_000:06d}"
    said = [gives(browser, wrong).text for _ in range(5)]
    assert ["15 นาที" in one for one in said] == [False] * 4 + [True]
    # Another browser, and the right code: locked all the same.
    assert "15 นาที" in gives(entering(place, "c1"), code_of(place, secret)).text
    place.clock.passes(minutes=15)
    assert gives(entering(place, "c1"), code_of(place, secret)).status_code == 303
    assert place.acts().count("factor.wrong") == 4
    assert place.acts().count("factor.locked") == 2


def test_the_secret_lies_sealed_and_no_code_or_secret_stands_on_the_trail(
    place: Neighbourhood,
) -> None:
    secret = set_up(place, "c1")
    with place.store.reading(place.station, place.clock()) as uow:
        rows = uow.session.execute(text("SELECT * FROM second_factors")).all()
        assert secret not in str(rows)
        assert secret.encode() not in b"".join(one for one in rows[0] if isinstance(one, bytes))
        lines = [line for line in uow.audit.lines() if line.act.startswith("factor.")]
    assert [(one.act, one.actor, one.detail) for one in lines] == [
        ("factor.begun", "c1", {}),
        ("factor.set", "c1", {"for": "console"}),
    ]


def test_that_it_was_set_up_is_told_to_the_officer_and_the_administrators(
    place: Neighbourhood,
) -> None:
    set_up(place, "c1")
    with place.store.reading(place.station, place.clock()) as uow:
        rows = uow.session.query(Outgoing).all()
        told = {uow.outbox.recipient(one).line_id for one in rows}
        officers = {uow.officers.line_id(uow.officers.by_code(one)) for one in ("c1", "a1")}
    assert told == officers


def test_a_name_opens_only_after_the_code(place: Neighbourhood) -> None:
    secret = set_up(place, "p1")
    tip = a_tip(place)
    a_grant(place, tip)
    place.clock.passes(minutes=1)
    browser = place.inside("/n/", "name", "p1", tip, proven=False)
    asked = browser.get("/n/view").text
    assert "/n/name" not in asked
    assert browser.get("/n/name").status_code == 403
    assert "name.view" not in place.acts()
    answer = gives(browser, code_of(place, secret), "/n", asked)
    assert answer.status_code == 303
    assert "/n/name" in browser.get("/n/view").text
    assert browser.get("/n/name").content_type == "image/jpeg"


def test_who_has_none_is_sent_to_the_console_to_set_it_up(place: Neighbourhood) -> None:
    tip = a_tip(place)
    a_grant(place, tip)
    browser = place.inside("/n/", "name", "p1", tip, proven=False)
    asked = browser.get("/n/view").text
    assert "พิมพ์ คอนโซล" in asked
    assert "/console/factor/begin" not in asked


def test_another_sites_form_gives_no_code(place: Neighbourhood) -> None:
    set_up(place, "c1")
    browser = entering(place, "c1")
    form = {"mark": "forged", "code": "000000"}
    assert browser.post("/console/factor", data=form, headers=OWN_SITE).status_code == 403
    assert "factor.wrong" not in place.acts()


def test_a_suspended_officer_proves_nothing(place: Neighbourhood) -> None:
    secret = set_up(place, "c1")
    place.clock.passes(minutes=1)
    browser = entering(place, "c1")
    page = browser.get("/console/factor").text

    def suspend(here: object) -> uuid.UUID | None:
        here.uow.officers.by_code("c1").is_suspended = True
        return None

    place.changed(suspend)
    answer = gives(browser, code_of(place, secret), page=page)
    assert answer.status_code == 410


def test_a_code_of_half_a_minute_ago_counts_and_an_older_one_does_not(
    place: Neighbourhood,
) -> None:
    secret = set_up(place, "c1")
    place.clock.passes(minutes=5)
    old = pyotp.TOTP(secret).at(place.clock() - timedelta(seconds=90))
    late = pyotp.TOTP(secret).at(place.clock() - timedelta(seconds=30))
    assert gives(entering(place, "c1"), old).status_code == 200
    assert gives(entering(place, "c1"), late).status_code == 303
