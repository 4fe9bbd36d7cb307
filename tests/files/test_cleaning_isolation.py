"""Cleaning happens in a process that may die, be slow or run out of room, and we go on."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from files.cleaning import Cleaned, CleaningInterrupted, Reason, Uncleanable, clean
from files.cleaning.isolation import NO_ROOM
from tests.files.cleaning_media import MARK, a_film, a_jpeg, a_sound

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def a_zip(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, MARK)
    return file.getvalue()


def hostile(name: str) -> bytes:
    """Return a list of addresses that a trusting reader of media would open."""
    return f"{name}\n#EXT-X-TARGETDURATION:1\nfile '/etc/passwd'\nhttp://127.0.0.1:9/\n".encode()


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        pytest.param(b"%PDF-1.7\n", "application/pdf", id="a PDF"),
        pytest.param(a_zip("word/document.xml"), WORD, id="a Word document"),
        pytest.param(a_zip("letter.txt"), "application/zip", id="an archive"),
        pytest.param(
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic", id="a picture of Apple's"
        ),
        pytest.param(b"\x1a\x45\xdf\xa3webm", "video/x-matroska", id="a film of the web"),
        pytest.param(b"MZ\x90\0", "application/vnd.microsoft.portable-executable", id="a program"),
        pytest.param(b"<svg onload='x()'/>", "text/plain", id="a drawing that is a script"),
        pytest.param(hostile("#EXTM3U"), "text/plain", id="a list of addresses"),
        pytest.param(hostile("ffconcat version 1.0"), "text/plain", id="a list of files"),
        pytest.param(b"\0\1\2\3\4\5\6\7\x80\x90", "application/octet-stream", id="noise"),
        pytest.param(b"", "application/octet-stream", id="nothing"),
    ],
)
def test_what_cannot_be_cleaned_is_told_by_type_and_size(
    content: bytes, mime: str, tmp_path: Path
) -> None:
    outcome = clean(content, declared_type="image/jpeg", workdir=tmp_path)
    is_image = mime.startswith("image/")
    assert outcome == Uncleanable(
        reason=Reason.UNSUPPORTED, mime=mime, size=len(content), is_as_declared=is_image
    )


@pytest.mark.parametrize(
    ("declared", "is_so"),
    [
        pytest.param("image/jpeg", True, id="the same"),
        pytest.param("image", True, id="LINE's word for it"),
        pytest.param("video/mp4", False, id="another kind"),
        pytest.param("application/octet-stream", True, id="a word that says nothing"),
        pytest.param("", True, id="no word"),
    ],
)
def test_the_senders_word_is_only_compared(declared: str, is_so: bool, tmp_path: Path) -> None:
    outcome = clean(a_jpeg(), declared_type=declared, workdir=tmp_path)
    assert isinstance(outcome, Cleaned)
    with outcome:
        assert outcome.mime == "image/jpeg"
        assert outcome.is_as_declared is is_so


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(
    start=st.sampled_from(
        [
            b"\xff\xd8\xff\xe0",
            b"\x89PNG\r\n\x1a\n",
            b"GIF89a",
            b"RIFF0000WEBP",
            b"ID3\4\0\0",
            b"#!AMR\n",
            b"OggS",
            b"RIFF0000WAVEfmt ",
            b"\0\0\0\x18ftypisom",
            b"\0\0\0\x18ftypavif",
            b"\0\0\1\0moov",
        ]
    ),
    rest=st.binary(max_size=300),
)
def test_noise_that_begins_like_media_raises_nothing(
    start: bytes, rest: bytes, tmp_path: Path
) -> None:
    outcome = clean(start + rest, declared_type="", workdir=tmp_path)
    assert isinstance(outcome, Uncleanable)


def test_what_takes_too_long_is_given_up(tmp_path: Path) -> None:
    outcome = clean(a_jpeg(), declared_type="image", workdir=tmp_path, seconds=0)
    assert isinstance(outcome, Uncleanable)
    assert outcome.reason is Reason.TOO_SLOW
    assert list(tmp_path.iterdir()) == []


def _child() -> psutil.Process:
    """Wait for the process that cleans, and return it."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for process in psutil.Process().children():
            if "files.cleaning" in process.cmdline():
                return process
        time.sleep(0.005)
    raise TimeoutError


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        pytest.param("terminate", CleaningInterrupted, id="the machine stops"),
        pytest.param("kill", Uncleanable, id="the process is shot"),
    ],
)
def test_a_process_that_ends_early_is_told_apart(
    end: str, outcome: type[object], tmp_path: Path
) -> None:
    found: list[object] = []

    def work() -> None:
        try:
            found.append(clean(a_jpeg(), declared_type="image", workdir=tmp_path))
        except CleaningInterrupted as interruption:
            found.append(interruption)

    worker = threading.Thread(target=work)
    worker.start()
    getattr(_child(), end)()
    worker.join()
    assert isinstance(found[0], outcome)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("family", ["picture", "recording"])
def test_a_full_disk_is_no_fault_of_the_media(family: str, tmp_path: Path) -> None:
    path = tmp_path / "original"
    if family == "picture":
        path.write_bytes(a_jpeg())
    else:
        a_film(path)
    reader = "JPEG" if family == "picture" else "mov"
    with path.open("rb") as source, Path("/dev/full").open("r+b", buffering=0) as target:
        handles = (source.fileno(), target.fileno())
        words = [family, reader, *map(str, handles), "20"]
        ended = subprocess.run(
            [sys.executable, "-m", "files.cleaning", *words],
            pass_fds=handles,
            capture_output=True,
            check=False,
        )
    assert ended.returncode == NO_ROOM, ended
    assert MARK.encode() not in ended.stdout + ended.stderr


def test_a_long_sound_stays_within_its_ceilings(tmp_path: Path) -> None:
    path = a_sound(tmp_path / "original", codec="pcm_s16le", format="wav", hertz=8000)
    header, second = path.read_bytes()[:-16000], path.read_bytes()[-16000:]
    pieces = [header, *([second] * 300)]
    outcome = clean(pieces, declared_type="audio", workdir=tmp_path)
    assert isinstance(outcome, Cleaned)
    with outcome:
        assert outcome.size < sum(map(len, pieces))


def test_an_idle_station_carries_no_media_libraries() -> None:
    look = (
        "import sys, files.cleaning; print([m for m in ('av', 'PIL', 'numpy') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_copy_is_gone_once_closed(tmp_path: Path) -> None:
    outcome = clean(a_jpeg(), declared_type="image", workdir=tmp_path)
    assert isinstance(outcome, Cleaned)
    with outcome:
        assert os.fstat(outcome.content.fileno()).st_nlink == 0
    assert outcome.content.closed
