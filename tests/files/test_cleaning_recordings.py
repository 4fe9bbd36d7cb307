"""Video and sound come out playing the same, and telling nothing of who, where and with what."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import av
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from files.cleaning import Cleaned, Kind, Reason, Uncleanable, clean
from files.cleaning.verification import is_bare_mp4
from tests.files.cleaning_media import MARKED, a_film, a_sound, an_mp3

ENCODERS_SIGNATURES = (b"x264", b"x265", b"SVT-AV1")
GIVEAWAYS = (MARKED, b"13.7563", b"ISO6709", *ENCODERS_SIGNATURES)

FILMS: dict[str, Callable[[Path], Path]] = {
    "mp4": a_film,
    "hevc": lambda path: a_film(path, codec="libx265"),
    "av1": lambda path: a_film(path, codec="libsvtav1"),
    "mov": lambda path: a_film(path, format="mov"),
    "silent": lambda path: a_film(path, sound=None),
    "3gp with amr": lambda path: a_film(path, format="3gp", sound="libopencore_amrnb", hertz=8000),
    "mov with pcm": lambda path: a_film(path, format="mov", sound="pcm_s16le"),
}
SOUNDS: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "m4a": ("audio/mp4", lambda path: a_sound(path, codec="aac", format="ipod")),
    "m4a with a cover": (
        "audio/mp4",
        lambda path: a_sound(path, codec="aac", format="mp4", cover=True),
    ),
    "aac": ("audio/mp4", lambda path: a_sound(path, codec="aac", format="adts")),
    "amr": (
        "audio/mp4",
        lambda path: a_sound(path, codec="libopencore_amrnb", format="amr", hertz=8000),
    ),
    "wav": ("audio/mp4", lambda path: a_sound(path, codec="pcm_s16le", format="wav")),
    "ogg": ("audio/mp4", lambda path: a_sound(path, codec="libopus", format="ogg")),
    "mp3": ("audio/mpeg", an_mp3),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "original"


@pytest.fixture
def workdir(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def cleaned(path: Path, workdir: Path) -> tuple[Cleaned, bytes]:
    outcome = clean(path, declared_type="video", workdir=workdir)
    assert isinstance(outcome, Cleaned), outcome
    with outcome:
        return outcome, b"".join(outcome)


def shown(content: bytes, *, kind: str) -> tuple[int, set[int]]:
    """Count the frames that play, and tell the ways they are turned."""
    with av.open(io.BytesIO(content)) as film:
        stream = next(iter(film.streams.get({kind: 0})))
        frames = list(film.decode(stream))
        turned = {frame.rotation for frame in frames} if kind == "video" else set()
        return len(frames), turned


@pytest.mark.parametrize("make", FILMS.values(), ids=FILMS.keys())
def test_a_film_tells_only_what_is_seen(
    make: Callable[[Path], Path], path: Path, workdir: Path
) -> None:
    original = make(path).read_bytes()
    assert MARKED in original
    outcome, copy = cleaned(path, workdir)
    assert [mark for mark in GIVEAWAYS if mark in copy] == []
    assert (outcome.kind, outcome.mime) == (Kind.VIDEO, "video/mp4")
    assert (outcome.width, outcome.height) == (160, 120)
    assert outcome.seconds == pytest.approx(1, abs=0.15)
    assert path.read_bytes() == original
    assert list(workdir.iterdir()) == []


@pytest.mark.parametrize("make", FILMS.values(), ids=FILMS.keys())
def test_a_film_plays_as_before(make: Callable[[Path], Path], path: Path, workdir: Path) -> None:
    original = make(path).read_bytes()
    _, copy = cleaned(path, workdir)
    assert shown(copy, kind="video") == shown(original, kind="video")
    assert shown(copy, kind="video") == (10, {90})
    assert copy.find(b"moov") < copy.find(b"mdat")


def test_a_film_holds_no_notes_between_its_pictures(path: Path, workdir: Path) -> None:
    assert b"x264 - core" in a_film(path).read_bytes()
    _, copy = cleaned(path, workdir)
    assert b"x264" not in copy


def test_the_head_of_a_film_holds_no_notes(path: Path, workdir: Path) -> None:
    a_film(path, codec="libx265")
    _, copy = cleaned(path, workdir)
    at = copy.find(b"hvcC")
    units = copy[at : copy.find(b"mdat")]
    assert b"\x4e\x01\x05" not in units


@pytest.mark.parametrize(("mime", "make"), SOUNDS.values(), ids=SOUNDS.keys())
def test_sound_tells_only_what_is_heard(
    mime: str, make: Callable[[Path], Path], path: Path, workdir: Path
) -> None:
    make(path)
    outcome, copy = cleaned(path, workdir)
    assert [mark for mark in GIVEAWAYS if mark in copy] == []
    assert (outcome.kind, outcome.mime, outcome.width) == (Kind.AUDIO, mime, None)
    assert outcome.seconds == pytest.approx(1, abs=0.15)
    frames, _ = shown(copy, kind="audio")
    assert frames > 0
    if mime == "audio/mpeg":
        assert b"ID3" not in copy
        assert b"TAG" not in copy


def test_a_film_with_a_line_of_words_loses_it(path: Path, workdir: Path) -> None:
    with av.open(str(a_film(path))) as film:
        assert [stream.type for stream in film.streams] == ["video", "audio", "data"]
    _, copy = cleaned(path, workdir)
    with av.open(io.BytesIO(copy)) as film:
        assert [stream.type for stream in film.streams] == ["video", "audio"]
        assert film.chapters() == []


def test_a_codec_whose_notes_cannot_be_filtered_is_refused(path: Path, workdir: Path) -> None:
    a_film(path, codec="mpeg4")
    outcome = clean(path, declared_type="video", workdir=workdir)
    assert isinstance(outcome, Uncleanable)
    assert (outcome.reason, outcome.mime) == (Reason.UNSUPPORTED, "video/mp4")


@pytest.mark.parametrize("extra", [b"udta", b"meta", b"uuid", b"XMP_", b"gps "])
def test_a_box_we_do_not_know_is_seen(extra: bytes, path: Path, workdir: Path) -> None:
    a_film(path)
    _, copy = cleaned(path, workdir)
    assert is_bare_mp4(io.BytesIO(copy))
    more = (8 + len(MARKED)).to_bytes(4, "big") + extra + MARKED
    assert not is_bare_mp4(io.BytesIO(copy + more))


@pytest.mark.parametrize("share", [0.001, 0.1, 0.4, 0.7, 0.9, 0.99])
@pytest.mark.parametrize("name", ["mp4", "mov", "mp3", "m4a", "amr"])
def test_a_recording_cut_short_raises_nothing(
    name: str, share: float, path: Path, workdir: Path
) -> None:
    make = FILMS.get(name) or SOUNDS[name][1]
    original = make(path).read_bytes()
    path.write_bytes(original[: int(len(original) * share)])
    outcome = clean(path, declared_type="video", workdir=workdir)
    if isinstance(outcome, Cleaned):
        with outcome:
            assert MARKED not in b"".join(outcome)


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(
    name=st.sampled_from(["mp4", "hevc", "mp3", "3gp with amr"]),
    places=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12
    ),
)
def test_a_recording_with_wrong_bytes_never_gives_its_words_away(
    name: str, places: list[tuple[float, int]], path: Path, workdir: Path
) -> None:
    original = path.with_name(name)
    if not original.exists():
        (FILMS.get(name) or SOUNDS[name][1])(original)
    content = bytearray(original.read_bytes())
    for share, value in places:
        content[int(len(content) * share)] = value
    outcome = clean(bytes(content), declared_type="video", workdir=workdir)
    if isinstance(outcome, Cleaned):
        with outcome:
            assert MARKED not in b"".join(outcome)
    assert list(workdir.iterdir()) == []
