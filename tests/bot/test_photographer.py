"""A photo for a bulletin is fetched once, tells no place, and stands at a secret address."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import update

from bot.line.gateway import Gateway
from bot.photographer import Photographer
from bot.shift import Shift
from files.vault import Vault
from models.bulletin_photo import BulletinPhoto, PhotoKind, PhotoState
from models.bulletin_picture import names_of_clips
from models.unit_of_work import Store
from models.wanted import claim_wanted
from simulator import Cast, Channel, Person, Platform
from simulator.client import SimulatorClient
from simulator.server import serve
from tests.conftest import FixedClock
from tests.files.cleaning_media import MARKED, PICTURES, a_film

OFFICER = "U" + "1" * 32
LEASE = timedelta(seconds=10)


class Studio:
    """One station, one officer's phone, and who fetches."""

    def __init__(self, store: Store, station: int, clock: FixedClock, folder: Path) -> None:
        self.store, self.station, self.clock, self.vault = store, station, clock, Vault(folder)

    def wants(self, message_id: str, kind: PhotoKind = PhotoKind.PHOTO) -> int:
        with self.store.writing(self.station, self.clock()) as uow:
            photo = uow.bulletin_photos.want(message_id, now=uow.now, kind=kind).id
            uow.commit()
        return photo

    def photographer(self, gateway: Gateway) -> Photographer:
        return Photographer(
            self.store,
            {self.station: gateway},
            self.vault,
            clock=self.clock,
            shift=Shift(owner="p", lease=LEASE),
        )

    def state(self, photo: int) -> str:
        with self.store.reading(self.station, self.clock()) as uow:
            row = uow.bulletin_photos.get(photo)
            assert row is not None
            return row.state

    def sizes(self, photo: int) -> tuple[bytes, bytes] | None:
        with self.store.reading(self.station, self.clock()) as uow:
            row = uow.bulletin_photos.get(photo)
            assert row is not None
            found = uow.bulletin_pictures.find(uow.bulletin_photos.token(row))
        return None if found is None else (found.full, found.small)


@pytest.fixture
def studio(store: Store, station: int, clock: FixedClock, tmp_path: Path) -> Studio:
    return Studio(store, station, clock, tmp_path)


@pytest.fixture
def line() -> Iterator[tuple[SimulatorClient, Gateway]]:
    channel = Channel(
        station_code="KK", name="สถานี", bot_user_id="U" + "f" * 32, secret="s", token="token-KK"
    )
    platform = Platform(Cast(channels=[channel], people=[Person(user_id=OFFICER, name="สมชาย")]))
    with serve(platform) as running:
        client = SimulatorClient(running.url)
        yield client, Gateway(token="token-KK", api=running.line_url, data=running.line_url)
        client.close()


def test_a_photo_is_kept_in_two_sizes_that_tell_no_place(
    studio: Studio, line: tuple[SimulatorClient, Gateway]
) -> None:
    client, gateway = line
    photo = studio.wants(str(client.person(OFFICER).sends_photo(PICTURES["jpeg"]())["id"]))
    photographer = studio.photographer(gateway)
    assert photographer.step()
    assert studio.state(photo) == PhotoState.KEPT
    sizes = studio.sizes(photo)
    assert sizes is not None
    for one in sizes:
        assert MARKED not in one
        with Image.open(io.BytesIO(one)) as seen:
            assert not seen.getexif()
    assert not photographer.step()


def test_what_is_no_picture_or_is_gone_is_said_to_be_so(
    studio: Studio, line: tuple[SimulatorClient, Gateway]
) -> None:
    client, gateway = line
    junk = studio.wants(str(client.person(OFFICER).sends_file("a.pdf", b"%PDF-1.7 x")["id"]))
    gone = studio.wants("999999")
    photographer = studio.photographer(gateway)
    for _ in range(2):
        assert photographer.step()
    assert studio.state(junk) == PhotoState.FAILED
    assert studio.state(gone) == PhotoState.WANTED
    studio.clock.passes(minutes=2)
    assert photographer.step()
    assert studio.state(gone) == PhotoState.FAILED
    assert studio.sizes(gone) is None


def test_a_video_is_kept_small_in_the_vault_with_a_picture_before_it(
    studio: Studio, line: tuple[SimulatorClient, Gateway], tmp_path: Path
) -> None:
    client, gateway = line
    film = a_film(tmp_path / "film").read_bytes()
    message = str(client.person(OFFICER).sends_video(film)["id"])
    video = studio.wants(message, kind=PhotoKind.VIDEO)
    assert studio.photographer(gateway).step()
    assert studio.state(video) == PhotoState.KEPT
    with studio.store.reading(studio.station, studio.clock()) as uow:
        row = uow.bulletin_photos.get(video)
        assert row is not None
        found = uow.bulletin_pictures.find(uow.bulletin_photos.token(row))
        assert names_of_clips(uow.session, uow.keys) == {found.clip.name}
    with studio.vault.open(found.clip.name, bytes.fromhex(found.clip.key)) as content:
        assert MARKED not in b"".join(content)
    with Image.open(io.BytesIO(found.full)) as seen:
        assert seen.format == "JPEG"


def test_a_photo_that_is_wanted_as_a_video_is_refused(
    studio: Studio, line: tuple[SimulatorClient, Gateway]
) -> None:
    client, gateway = line
    message = str(client.person(OFFICER).sends_photo(PICTURES["jpeg"]())["id"])
    video = studio.wants(message, kind=PhotoKind.VIDEO)
    assert studio.photographer(gateway).step()
    assert studio.state(video) == PhotoState.FAILED


def test_a_photo_that_two_fetch_is_kept_once(
    studio: Studio, line: tuple[SimulatorClient, Gateway]
) -> None:
    client, gateway = line
    photo = studio.wants(str(client.person(OFFICER).sends_photo(PICTURES["jpeg"]())["id"]))
    database = studio.store.database
    with database.writing() as session:
        dead = claim_wanted(
            session,
            database,
            BulletinPhoto,
            now=studio.clock(),
            lease=LEASE,
            stations=[studio.station],
        )
        session.commit()
    assert dead is not None
    photographer = studio.photographer(gateway)
    assert not photographer.step()
    with database.writing() as session:
        ended = studio.clock() - timedelta(days=400)
        session.execute(update(BulletinPhoto).values(leased_until=ended))
        session.commit()
    assert photographer.step()
    assert studio.state(photo) == PhotoState.KEPT
    with studio.store.writing(studio.station, studio.clock()) as uow:
        assert uow.bulletin_photos.claimed(dead) is None
