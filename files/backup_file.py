"""This is a backup as a file: what is written into it, sealed piece by piece on its way.

    head      magic "TSPB", version 1 (1 byte), length (2 bytes) and the wrapped key of the file
    the rest  as `files/sealed_chunks.py` tells, bound to the name that its caller gives

Within it stand frames: a letter, a length (4 bytes, big-endian), and as many bytes. What was
altered, cut, or put together from two files does not open, and nothing plain touches the disk.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from files.sealed_chunks import (
    CHUNK_BYTES,
    HEADER_BYTES,
    SEALED_CHUNK_BYTES,
    ChunkCipher,
    VaultDamaged,
)

_MAGIC: Final = b"TSPB\x01"
_HEAD: Final = 5
_PART: Final = ".part"


class NotABackup(Exception):
    """A file was altered or cut, or was never a backup."""


class BackupWriter:
    """A backup on its way; only `publish` gives it its name, and leaving before takes it away."""

    def __init__(self, path: Path, key: bytes, *, wrapped: bytes, name: str) -> None:
        self._path = path
        self._part = path.with_name(path.name + _PART)
        self._cipher = ChunkCipher.fresh(key, name)
        self._wrapped = wrapped
        self._pending = bytearray()
        self._chunks = 0

    def __enter__(self) -> Self:
        _refuse_what_is_no_file(self._path)
        try:
            self._part.unlink(missing_ok=True)
            opened = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as fault:
            # Nobody asked for the name that it bears until it is whole.
            fault.filename = str(self._path)
            raise
        self._file = os.fdopen(opened, "wb")
        length = len(self._wrapped).to_bytes(2, "big")
        self._file.write(_MAGIC + length + self._wrapped + self._cipher.header)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        # On a full disk closing fails too, for it writes what is left.
        try:
            self._file.close()
        finally:
            self._part.unlink(missing_ok=True)

    def write(self, letter: bytes, content: bytes) -> None:
        """Add a frame."""
        self._pending += letter + len(content).to_bytes(4, "big") + content
        while len(self._pending) > CHUNK_BYTES:
            self._put(bytes(self._pending[:CHUNK_BYTES]), is_last=False)
            del self._pending[:CHUNK_BYTES]

    def finish(self) -> None:
        """Write the end and see it safely onto the disk."""
        self._put(bytes(self._pending), is_last=True)
        self._file.flush()
        os.fsync(self._file.fileno())

    def publish(self) -> None:
        """Give a finished backup its name, in the place of the one before."""
        self._part.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _put(self, content: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.seal(content, self._chunks, is_last=is_last))
        self._chunks += 1


def _refuse_what_is_no_file(path: Path) -> None:
    """Raise OSError before anything is written where a file would take the place of a device."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "Not a regular file")


def wrapped_key(path: Path) -> bytes:
    """Return the wrapped key of a backup; raise NotABackup for any other file."""
    with path.open("rb") as file:
        return _head(file)


def frames(path: Path, key: bytes, *, name: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield the frames of a backup, each authentic; raise NotABackup where it is not."""
    pending = bytearray()
    for content in _contents(path, key, name):
        pending += content
        while len(pending) >= _HEAD:
            end = _HEAD + int.from_bytes(pending[1:_HEAD], "big")
            if len(pending) < end:
                break
            yield bytes(pending[:1]), bytes(pending[_HEAD:end])
            del pending[:end]
    if pending:
        raise NotABackup


def _contents(path: Path, key: bytes, name: str) -> Iterator[bytes]:
    with path.open("rb") as file:
        _head(file)
        try:
            cipher = ChunkCipher(key, file.read(HEADER_BYTES), name)
            number, sealed = 0, file.read(SEALED_CHUNK_BYTES)
            while True:
                following = file.read(SEALED_CHUNK_BYTES)
                yield cipher.open(sealed, number, is_last=not following)
                if not following:
                    return
                number, sealed = number + 1, following
        except VaultDamaged:
            raise NotABackup from None


def _head(file: BinaryIO) -> bytes:
    if file.read(len(_MAGIC)) != _MAGIC:
        raise NotABackup
    return file.read(int.from_bytes(file.read(2), "big"))
