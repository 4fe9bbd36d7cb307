"""A tip's media: who sees them, as what, and that each look is recorded."""

from __future__ import annotations

import io
import re
import uuid

import pytest
from PIL import Image

from models.media import MediaItem, MediaState
from models.officer import Role
from tests.handlers.precinct import Precinct
from tests.web.visitors import MINUTES, OWN_SITE, Neighbourhood

SOUND = bytes(range(256)) * 600


def a_picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (320, 240), "white").save(drawn, "JPEG")
    return drawn.getvalue()


def a_piece(
    place: Neighbourhood, tip_id: uuid.UUID, kind: str, content: bytes, mime: str
) -> uuid.UUID:
    key = b"v" * 32
    stored = place.vault.keep([content], key, max_bytes=10_000_000)

    def keep(here: Precinct) -> uuid.UUID:
        item = wanted(here, tip_id, kind)
        tip = here.uow.tips.get(tip_id)
        kept = {"clean": {"name": stored.name, "key": key.hex()}}
        here.uow.media.keep(tip, item, kept, state=MediaState.KEPT)
        item.mime, item.size = mime, len(content)
        return item.id

    return place.changed(keep)


def wanted(here: Precinct, tip_id: uuid.UUID, kind: str) -> MediaItem:
    tip = here.uow.tips.get(tip_id)
    message = here.uow.tips.messages(tip)[0]
    return here.uow.media.want(tip, message, kind=kind, source={}, now=here.uow.now)


@pytest.mark.parametrize(
    ("who", "facts", "sees"),
    [
        pytest.param("p1", {}, True, id="the village's officer"),
        pytest.param("d1", {}, True, id="the desk"),
        pytest.param("n1", {}, False, id="a neighbour's officer"),
        pytest.param("p1", {"is_restricted": True}, False, id="restricted, an officer"),
        pytest.param("c1", {"is_restricted": True}, True, id="restricted, the commander"),
        pytest.param("p1", {"trust": "unverified"}, False, id="a stranger's, an officer"),
    ],
)
def test_media_open_for_who_may_see_the_tip(
    place: Neighbourhood, who: str, facts: dict[str, object], sees: bool
) -> None:
    tip = place.a_tip(**facts)
    photo = a_piece(place, tip, "photo", a_picture(), "image/jpeg")
    browser = place.inside("/t/", "media", who, tip)
    assert browser.get("/t/view").status_code == (200 if sees else 410)
    assert browser.get(f"/t/photo/{photo}").status_code == (200 if sees else 410)


def test_a_photo_comes_marked_and_the_look_is_recorded(place: Neighbourhood) -> None:
    tip = place.a_tip()
    photo = a_piece(place, tip, "photo", a_picture(), "image/jpeg")
    browser = place.inside("/t/", "media", "d1", tip)
    assert f"/t/photo/{photo}" in browser.get("/t/view").text
    answer = browser.get(f"/t/photo/{photo}")
    assert answer.headers["Cache-Control"] == "no-store"
    drawn = Image.open(io.BytesIO(answer.data)).convert("L")
    assert drawn.getextrema()[0] < 250
    assert place.acts()[-2:] == ["media.view", "media.look"]


def test_a_piece_of_another_tip_is_not_there(place: Neighbourhood) -> None:
    tip, other = place.a_tip(), place.a_tip()
    photo = a_piece(place, other, "photo", a_picture(), "image/jpeg")
    assert place.inside("/t/", "media", "d1", tip).get(f"/t/photo/{photo}").status_code == 404


def test_nothing_opens_without_a_session(place: Neighbourhood) -> None:
    tip = place.a_tip()
    photo = a_piece(place, tip, "photo", a_picture(), "image/jpeg")
    assert place.a_browser().get(f"/t/photo/{photo}").status_code == 410


@pytest.mark.parametrize(
    ("asked", "status", "part", "content_range"),
    [
        pytest.param(None, 200, slice(None), None, id="whole"),
        pytest.param("bytes=0-9", 206, slice(0, 10), "bytes 0-9/153600", id="the first ten"),
        pytest.param("bytes=65530-65545", 206, slice(65530, 65546), None, id="over a chunk's end"),
        pytest.param("bytes=-5", 206, slice(-5, None), "bytes 153595-153599/153600", id="the last"),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(
    place: Neighbourhood, asked: str | None, status: int, part: slice, content_range: str | None
) -> None:
    tip = place.a_tip()
    video = a_piece(place, tip, "video", SOUND, "video/mp4")
    browser = place.inside("/t/", "media", "d1", tip)
    answer = browser.get(f"/t/play/{video}", headers={"Range": asked} if asked else {})
    assert (answer.status_code, answer.data) == (status, SOUND[part])
    assert answer.headers["Content-Type"] == "video/mp4"
    if content_range:
        assert answer.headers["Content-Range"] == content_range


def test_a_part_that_is_not_there_is_refused(place: Neighbourhood) -> None:
    tip = place.a_tip()
    video = a_piece(place, tip, "video", SOUND, "video/mp4")
    browser = place.inside("/t/", "media", "d1", tip)
    answer = browser.get(f"/t/play/{video}", headers={"Range": "bytes=999999-"})
    assert answer.status_code == 416


def test_the_desk_hears_a_voice_at_once(place: Neighbourhood) -> None:
    tip = place.a_tip()
    voice = a_piece(place, tip, "voice", SOUND, "audio/mp4")
    browser = place.inside("/t/", "media", "d1", tip)
    assert f'src="/t/play/{voice}"' in browser.get("/t/view").text
    assert browser.get(f"/t/play/{voice}").data == SOUND
    assert browser.head(f"/t/play/{voice}").status_code == 200


def test_a_village_officer_hears_a_voice_only_with_a_reason(place: Neighbourhood) -> None:
    tip = place.a_tip()
    voice = a_piece(place, tip, "voice", SOUND, "audio/mp4")
    browser = place.inside("/t/", "media", "p1", tip)
    shown = browser.get("/t/view").text
    assert "<audio" not in shown
    assert browser.get(f"/t/play/{voice}").status_code == 403
    found = re.search(r'name="mark" value="(\w+)"', shown)
    assert found is not None
    form = {"mark": found[1], "reason": "  "}
    assert "<audio" not in browser.post(f"/t/hear/{voice}", data=form, headers=OWN_SITE).text
    foreign = {"mark": "x", "reason": "เวรติดต่อไม่ได้"}
    assert browser.post(f"/t/hear/{voice}", data=foreign).status_code == 403
    form["reason"] = "เวรติดต่อไม่ได้"
    heard = browser.post(f"/t/hear/{voice}", data=form, headers=OWN_SITE).text
    address = re.search(r'<audio[^>]* src="([^"]+)"', heard)
    assert address is not None
    assert browser.get(address[1]).data == SOUND
    assert place.acts()[-2:] == ["media.voice_reason", "media.look"]
    with place.store.reading(place.station, place.clock()) as uow:
        (line,) = uow.tips.history(uow.tips.get(tip), "voice_opened")
        assert uow.tips.detail(line)["reason"] == "เวรติดต่อไม่ได้"
    other = place.inside("/t/", "media", "b1", tip)
    assert other.get(address[1]).status_code == 403


@pytest.mark.parametrize("state", [one for one in MediaState if one != MediaState.KEPT])
def test_what_cannot_be_shown_is_named_and_not_given(
    place: Neighbourhood, state: MediaState
) -> None:
    tip = place.a_tip()

    def keep(here: Precinct) -> uuid.UUID:
        item = wanted(here, tip, "file")
        item.state, item.mime, item.size = state, "application/pdf", 2048
        return item.id

    item = place.changed(keep)
    browser = place.inside("/t/", "media", "d1", tip)
    assert "application/pdf · 2 KB" in browser.get("/t/view").text
    assert browser.get(f"/t/play/{item}").status_code == 404


def test_a_file_that_is_lost_is_no_traceback(place: Neighbourhood) -> None:
    tip = place.a_tip()
    video = a_piece(place, tip, "video", SOUND, "video/mp4")
    for path in (place.vault._root).rglob("*"):
        if path.is_file():
            path.unlink()
    browser = place.inside("/t/", "media", "d1", tip)
    assert browser.get(f"/t/play/{video}").status_code == 503


def test_media_follow_a_tip_to_another_station_and_are_shut_here(place: Neighbourhood) -> None:
    tip = place.a_tip()
    video = a_piece(place, tip, "video", SOUND, "video/mp4")
    there = place.store.station("bungkum").id

    def lend(here: Precinct) -> None:
        here.uow.tips.get(tip).away_id = there

    place.changed(lend)
    with place.store.writing(there, place.clock()) as uow:
        elsewhere = object.__new__(Precinct)
        elsewhere.uow = uow
        officer = elsewhere.an_officer("x1", Role.DUTY)
        token = uow.access.make_link(
            "media", expires_at=uow.now + MINUTES, officer_id=officer.id, tip_id=tip
        )
        uow.commit()
    browser = place.a_browser()
    assert browser.post(f"/t/{token}", headers=OWN_SITE).status_code == 303
    assert "KK-2569-000001" in browser.get("/t/view").text
    assert browser.get(f"/t/play/{video}").data == SOUND
    assert browser.get(f"/t/original/{video}").status_code == 404
    assert place.inside("/t/", "media", "d1", tip).get("/t/view").status_code == 410
