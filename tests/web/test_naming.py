"""The page of a sender's name: only by a grant in force, a marked picture, every look recorded."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from domain.naming import NameState
from models.name_request import NameRequest
from tests.handlers.precinct import SECRETS, Precinct
from tests.web.visitors import OWN_SITE, Neighbourhood


def a_tip(place: Neighbourhood, **facts: object) -> uuid.UUID:
    handler = place.officers["p1"]
    return place.a_tip(**{"state": "accepted", "handler_id": handler, **facts})


def a_grant(place: Neighbourhood, tip_id: uuid.UUID, **facts: Any) -> uuid.UUID:
    def grant(here: Precinct) -> uuid.UUID:
        uow = here.uow
        tip, asker = uow.tips.get(tip_id), uow.officers.get(place.officers["p1"])
        request = uow.name_requests.ask(tip, asker, "เหตุผลของผู้ขอ", at=uow.now)
        request.state, request.decided_at = NameState.GRANTED, uow.now
        request.decider_id = place.officers["c1"]
        for name, value in facts.items():
            setattr(request, name, value)
        return request.id

    return place.changed(grant)


def inside(place: Neighbourhood, tip: uuid.UUID, who: str = "p1") -> FlaskClient:
    return place.inside("/n/", "name", who, tip)


def opened_at(place: Neighbourhood, request: uuid.UUID) -> Any:
    with place.store.reading(place.station, place.clock()) as uow:
        return uow.session.get_one(NameRequest, request).opened_at


def test_the_name_is_a_marked_picture_and_each_look_is_recorded(place: Neighbourhood) -> None:
    tip = a_tip(place)
    request = a_grant(place, tip)
    browser = inside(place, tip)
    page = browser.get("/n/view")
    assert "(p1)" in page.text
    assert "2569" in page.text
    assert not [secret for secret in SECRETS if secret in page.text]
    assert opened_at(place, request) is None
    answer = browser.get("/n/name")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.content_type == "image/jpeg"
    drawn = Image.open(io.BytesIO(answer.data)).convert("L")
    assert drawn.getextrema()[0] < 60
    assert place.acts()[-3:] == ["name.enter", "name.view", "name.look"]
    first = opened_at(place, request)
    place.clock.passes(minutes=1)
    assert browser.get("/n/name").status_code == 200
    assert opened_at(place, request) == first == place.clock() - timedelta(minutes=1)
    with place.store.reading(place.station, place.clock()) as uow:
        line = uow.audit.lines()[-1]
        assert (line.actor, line.detail) == ("p1", {"request": str(request)})
        assert uow.audit.verify().flaw is None


def test_looking_at_the_link_opens_nothing_and_it_works_once(place: Neighbourhood) -> None:
    tip = a_tip(place)
    a_grant(place, tip)
    token = place.a_link("name", "p1", tip)
    for _ in range(2):
        assert place.a_browser().get(f"/n/{token}").status_code == 200
    assert "name.enter" not in place.acts()
    first, second = place.a_browser(), place.a_browser()
    assert first.post(f"/n/{token}", headers=OWN_SITE).status_code == 303
    assert second.post(f"/n/{token}", headers=OWN_SITE).status_code == 410
    assert second.get("/n/view").status_code == 410


def test_a_link_and_its_session_are_short(place: Neighbourhood) -> None:
    tip = a_tip(place)
    a_grant(place, tip)
    token = place.a_link("name", "p1", tip)
    browser = inside(place, tip)
    place.clock.passes(minutes=5)
    assert browser.get("/n/view").status_code == 410
    place.clock.passes(minutes=5)
    assert place.a_browser().post(f"/n/{token}", headers=OWN_SITE).status_code == 410


@pytest.mark.parametrize(
    ("facts", "tip_facts", "who"),
    [
        pytest.param({"state": "asked"}, {}, "p1", id="not decided"),
        pytest.param({"state": "denied"}, {}, "p1", id="denied"),
        pytest.param({}, {"is_restricted": True}, "p1", id="restricted"),
        pytest.param({}, {"handler_id": None}, "p1", id="no longer theirs"),
        pytest.param({}, {}, "d1", id="somebody else's grant"),
        pytest.param({}, {}, "c1", id="who granted it"),
    ],
)
def test_nothing_opens_without_a_grant_in_force(
    place: Neighbourhood, facts: dict[str, Any], tip_facts: dict[str, Any], who: str
) -> None:
    tip = a_tip(place, **tip_facts)
    a_grant(place, tip, **facts)
    browser = inside(place, tip, who)
    for address in ("/n/view", "/n/name"):
        assert browser.get(address).status_code == 410
    assert "name.view" not in place.acts()
    assert "name.look" not in place.acts()


def test_a_grant_is_over_after_a_day(place: Neighbourhood) -> None:
    tip = a_tip(place)
    a_grant(place, tip)
    place.clock.passes(hours=24)
    assert inside(place, tip).get("/n/view").status_code == 410


def test_a_grant_opens_the_name_of_its_own_tip_alone(place: Neighbourhood) -> None:
    granted, other = a_tip(place), a_tip(place)
    a_grant(place, granted)
    assert inside(place, other).get("/n/name").status_code == 410


def test_a_session_for_media_opens_no_name(place: Neighbourhood) -> None:
    tip = a_tip(place)
    a_grant(place, tip)
    assert place.inside("/t/", "media", "p1", tip).get("/n/name").status_code == 410


def test_a_suspended_officers_open_page_closes_at_once(place: Neighbourhood) -> None:
    tip = a_tip(place)
    a_grant(place, tip)
    browser = inside(place, tip)
    assert browser.get("/n/name").status_code == 200

    def suspend(here: Precinct) -> None:
        here.uow.officers.get(place.officers["p1"]).is_suspended = True

    place.changed(suspend)
    assert browser.get("/n/name").status_code == 410


def test_a_member_who_was_erased_has_no_name_to_open(place: Neighbourhood) -> None:
    tip = a_tip(place)
    request = a_grant(place, tip)

    def erase(here: Precinct) -> None:
        here.uow.members.erase(here.uow.members.get(place.member))

    place.changed(erase)
    browser = inside(place, tip)
    assert "ไม่มีชื่อ" in browser.get("/n/view").text
    assert browser.get("/n/name").status_code == 404
    assert opened_at(place, request) is None
