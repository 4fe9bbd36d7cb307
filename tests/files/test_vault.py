"""The vault keeps a file whole or not at all, and shows every change made to one."""

from __future__ import annotations

import errno
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from files.room import has_room
from files.sealed_chunks import CHUNK_BYTES, HEADER_BYTES, SEALED_CHUNK_BYTES
from files.vault import (
    StoredFile,
    TooLarge,
    Vault,
    VaultDamaged,
    VaultFull,
    VaultMissing,
)

KEY = bytes(range(32))
MANY = 1 << 30
SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 200_000]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "media")


def on_disk(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def only_file(root: Path) -> Path:
    (path,) = on_disk(root)
    return path


def keep(vault: Vault, content: bytes, key: bytes = KEY) -> StoredFile:
    return vault.keep([content], key, max_bytes=MANY)


def read(vault: Vault, name: str, key: bytes = KEY) -> bytes:
    return b"".join(vault.open(name, key))


@pytest.mark.parametrize("size", SIZES)
def test_what_is_kept_is_read_back(vault: Vault, size: int) -> None:
    content = secrets.token_bytes(size)
    stored = keep(vault, content)
    assert stored.size == size
    with vault.open(stored.name, KEY) as reader:
        assert reader.size == size
        assert b"".join(reader) == content


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.integers(0, 150_000), max_size=5))
def test_how_content_arrives_does_not_matter(vault: Vault, pieces: list[int]) -> None:
    content = [secrets.token_bytes(size) for size in pieces]
    stored = vault.keep(content, KEY, max_bytes=MANY)
    assert read(vault, stored.name) == b"".join(content)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 210_000), length=st.integers(0, 210_000))
def test_a_range_is_a_slice_of_the_content(vault: Vault, start: int, length: int) -> None:
    content = (b"0123456789abcdef" * 12_500)[:200_000]
    stored = keep(vault, content)
    with vault.read_range(stored.name, KEY, start, start + length) as reader:
        assert reader.size == len(content)
        assert b"".join(reader) == content[start : start + length]
    vault.remove(stored.name)


def test_neither_content_nor_meaning_is_seen_on_disk(vault: Vault, tmp_path: Path) -> None:
    stored = keep(vault, b"a face at the gate" * 100)
    path = only_file(tmp_path)
    assert b"face" not in path.read_bytes()
    assert path == tmp_path / "media" / stored.name[:2] / stored.name[2:4] / stored.name
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_the_same_content_and_key_look_different_each_time(vault: Vault, tmp_path: Path) -> None:
    keep(vault, b"same")
    keep(vault, b"same")
    first, second = (path.read_bytes() for path in on_disk(tmp_path))
    assert first[HEADER_BYTES:] != second[HEADER_BYTES:]


def test_a_wrong_key_opens_nothing(vault: Vault) -> None:
    stored = keep(vault, b"secret")
    with pytest.raises(VaultDamaged):
        vault.open(stored.name, bytes(32))


def test_a_short_key_is_a_bug(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        vault.create(b"short", max_bytes=1)
    assert on_disk(tmp_path) == []


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 2 * SEALED_CHUNK_BYTES + HEADER_BYTES + 100), bit=st.integers(0, 7))
def test_any_flipped_bit_is_noticed(vault: Vault, tmp_path: Path, at: int, bit: int) -> None:
    stored = keep(vault, bytes(2 * CHUNK_BYTES + 500))
    path = only_file(tmp_path)
    sealed = bytearray(path.read_bytes())
    sealed[at] ^= 1 << bit
    path.write_bytes(sealed)
    with pytest.raises(VaultDamaged):
        read(vault, stored.name)
    vault.remove(stored.name)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(length=st.integers(0, 2 * SEALED_CHUNK_BYTES + HEADER_BYTES + 515))
def test_a_cut_is_noticed_before_any_content_is_given(
    vault: Vault, tmp_path: Path, length: int
) -> None:
    stored = keep(vault, bytes(2 * CHUNK_BYTES + 500))
    os.truncate(only_file(tmp_path), length)
    with pytest.raises(VaultDamaged):
        vault.open(stored.name, KEY)
    vault.remove(stored.name)


@pytest.mark.parametrize(
    "length",
    [
        pytest.param(HEADER_BYTES + SEALED_CHUNK_BYTES, id="between two chunks"),
        pytest.param(HEADER_BYTES, id="after the header"),
        pytest.param(0, id="everything"),
    ],
)
def test_a_cut_at_a_seam_is_noticed(vault: Vault, tmp_path: Path, length: int) -> None:
    stored = keep(vault, bytes(2 * CHUNK_BYTES))
    os.truncate(only_file(tmp_path), length)
    with pytest.raises(VaultDamaged):
        vault.open(stored.name, KEY)


def test_added_bytes_are_noticed(vault: Vault, tmp_path: Path) -> None:
    stored = keep(vault, bytes(100))
    with only_file(tmp_path).open("ab") as file:
        file.write(b"more")
    with pytest.raises(VaultDamaged):
        vault.open(stored.name, KEY)


def test_chunks_in_another_order_are_noticed(vault: Vault, tmp_path: Path) -> None:
    stored = keep(vault, bytes(3 * CHUNK_BYTES))
    path = only_file(tmp_path)
    sealed = path.read_bytes()
    ends = [HEADER_BYTES + n * SEALED_CHUNK_BYTES for n in range(3)]
    head, first, second = (sealed[a:b] for a, b in zip([0, *ends], ends, strict=False))
    path.write_bytes(head + second + first + sealed[ends[2] :])
    with pytest.raises(VaultDamaged):
        read(vault, stored.name)


def test_a_file_in_place_of_another_is_noticed_under_one_key(vault: Vault, tmp_path: Path) -> None:
    mine, other = keep(vault, b"mine"), keep(vault, b"other")
    paths = {path.name: path for path in on_disk(tmp_path)}
    paths[mine.name].write_bytes(paths[other.name].read_bytes())
    with pytest.raises(VaultDamaged):
        vault.open(mine.name, KEY)


def test_content_past_its_ceiling_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    assert vault.keep([bytes(100)], KEY, max_bytes=100).size == 100
    with pytest.raises(TooLarge):
        vault.keep([bytes(100_000), b"x"], KEY, max_bytes=100_000)
    assert len(on_disk(tmp_path)) == 1


def test_a_writer_whose_trouble_was_swallowed_keeps_nothing(vault: Vault, tmp_path: Path) -> None:
    with vault.create(KEY, max_bytes=10) as writer:
        with pytest.raises(TooLarge):
            writer.write(bytes(11))
        with pytest.raises(RuntimeError, match="closed"):
            writer.write(b"x")
    with pytest.raises(RuntimeError, match="kept no file"):
        _ = writer.stored
    assert on_disk(tmp_path) == []


def test_an_error_of_the_caller_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    def interrupted() -> Iterator[bytes]:
        yield bytes(300_000)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        vault.keep(interrupted(), KEY, max_bytes=MANY)
    assert on_disk(tmp_path) == []


@pytest.mark.parametrize("call", ["fsync", "mkdir"])
def test_a_full_disk_leaves_nothing(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(VaultFull):
        keep(vault, bytes(300_000))
    assert on_disk(tmp_path) == []


def test_another_fault_of_the_disk_is_not_hidden(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        keep(vault, b"content")
    assert on_disk(tmp_path) == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "0" * 31, "0" * 32, "0" * 32 + "\n"])
def test_a_name_that_is_not_there_is_missing(vault: Vault, name: str) -> None:
    with pytest.raises(VaultMissing):
        vault.open(name, KEY)


def test_removing_twice_is_removing(vault: Vault, tmp_path: Path) -> None:
    stored = keep(vault, b"gone soon")
    path = only_file(tmp_path)
    path.with_name(path.name + ".part").write_bytes(b"left over")
    vault.remove(stored.name)
    vault.remove(stored.name)
    assert on_disk(tmp_path) == []


def test_a_sweep_takes_only_what_is_old_and_unknown(vault: Vault, tmp_path: Path) -> None:
    old, known, young = (keep(vault, b"content").name for _ in range(3))
    stranger = tmp_path / "media" / old[:2] / old[2:4] / "README"
    stranger.write_text("not ours")
    at = datetime(2026, 1, 5, tzinfo=UTC)
    for path in on_disk(tmp_path):
        if path.name != young:
            os.utime(path, (at.timestamp(), at.timestamp()))
    assert vault.sweep({known}, older_than=at + timedelta(hours=1)) == 1
    assert {path.name for path in on_disk(tmp_path)} == {known, young, "README"}
    assert vault.sweep({known}, older_than=at + timedelta(hours=1)) == 0


def test_a_sweep_of_no_vault_finds_nothing(vault: Vault) -> None:
    assert vault.sweep(set(), older_than=datetime(2026, 1, 5, tzinfo=UTC)) == 0


WRITE_UNTIL_KILLED = """
import pathlib, sys
from files.vault import Vault
with Vault(pathlib.Path(sys.argv[1])).create(bytes(32), max_bytes=1 << 40) as writer:
    writer.write(bytes(1_000_000))
    print("writing", flush=True)
    sys.stdin.read()
"""


def test_what_a_killed_writer_left_is_swept(vault: Vault, tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITE_UNTIL_KILLED, str(tmp_path / "media")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"writing\n"
        writer.send_signal(signal.SIGKILL)
    assert [path.suffix for path in on_disk(tmp_path)] == [".part"]
    assert vault.sweep(set(), older_than=datetime(2100, 1, 1, tzinfo=UTC)) == 1
    assert on_disk(tmp_path) == []


def test_the_last_of_a_disk_is_left_to_the_database(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "media", has_room=lambda folder: False)
    with pytest.raises(VaultFull):
        keep(vault, b"video")
    assert not (tmp_path / "media").exists()


@pytest.mark.parametrize(
    ("free", "total", "expected"),
    [
        pytest.param(600 << 20, 1 << 40, True, id="over half a gigabyte"),
        pytest.param(500 << 20, 1 << 40, False, id="less of a large disk"),
        pytest.param(2 << 20, 20 << 20, True, id="a tenth of a small one"),
        pytest.param(1 << 19, 20 << 20, False, id="the last of a small one"),
    ],
)
def test_there_is_room_while_enough_is_free(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, total: int, *, expected: bool
) -> None:
    def usage(folder: Path) -> SimpleNamespace:
        assert folder == tmp_path
        return SimpleNamespace(free=free, total=total)

    monkeypatch.setattr("shutil.disk_usage", usage)
    assert has_room(tmp_path / "not" / "there yet") is expected
