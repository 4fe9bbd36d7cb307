"""A sealed original: for few, by the code, with a reason, on the trail."""

from __future__ import annotations

import re
import uuid

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from models.access import BrowserSession
from models.media import MediaState
from tests.handlers.precinct import Precinct
from tests.web.test_media import SOUND, wanted
from tests.web.visitors import OWN_SITE, Neighbourhood

REASON = "ใช้เป็นพยานหลักฐานในสำนวน"


def an_original(
    place: Neighbourhood, tip_id: uuid.UUID, state: MediaState = MediaState.KEPT
) -> uuid.UUID:
    key = b"v" * 32
    stored = place.vault.keep([SOUND], key, max_bytes=10_000_000)

    def keep(here: Precinct) -> uuid.UUID:
        item = wanted(here, tip_id, "photo")
        kept = {"original": {"name": stored.name, "key": key.hex()}}
        here.uow.media.keep(here.uow.tips.get(tip_id), item, kept, state=state)
        return item.id

    return place.changed(keep)


def inside(place: Neighbourhood, tip: uuid.UUID, who: str) -> FlaskClient:
    return place.inside("/t/", "media", who, tip)


def gives(browser: FlaskClient, item: uuid.UUID, reason: str) -> TestResponse:
    page = browser.get(f"/t/original/{item}").text
    found = re.search(r'name="mark" value="(\w+)"', page)
    assert found is not None
    form = {"mark": found[1], "reason": reason}
    return browser.post(f"/t/original/{item}", data=form, headers=OWN_SITE)


@pytest.mark.parametrize("state", [MediaState.KEPT, MediaState.UNCLEANABLE])
def test_it_comes_as_it_was_with_a_reason_that_is_kept(
    place: Neighbourhood, state: MediaState
) -> None:
    tip = place.a_tip()
    item = an_original(place, tip, state)
    browser = inside(place, tip, "d1")
    assert f"/t/original/{item}" in browser.get("/t/view").text
    answer = gives(browser, item, REASON)
    assert answer.data == SOUND
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    with place.store.reading(place.station, place.clock()) as uow:
        (line,) = uow.tips.history(uow.tips.get(tip), "original_opened")
        assert uow.tips.detail(line)["reason"] == REASON
        audit = uow.audit.lines()[-1]
        assert (audit.act, audit.actor) == ("media.original", "d1")
        assert REASON not in str(audit.detail)


def test_without_a_reason_nothing_comes_and_each_time_asks_again(place: Neighbourhood) -> None:
    tip = place.a_tip()
    item = an_original(place, tip)
    browser = inside(place, tip, "d1")
    assert SOUND not in gives(browser, item, "  ก ").data
    assert "media.original" not in place.acts()
    for _ in range(2):
        assert gives(browser, item, REASON).data == SOUND
    assert place.acts().count("media.original") == 2
    assert browser.post(f"/t/original/{item}", data={"reason": REASON}).status_code == 403


def test_without_the_code_nothing_comes(place: Neighbourhood) -> None:
    tip = place.a_tip()
    item = an_original(place, tip)
    browser = inside(place, tip, "d1")
    found = re.search(r'name="mark" value="(\w+)"', browser.get(f"/t/original/{item}").text)
    assert found is not None
    with place.store.database.writing() as session:
        session.execute(update(BrowserSession).values(proven_at=None))
        session.commit()
    page = browser.get(f"/t/original/{item}").text
    assert "รหัสยืนยันตัวตน" in page
    assert 'name="reason"' not in page
    form = {"mark": found[1], "reason": REASON}
    assert browser.post(f"/t/original/{item}", data=form, headers=OWN_SITE).status_code == 403
    assert "media.original" not in place.acts()


@pytest.mark.parametrize(
    ("who", "facts", "may"),
    [
        pytest.param("p1", {}, False, id="an officer who only sees it"),
        pytest.param("p1", {"handler_id": "p1", "state": "accepted"}, True, id="who has it"),
        pytest.param("c1", {}, True, id="the commander"),
        pytest.param("a1", {}, False, id="the administrator"),
    ],
)
def test_only_who_has_it_the_desk_and_the_commander_may_ask(
    place: Neighbourhood, who: str, facts: dict[str, object], may: bool
) -> None:
    if "handler_id" in facts:
        facts = {**facts, "handler_id": place.officers["p1"]}
    tip = place.a_tip(**facts)
    item = an_original(place, tip)
    browser = inside(place, tip, who)
    assert (f"/t/original/{item}" in browser.get("/t/view").text) is may
    assert (browser.get(f"/t/original/{item}").status_code == 200) is may


def test_another_tips_original_is_not_there(place: Neighbourhood) -> None:
    tip, other = place.a_tip(), place.a_tip()
    item = an_original(place, other)
    assert inside(place, tip, "d1").get(f"/t/original/{item}").status_code == 404
