"""Meetings in the console: lists, who came by name for who runs it, minutes and goals."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from domain.meeting import Coming
from models.meeting import MeetingGuest, NewMeeting
from tests.handlers.precinct import Precinct
from tests.web.visitors import OWN_SITE, Neighbourhood

HERE = "/console/meetings/1"


@pytest.fixture(autouse=True)
def meeting(place: Neighbourhood) -> None:
    def plan(here: Precinct) -> None:
        at = here.uow.now + timedelta(days=3)
        new = NewMeeting(title="ไฟถนน <b>", place="ศาลา", meets_at=at, villages=("v1",))
        here.uow.meetings.plan(new)
        here.a_crowd(2)

    place.changed(plan)


def a_browser(place: Neighbourhood, who: str) -> FlaskClient:
    return place.inside("/console/enter/", "console", who)


def sends(browser: FlaskClient, what: str, **form: Any) -> int:
    mark = re.search(r'name="mark" value="(\w+)"', browser.get("/console/").text)
    assert mark is not None
    data = {"mark": mark[1], **form}
    return browser.post(f"{HERE}/{what}", data=data, headers=OWN_SITE).status_code


def kept(place: Neighbourhood) -> Any:
    with place.store.reading(place.station, place.clock()) as uow:
        row = uow.meetings.by_number(1)
        assert row is not None
        guests: list[MeetingGuest] = list(uow.meetings.guests(row))
        came = [uow.members.get(one.member_id).number for one in guests if one.has_come]
        goals = [
            (uow.meetings.agreed(one), one.done_at is not None) for one in uow.meetings.goals(row)
        ]
        return came, uow.meetings.minutes(row), goals


@pytest.mark.parametrize(
    ("who", "sees"), [("p1", True), ("b1", True), ("n1", False), ("d1", True), ("c1", True)]
)
def test_who_runs_a_meeting_finds_it(place: Neighbourhood, who: str, sees: bool) -> None:
    browser = a_browser(place, who)
    assert ("ไฟถนน" in browser.get("/console/meetings").text) is sees
    for page in (HERE, f"{HERE}/people"):
        assert browser.get(page).status_code == (200 if sees else 404)
    assert sends(browser, "minutes", minutes="x") == (303 if sees else 404)
    assert browser.get("/console/meetings/999").status_code == 404
    assert "<b>" not in browser.get(HERE).text


def test_who_came_is_ticked_by_name_and_every_look_is_on_record(place: Neighbourhood) -> None:
    browser = a_browser(place, "p1")
    shown = browser.get(f"{HERE}/people").text
    assert "M0001 สมหมาย ใจเด็ดเดี่ยว" in shown
    assert sends(browser, "people", came=["M0001", "M0003"]) == 303
    assert kept(place)[0] == ["M0001", "M0003"]
    assert browser.get(f"{HERE}/people").text.count(" checked") == 2
    assert sends(browser, "people", came=["M0002"]) == 303
    assert kept(place)[0] == ["M0002"]
    assert place.acts().count("meeting.people") == 2
    assert place.acts().count("meeting.attended") == 2


def test_who_answered_before_it_was_moved_is_shown_as_such(place: Neighbourhood) -> None:
    def answers_and_moves(here: Precinct) -> None:
        row = here.uow.meetings.by_number(1, held=True)
        assert row is not None
        first, second, *_ = here.uow.members.all()
        here.uow.meetings.answer(row, first, Coming.MAYBE)
        here.uow.meetings.answer(row, second, Coming.NO)
        meets_at = row.meets_at + timedelta(days=1)
        here.uow.meetings.move(row, meets_at=meets_at, place=row.place)

    place.changed(answers_and_moves)
    shown = a_browser(place, "p1").get(f"{HERE}/people").text
    assert shown.count("ตอบไว้กับเวลาเดิม") == 1


def test_a_village_officer_ticks_their_own_villages_and_leaves_the_others_as_they_were(
    place: Neighbourhood,
) -> None:
    def widen(here: Precinct) -> None:
        row = here.uow.meetings.by_number(1)
        assert row is not None
        row.villages = ["v1", "v2"]
        far = here.uow.members.all()[2]
        far.village_id = here.other.id
        here.uow.meetings.came(row, [far])

    place.changed(widen)
    browser = a_browser(place, "p1")
    assert "M0003" not in browser.get(f"{HERE}/people").text
    assert sends(browser, "people", came=["M0001", "M0003"]) == 303
    assert kept(place)[0] == ["M0001", "M0003"]
    assert sends(browser, "people") == 303
    assert kept(place)[0] == ["M0003"]


def test_minutes_and_goals_are_kept_and_a_goal_is_reached(place: Neighbourhood) -> None:
    browser = a_browser(place, "p1")
    assert sends(browser, "minutes", minutes="ข้อหนึ่ง\r\nข้อสอง") == 303
    assert sends(browser, "goals", goal="ซ่อมไฟ", owner="b1", by="2026-12-31") == 303
    assert kept(place) == ([], "ข้อหนึ่ง\nข้อสอง", [("ซ่อมไฟ", False)])
    shown = browser.get(HERE).text
    assert "ข้อหนึ่ง\nข้อสอง" in shown
    assert "ภายใน 31 ธ.ค. 2569" in shown
    assert sends(browser, "reached", reached="1") == 303
    assert kept(place)[2] == [("ซ่อมไฟ", True)]


@pytest.mark.parametrize(
    ("what", "form"),
    [
        pytest.param("minutes", {"minutes": "  "}, id="no minutes"),
        pytest.param("goals", {"goal": "x", "owner": "z9", "by": "2026-12-31"}, id="no such owner"),
        pytest.param("goals", {"goal": "x", "owner": "p1", "by": "31/12"}, id="no day"),
        pytest.param("goals", {"goal": "", "owner": "p1", "by": "2026-12-31"}, id="no goal"),
        pytest.param("goals", {"goal": "x", "owner": "p1", "by": "2025-12-31"}, id="a day gone by"),
        pytest.param("goals", {"goal": "x", "owner": "p1", "by": "2099-12-31"}, id="a day too far"),
        pytest.param("reached", {"reached": "9" * 30}, id="a number that is none"),
        pytest.param("reached", {}, id="nothing"),
    ],
)
def test_what_cannot_be_kept_is_said_and_asked_again(
    place: Neighbourhood, what: str, form: dict[str, str]
) -> None:
    browser = a_browser(place, "d1")
    assert sends(browser, what, **form) == 400
    assert kept(place) == ([], "", [])


def test_a_goal_may_be_due_in_a_buddhist_year(place: Neighbourhood) -> None:
    browser = a_browser(place, "p1")
    assert sends(browser, "goals", goal="ซ่อมไฟ", owner="b1", by="2569-12-31") == 303
    assert "ภายใน 31 ธ.ค. 2569" in browser.get(HERE).text


def test_a_meeting_that_there_is_not_leads_back_to_the_list(place: Neighbourhood) -> None:
    answer = a_browser(place, "p1").get("/console/meetings/99")
    assert answer.status_code == 404
    assert 'href="/console/meetings"' in answer.text


def test_a_form_of_another_site_keeps_nothing(place: Neighbourhood) -> None:
    browser = a_browser(place, "d1")
    forged = browser.post(f"{HERE}/minutes", data={"minutes": "x", "mark": "x"}, headers=OWN_SITE)
    assert forged.status_code == 403
    assert place.a_browser().get(HERE).status_code == 401
    assert place.a_browser().post(f"{HERE}/minutes", data={"minutes": "x"}).status_code == 401
    assert kept(place)[1] == ""


def test_without_the_code_a_commander_sees_no_names(place: Neighbourhood) -> None:
    browser = place.inside("/console/enter/", "console", "c1", proven=False)
    assert "สมหมาย" not in browser.get(f"{HERE}/people").text
