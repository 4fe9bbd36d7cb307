"""A sender's page of the pictures that an officer sent them."""

from __future__ import annotations

import io
import uuid

from PIL import Image

from models.media import MediaState
from tests.handlers.precinct import Precinct
from tests.web.test_media import a_picture, a_piece
from tests.web.visitors import Neighbourhood


def sent_by_officer(place: Neighbourhood, tip_id: uuid.UUID) -> uuid.UUID:
    key = b"v" * 32
    stored = place.vault.keep([a_picture()], key, max_bytes=10_000_000)

    def keep(here: Precinct) -> uuid.UUID:
        tip = here.uow.tips.get(tip_id)
        row = here.uow.tips.add_message(
            tip, {}, kind="photo", author="officer", message_id=None, happened_at=here.uow.now
        )
        assert row is not None
        item = here.uow.media.want(tip, row, kind="photo", source={}, now=here.uow.now)
        kept = {"clean": {"name": stored.name, "key": key.hex()}}
        here.uow.media.keep(tip, item, kept, state=MediaState.KEPT)
        return item.id

    return place.changed(keep)


def test_a_sender_sees_the_officers_picture_and_nothing_else_of_the_tip(
    place: Neighbourhood,
) -> None:
    tip = place.a_tip()
    own = a_piece(place, tip, "photo", a_picture(), "image/jpeg")
    picture = sent_by_officer(place, tip)
    browser = place.inside("/m/pictures/", "pictures", "", tip)
    shown = browser.get("/m/pictures/view").text
    assert f"/m/pictures/photo/{picture}" in shown
    assert str(own) not in shown
    assert "มีด" not in shown
    answer = browser.get(f"/m/pictures/photo/{picture}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert Image.open(io.BytesIO(answer.data)).format == "JPEG"
    assert browser.get(f"/m/pictures/photo/{own}").status_code == 404


def test_without_a_session_there_is_nothing_and_it_opens_no_officers_page(
    place: Neighbourhood,
) -> None:
    tip = place.a_tip()
    picture = sent_by_officer(place, tip)
    stranger = place.a_browser()
    assert stranger.get("/m/pictures/view").status_code == 410
    assert stranger.get(f"/m/pictures/photo/{picture}").status_code == 410
    browser = place.inside("/m/pictures/", "pictures", "", tip)
    assert browser.get("/t/view").status_code == 410
    assert browser.get("/m/view").status_code == 410
