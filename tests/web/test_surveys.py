"""The public answers a survey on a page: once a browser, without an account, apart from members."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from domain.survey import read_paper
from domain.survey_events import end_of_day
from models.survey import SurveyAnswer
from tests.handlers.precinct import Precinct
from tests.web.visitors import OWN_SITE, Neighbourhood

PAPER = {
    "title": "ความเห็น",
    "questions": [
        {"text": "กลางวันปลอดภัยไหม", "choices": ["ปลอดภัย", "<b>ไม่</b>"]},
        {"text": "กลางคืนปลอดภัยไหม", "choices": ["ปลอดภัย", "ไม่ปลอดภัย"]},
    ],
}
ALL = {"q0": "1", "q1": "0", "village": "v1"}


@pytest.fixture
def address(place: Neighbourhood) -> str:
    found: list[str] = []

    def begin(here: Precinct) -> None:
        found.append(here.uow.surveys.begin(read_paper(PAPER), now=here.uow.now).token)

    place.changed(begin)
    return f"/s/{found[0]}"


def answers(place: Neighbourhood) -> list[tuple[str, bool, str]]:
    with place.store.reading(place.station, place.clock()) as uow:
        codes = {row.id: row.code for row in uow.villages.all()}
        rows = uow.session.scalars(select(SurveyAnswer))
        return sorted(
            (one.choices, one.is_public, codes.get(one.village_id or 0, "")) for one in rows
        )


def sends(browser: FlaskClient, address: str, **form: str) -> int:
    return browser.post(address, data=form, headers=OWN_SITE).status_code


def test_whoever_scans_the_code_answers_without_an_account(
    place: Neighbourhood, address: str
) -> None:
    browser = place.a_browser()
    shown = browser.get(address)
    assert shown.status_code == 200
    assert "กลางคืนปลอดภัยไหม" in shown.text
    assert "<b>" not in shown.text
    assert sends(browser, address, **ALL) == 303
    assert answers(place) == [("10", True, "v1")]
    assert "ขอบคุณ" in browser.get(address).text


def test_who_names_no_village_or_an_unknown_one_is_of_nowhere(
    place: Neighbourhood, address: str
) -> None:
    for village in ("", "v9"):
        browser = place.a_browser()
        browser.get(address)
        assert sends(browser, address, **{**ALL, "village": village}) == 303
    assert answers(place) == [("10", True, "")] * 2


def test_the_same_form_twice_is_one_answer(place: Neighbourhood, address: str) -> None:
    browser = place.a_browser()
    browser.get(address)
    assert [sends(browser, address, **ALL) for _ in range(3)] == [303] * 3
    assert len(answers(place)) == 1


def test_a_browser_without_cookies_answers_by_the_forms_own_mark(
    place: Neighbourhood, address: str
) -> None:
    browser = place.app.test_client(use_cookies=False)
    mark = re.search(r'name="mark" value="([\w-]+)"', browser.get(address).text)
    assert mark is not None
    for _ in range(2):
        assert sends(browser, address, **ALL, mark=mark[1]) == 303
    assert len(answers(place)) == 1
    assert sends(browser, address, **ALL) == 400


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"q0": "1"}, id="half of it"),
        pytest.param({"q0": "2", "q1": "0"}, id="a choice that is not offered"),
        pytest.param({"q0": "10", "q1": ""}, id="two digits in one"),
        pytest.param({"q0": "๑", "q1": "0"}, id="another script"),
    ],
)
def test_what_is_not_answered_in_full_is_asked_again(
    place: Neighbourhood, address: str, form: dict[str, str]
) -> None:
    browser = place.a_browser()
    browser.get(address)
    again = browser.post(address, data=form, headers=OWN_SITE)
    assert again.status_code == 400
    assert "ให้ครบทุกข้อ" in again.text
    assert answers(place) == []


def test_a_flood_from_one_address_is_held_up_and_passes(place: Neighbourhood, address: str) -> None:
    browser = place.app.test_client(use_cookies=False)
    codes = [sends(browser, address, **ALL, mark=f"m{one}") for one in range(32)]
    assert codes == [303] * 30 + [429] * 2
    place.clock.passes(seconds=60)
    assert sends(browser, address, **ALL, mark="later") == 303
    assert len(answers(place)) == 31


def test_another_sites_form_is_refused(place: Neighbourhood, address: str) -> None:
    browser = place.a_browser()
    browser.get(address)
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
    assert browser.post(address, data=ALL, headers=foreign).status_code == 403
    assert answers(place) == []


def test_a_guessed_address_leads_nowhere(place: Neighbourhood, address: str) -> None:
    assert place.a_browser().get("/s/1").status_code == 404
    assert sends(place.a_browser(), f"{address}x", **ALL) == 404


def test_after_the_end_the_page_says_so(place: Neighbourhood, address: str) -> None:
    browser = place.a_browser()
    browser.get(address)

    def close(here: Precinct) -> None:
        survey = here.uow.surveys.by_number(1, alone=True)
        assert survey is not None
        here.uow.surveys.close(survey, now=here.uow.now)

    place.changed(close)
    assert browser.get(address).status_code == 410
    assert sends(browser, address, **ALL) == 410
    assert answers(place) == []


def test_the_code_that_leads_to_the_page_is_a_picture(place: Neighbourhood, address: str) -> None:
    drawn = place.a_browser().get(f"{address}/qr.png")
    assert (drawn.status_code, drawn.mimetype) == (200, "image/png")
    assert drawn.data.startswith(b"\x89PNG")
    assert place.a_browser().get("/s/nobody/qr.png").status_code == 404


def test_after_its_last_day_nothing_is_taken_though_nobody_closed_it_yet(
    place: Neighbourhood, address: str
) -> None:
    def end(here: Precinct) -> None:
        survey = here.uow.surveys.all()[0]
        survey.closes_at = end_of_day(date(2026, 11, 24), "Asia/Bangkok")

    place.changed(end)
    browser = place.a_browser()
    assert "24 พ.ย. 2569" in browser.get(address).text
    place.clock.passes(hours=12)
    assert browser.get(address).status_code == 410
    assert sends(browser, address, **ALL) == 410
    assert answers(place) == []
