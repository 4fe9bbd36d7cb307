"""A picture comes out upright, no larger than a screen, and without a word beside it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from files.cleaning import Cleaned, Kind, Reason, Uncleanable, clean
from files.cleaning.pictures import clean_picture
from files.cleaning.sniffing import sniff
from files.cleaning.verification import is_bare_jpeg
from tests.files.cleaning_media import (
    MARKED,
    PICTURES,
    a_jpeg,
    a_picture,
    saved,
    swapped_profile,
)


def cleaned(content: bytes, workdir: Path, declared_type: str = "image/jpeg") -> bytes:
    outcome = clean(content, declared_type=declared_type, workdir=workdir)
    assert isinstance(outcome, Cleaned), outcome
    with outcome:
        copy = b"".join(outcome)
    assert len(copy) == outcome.size
    return copy


def in_place(content: bytes) -> Image.Image:
    """Clean a picture in this very process, as the other process does."""
    target = io.BytesIO()
    clean_picture(io.BytesIO(content), str(sniff(content).reader), target)
    assert is_bare_jpeg(target.getvalue())
    return Image.open(target)


@pytest.mark.parametrize("make", PICTURES.values(), ids=PICTURES.keys())
def test_nothing_is_left_beside_the_picture(make: Callable[[], bytes], tmp_path: Path) -> None:
    original = make()
    assert MARKED in original
    copy = cleaned(original, tmp_path)
    assert MARKED not in copy
    assert b"Exif" not in copy
    assert is_bare_jpeg(copy)
    with Image.open(io.BytesIO(copy)) as seen:
        assert seen.size == (64, 48)
        assert not seen.getexif()
        assert set(seen.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        red, green, _ = seen.convert("RGB").getpixel((4, 4))
        assert red > 150 > green
    assert list(tmp_path.iterdir()) == []


def test_a_clean_copy_tells_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(a_jpeg())
    with clean(path, declared_type="image/jpeg", workdir=tmp_path) as copy:
        assert (copy.kind, copy.mime) == (Kind.PICTURE, "image/jpeg")
        assert (copy.width, copy.height, copy.seconds) == (64, 48, None)
        assert copy.is_as_declared
    assert path.read_bytes() == a_jpeg()


def test_content_may_come_in_pieces(tmp_path: Path) -> None:
    jpeg = a_jpeg()
    pieces = (jpeg[at : at + 100] for at in range(0, len(jpeg), 100))
    with clean(pieces, declared_type="image/jpeg", workdir=tmp_path) as copy:
        assert copy.kind is Kind.PICTURE


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [
        pytest.param(1, (64, 48), (4, 4), id="upright"),
        pytest.param(3, (64, 48), (59, 43), id="upside down"),
        pytest.param(6, (48, 64), (43, 4), id="turned right"),
        pytest.param(8, (48, 64), (4, 59), id="turned left"),
    ],
)
def test_a_picture_is_turned_as_its_camera_said(
    orientation: int, size: tuple[int, int], corner: tuple[int, int]
) -> None:
    seen = in_place(a_jpeg(orientation=orientation))
    assert seen.size == size
    red, green, _ = seen.getpixel(corner)
    assert red > 150 > green


@pytest.mark.parametrize(
    ("size", "small"),
    [
        pytest.param((4000, 3000), (2048, 1536), id="wide"),
        pytest.param((1000, 4096), (500, 2048), id="tall"),
        pytest.param((6000, 2), (2048, 1), id="a line"),
        pytest.param((300, 200), (300, 200), id="small ones are not enlarged"),
    ],
)
def test_a_large_picture_is_made_smaller(size: tuple[int, int], small: tuple[int, int]) -> None:
    assert in_place(a_jpeg(size)).size == small


def test_colours_are_those_its_profile_meant() -> None:
    red = Image.new("RGB", (32, 32), (255, 0, 0))
    seen = in_place(saved(red, "PNG", icc_profile=swapped_profile()))
    shown = seen.getpixel((16, 16))
    assert shown[2] > 200
    assert shown[0] < 60


def test_a_broken_profile_is_left_out() -> None:
    assert in_place(saved(a_picture(), "JPEG", icc_profile=b"no profile" * 20)).size == (64, 48)


@pytest.mark.parametrize(
    ("mode", "format", "options"),
    [
        pytest.param("1", "PNG", {}, id="black and white"),
        pytest.param("L", "JPEG", {}, id="grey"),
        pytest.param("LA", "PNG", {}, id="grey with holes"),
        pytest.param("P", "PNG", {}, id="a palette"),
        pytest.param("P", "GIF", {"transparency": 0}, id="a palette with a hole"),
        pytest.param("RGBA", "PNG", {}, id="colour with holes"),
        pytest.param("RGB", "PNG", {"transparency": (1, 2, 3)}, id="colour with a see-through one"),
        pytest.param("CMYK", "JPEG", {}, id="printer's colours"),
        pytest.param("I;16", "PNG", {}, id="deep grey"),
    ],
)
def test_every_kind_of_pixel_is_understood(mode: str, format: str, options: dict[str, Any]) -> None:
    picture = a_picture().convert("L").convert("I;16") if mode == "I;16" else a_picture(mode=mode)
    assert in_place(saved(picture, format, **options)).size == (64, 48)


def test_deep_grey_keeps_its_light() -> None:
    deep = Image.frombytes("I;16", (2, 1), (60000).to_bytes(2, "little") + bytes(2))
    light, dark = (
        in_place(saved(deep.resize((16, 16), 0), "PNG")).getpixel(at) for at in ((1, 8), (14, 8))
    )
    assert light[0] > 220
    assert dark[0] < 30


def test_a_hole_shows_white() -> None:
    seen = in_place(saved(Image.new("RGBA", (16, 16), (0, 0, 0, 0)), "PNG"))
    assert min(seen.getpixel((8, 8))) > 250


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_read(tmp_path: Path) -> None:
    bomb = saved(Image.new("1", (20_000, 20_000)), "PNG")
    outcome = clean(bomb, declared_type="image/png", workdir=tmp_path)
    assert isinstance(outcome, Uncleanable)
    assert outcome.reason is Reason.TOO_COMPLEX
    assert (outcome.mime, outcome.size) == ("image/png", len(bomb))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("make", PICTURES.values(), ids=PICTURES.keys())
def test_a_picture_cut_short_raises_nothing(
    make: Callable[[], bytes], share: float, tmp_path: Path
) -> None:
    original = make()
    cut = original[: int(len(original) * share)]
    outcome = clean(cut, declared_type="image/jpeg", workdir=tmp_path)
    if isinstance(outcome, Cleaned):
        with outcome:
            assert MARKED not in b"".join(outcome)
    else:
        assert outcome.size == len(cut)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    make=st.sampled_from(sorted(PICTURES)),
    places=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=8),
)
def test_a_picture_with_wrong_bytes_never_gives_its_words_away(
    make: str, places: list[tuple[float, int]]
) -> None:
    content = bytearray(PICTURES[make]())
    for share, value in places:
        content[int(len(content) * share)] = value
    reader = sniff(bytes(content)).reader
    target = io.BytesIO()
    try:
        clean_picture(io.BytesIO(content), str(reader), target)
    except Exception:
        return  # The process that cleans catches all; see the tests of isolation.
    assert is_bare_jpeg(target.getvalue())
    assert MARKED not in target.getvalue()
