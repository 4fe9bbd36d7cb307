"""A bulletin's video comes out small, upright and bare, with a picture before it; or not at all."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PIL import Image

from files.bulletin_clip import KeptClip, keep_clip
from files.cleaning.verification import is_bare_jpeg, is_bare_mp4
from files.faults import FileFault
from files.vault import Vault
from tests.files.cleaning_media import MARKED, PICTURES, a_film, a_sound


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "media")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "original"


def content(vault: Vault, kept: KeptClip) -> bytes:
    with vault.open(kept.name, bytes.fromhex(kept.key)) as found:
        return b"".join(found)


def on_disk(tmp_path: Path) -> int:
    return sum(1 for path in (tmp_path / "media").rglob("*") if path.is_file())


def a_still_film(path: Path, *, size: tuple[int, int], moments: tuple[int, ...]) -> Path:
    """Record one white picture at each of some seconds."""
    with av.open(str(path), "w", format="mp4") as film:
        picture = film.add_stream("libx264", rate=1)
        picture.width, picture.height, picture.pix_fmt = *size, "yuv420p"
        for moment in moments:
            shown = av.VideoFrame.from_image(Image.new("RGB", size, "white"))
            shown.pts, shown.time_base = moment, Fraction(1, 1)
            film.mux(picture.encode(shown))
        film.mux(picture.encode(None))
    return path


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_it_tells_only_what_is_seen_and_heard(path: Path, vault: Vault, codec: str) -> None:
    kept = keep_clip(a_film(path, codec=codec), vault, declared_type="video/mp4")
    made = content(vault, kept)
    assert is_bare_mp4(io.BytesIO(made))
    for giveaway in (MARKED, b"13.7563", b"x264", b"x265"):
        assert giveaway not in made
    assert is_bare_jpeg(kept.full)
    assert is_bare_jpeg(kept.small)
    with av.open(io.BytesIO(made)) as film:
        assert film.streams.video[0].codec_context.name == "h264"
        assert film.streams.audio[0].codec_context.name == "aac"


def test_one_that_was_held_upright_stands_upright(path: Path, vault: Vault) -> None:
    kept = keep_clip(a_film(path), vault, declared_type="video/mp4")
    with av.open(io.BytesIO(content(vault, kept))) as film:
        frame = next(film.decode(video=0))
        assert (frame.width, frame.height, frame.rotation) == (120, 160, 0)
    with Image.open(io.BytesIO(kept.full)) as picture:
        assert picture.size == (120, 160)


def test_a_large_one_becomes_small(path: Path, vault: Vault) -> None:
    large = a_still_film(path, size=(1920, 1080), moments=(0, 1))
    kept = keep_clip(large, vault, declared_type="video/mp4")
    with av.open(io.BytesIO(content(vault, kept))) as film:
        assert (film.streams.video[0].width, film.streams.video[0].height) == (854, 480)


def test_one_that_is_too_long_is_refused(path: Path, vault: Vault, tmp_path: Path) -> None:
    long = a_still_film(path, size=(160, 120), moments=(0, 200))
    with pytest.raises(FileFault) as refused:
        keep_clip(long, vault, declared_type="video/mp4")
    assert refused.value.fault.key == "files.video_too_long"
    assert on_disk(tmp_path) == 0


def test_what_is_no_video_is_refused(path: Path, vault: Vault, tmp_path: Path) -> None:
    sound = a_sound(path, codec="aac", format="ipod").read_bytes()
    film = a_film(path).read_bytes()
    for junk in (b"", b"%PDF-1.7", PICTURES["jpeg"](), sound, film[: len(film) // 3]):
        with pytest.raises(FileFault) as refused:
            keep_clip([junk], vault, declared_type="video/mp4")
        assert refused.value.fault.key == "files.no_video"
    assert on_disk(tmp_path) == 0
