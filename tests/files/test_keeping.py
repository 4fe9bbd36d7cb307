"""Media come into the vault whole and clean, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from files.cleaning import Kind
from files.keeping import KeptMedia, keep_media
from files.vault import TooLarge, Vault
from tests.files.cleaning_media import MARKED, PICTURES

MANY = 1 << 30


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "media")


def on_disk(tmp_path: Path) -> set[str]:
    return {path.name for path in tmp_path.rglob("*") if path.is_file()}


def keep(vault: Vault, *pieces: bytes, max_bytes: int = MANY) -> KeptMedia:
    return keep_media(pieces, vault, declared_type="image/jpeg", max_bytes=max_bytes)


def read(vault: Vault, kept: KeptMedia, part: str) -> bytes:
    named = kept.parts[part]
    with vault.open(named["name"], bytes.fromhex(named["key"])) as content:
        return b"".join(content)


def test_a_picture_is_kept_twice_under_two_keys(vault: Vault, tmp_path: Path) -> None:
    photo = PICTURES["jpeg"]()
    kept = keep(vault, photo[:100], photo[100:])
    assert read(vault, kept, "original") == photo
    clean = read(vault, kept, "clean")
    assert MARKED not in clean
    assert (kept.kind, kept.mime, kept.size) == (Kind.PICTURE, "image/jpeg", len(clean))
    assert kept.parts["original"]["key"] != kept.parts["clean"]["key"]
    assert on_disk(tmp_path) == set(kept.names)


def test_what_cannot_be_cleaned_is_kept_as_it_came(vault: Vault, tmp_path: Path) -> None:
    kept = keep(vault, b"%PDF-1.7 words")
    assert (kept.kind, kept.mime, kept.size) == (None, "application/pdf", 14)
    assert set(kept.parts) == {"original"}
    assert on_disk(tmp_path) == set(kept.names)


def test_nothing_at_all_is_kept_too(vault: Vault) -> None:
    kept = keep(vault)
    assert (kept.kind, kept.size, set(kept.parts)) == (None, 0, {"original"})


def test_what_is_too_large_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        keep(vault, bytes(600), bytes(600), max_bytes=1000)
    assert on_disk(tmp_path) == set()


def test_a_stream_that_breaks_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield PICTURES["jpeg"]()
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        keep_media(broken(), vault, declared_type="image/jpeg", max_bytes=MANY)
    assert on_disk(tmp_path) == set()


def test_the_room_for_cleaning_is_ours_alone(vault: Vault) -> None:
    assert vault.workspace().stat().st_mode & 0o777 == 0o700
    assert vault.workspace() == vault.workspace()
