"""Pictures, videos and places of bulletins that are announced by command."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from catalog import Catalog
from files.vault import Vault
from models.unit_of_work import Store
from tests.bot.square import SAID
from tests.commands.machine import Machine, at_machine
from tests.conftest import FixedClock
from tests.files.cleaning_media import MARKED, a_film
from web import Site
from web.bulletins import pages


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def machine(store: Store, station: int, clock: FixedClock, tmp_path: Path) -> Iterator[Machine]:
    with at_machine(Machine, store, station, clock, groups=3, members=4) as made:
        made.vault = Vault(tmp_path / "media")
        yield made


def test_a_picture_is_made_small_and_bare_and_stands_at_a_secret_address(
    machine: Machine, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x010E] = "บ้านเลขที่ 99/123"
    Image.new("RGB", (3000, 2000), "red").save(photo, exif=exif)
    assert machine.asks(image=photo) == 0
    machine.lives()
    call = machine.calls("push")[0]
    picture = call["body"]["messages"][0]
    assert picture["originalContentUrl"].startswith("https://police.example/b/")
    found = [fetched(machine, picture[name]) for name in picture if name.endswith("Url")]
    sizes = [Image.open(io.BytesIO(one)) for one in found]
    assert sorted(max(one.size) for one in sizes) == [320, 1280]
    assert not any(one.getexif() for one in sizes)
    with pytest.raises(AssertionError):
        fetched(machine, "https://police.example/b/guessed.jpg")


def fetched(machine: Machine, url: str) -> bytes:
    answer = asked(machine, url)
    assert answer.status_code == 200
    return answer.data


def asked(machine: Machine, url: str, **headers: str) -> TestResponse:
    """Ask for an address as LINE's servers and phones do."""
    app = Flask(__name__)
    site = Site(
        store=machine.store,
        catalog=Catalog.load("th"),
        clock=machine.clock,
        vault=machine.vault,
        is_https=True,
    )
    app.register_blueprint(pages(site))
    return app.test_client().get(url.removeprefix("https://police.example"), headers=headers)


def test_what_is_no_picture_is_refused(machine: Machine, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff but no picture")
    for path in (broken, tmp_path / "missing.jpg", tmp_path):
        assert machine.asks(image=path) == 1
        # Who only asks would believe that it will be sent.
        assert machine.asks(image=path, dry_run=True) == 1
        assert path.name in machine.aside.getvalue()
    assert machine.asks(video=tmp_path / "missing.mp4", dry_run=True) == 1
    machine.rules(public_url="http://127.0.0.1:8000")
    photo = tmp_path / "photo.png"
    Image.new("RGB", (10, 10)).save(photo)
    assert machine.asks(image=photo) == 1
    assert "https alone" in machine.aside.getvalue()
    assert machine.kept() == 0


def test_a_video_is_made_small_and_given_in_parts(machine: Machine, tmp_path: Path) -> None:
    assert machine.asks(video=a_film(tmp_path / "film.mp4"), location="13.85,100.63") == 0
    machine.lives()
    video, said, place = machine.calls("push")[0]["body"]["messages"]
    assert said["text"] == SAID
    assert (place["type"], place["latitude"]) == ("location", 13.85)
    film = fetched(machine, video["originalContentUrl"])
    assert MARKED not in film
    assert Image.open(io.BytesIO(fetched(machine, video["previewImageUrl"]))).format == "JPEG"
    part = asked(machine, video["originalContentUrl"], Range="bytes=4-7")
    assert (part.status_code, part.data, part.mimetype) == (206, film[4:8], "video/mp4")
    assert part.headers["Content-Range"] == f"bytes 4-7/{len(film)}"
    picture = video["previewImageUrl"].replace("/b/", "/b/x")
    assert asked(machine, picture.replace(".jpg", ".mp4")).status_code == 404


def test_a_picture_is_no_video(machine: Machine, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    Image.new("RGB", (10, 10)).save(photo)
    assert machine.asks(image=photo) == 0
    machine.lives()
    url = machine.calls("push")[0]["body"]["messages"][0]["originalContentUrl"]
    assert asked(machine, url.replace(".jpg", ".mp4")).status_code == 404
    assert machine.asks(video=photo) == 1
    assert "no video" in machine.aside.getvalue()


def test_what_is_only_asked_keeps_no_video(machine: Machine, tmp_path: Path) -> None:
    assert machine.asks(video=a_film(tmp_path / "film.mp4"), dry_run=True) == 0
    assert not (tmp_path / "media").exists()


@pytest.mark.parametrize("location", ["here", "13.85", "91,100", "13,181", "1,2,3", "nan,1"])
def test_what_is_no_place_on_the_earth_is_refused(machine: Machine, location: str) -> None:
    assert machine.asks(location=location) == 1
    assert "--location" in machine.aside.getvalue()
    assert machine.kept() == 0


def test_a_place_alone_is_a_bulletin(machine: Machine) -> None:
    assert machine.asks(text="", location="13.85, 100.63", place="ศาลาวัด") == 0
    machine.lives()
    (place,) = machine.calls("push")[0]["body"]["messages"]
    assert place["address"] == "ศาลาวัด"
