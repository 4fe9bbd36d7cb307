"""This is how media come into the vault: the original as it was, and a clean copy to be seen."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from files.cleaning import Cleaned, Kind, Uncleanable, clean
from files.sealed_chunks import KEY_BYTES
from files.vault import StoredFile, Vault


@dataclass(frozen=True, kw_only=True)
class KeptMedia:
    """A piece of media in the vault; each part has its file's `name` and `key` in hexadecimal.

    `kind`, `mime` and `size` are of the clean copy, or of the original where there is none; then
    `kind` is None.
    """

    parts: Mapping[str, Mapping[str, str]]
    kind: Kind | None
    mime: str
    size: int

    @property
    def names(self) -> list[str]:
        """Return the names of all its files."""
        return [part["name"] for part in self.parts.values()]


def keep_media(
    pieces: Iterable[bytes],
    vault: Vault,
    *,
    declared_type: str,
    max_bytes: int,
) -> KeptMedia:
    """Keep media and a clean copy of them, or raise and keep nothing."""
    key = secrets.token_bytes(KEY_BYTES)
    original = vault.keep(pieces, key, max_bytes=max_bytes)
    try:
        with vault.open(original.name, key) as content:
            outcome = clean(content, declared_type=declared_type, workdir=vault.workspace())
        parts = {"original": _part(original, key)}
        if isinstance(outcome, Uncleanable):
            return KeptMedia(parts=parts, kind=None, mime=outcome.mime, size=outcome.size)
        return _with_copy(outcome, vault, parts)
    except BaseException:
        vault.remove(original.name)
        raise


def _with_copy(cleaned: Cleaned, vault: Vault, parts: dict[str, dict[str, str]]) -> KeptMedia:
    key = secrets.token_bytes(KEY_BYTES)
    with cleaned:
        copy = vault.keep(cleaned, key, max_bytes=cleaned.size)
    parts["clean"] = _part(copy, key)
    return KeptMedia(parts=parts, kind=cleaned.kind, mime=cleaned.mime, size=copy.size)


def _part(stored: StoredFile, key: bytes) -> dict[str, str]:
    return {"name": stored.name, "key": key.hex()}
