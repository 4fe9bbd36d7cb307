"""This is the media on disk: sealed, whole or not there at all, and told apart by chance alone.

Every file has a key of its own, which its caller keeps; without it the file is noise. How a
file is written is told in `files/sealed_chunks.py`. A name comes from chance and says nothing.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from files.room import has_room
from files.sealed_chunks import (
    CHUNK_BYTES,
    HEADER_BYTES,
    SEALED_CHUNK_BYTES,
    ChunkCipher,
    VaultDamaged,
    VaultTrouble,
)

__all__ = [
    "StoredFile",
    "TooLarge",
    "Vault",
    "VaultDamaged",
    "VaultFull",
    "VaultMissing",
    "VaultReader",
    "VaultTrouble",
    "VaultWriter",
]

_NAME = re.compile(r"[0-9a-f]{32}")
_PART = ".part"
_WORKSPACE = "work"
_FULL = (errno.ENOSPC, errno.EDQUOT)


class VaultMissing(VaultTrouble):
    """The vault holds no file of that name."""


class VaultFull(VaultTrouble):
    """The disk has no room for the file; nothing of it was kept."""


class TooLarge(VaultTrouble):
    """The content passed its ceiling; nothing of it was kept."""


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file that is safely on disk: its name in the vault and the size of its content."""

    name: str
    size: int


class VaultWriter:
    """A file on its way into the vault; it is kept when the `with` block ends without an error."""

    def __init__(self, path: Path, key: bytes, *, max_bytes: int) -> None:
        self._path = path
        self._part = path.with_name(path.name + _PART)
        self._max_bytes = max_bytes
        self._cipher = ChunkCipher.fresh(key, path.name)
        self._pending = bytearray()
        self._chunks = 0
        self._size = 0
        self._file: BinaryIO | None = None
        self._stored: StoredFile | None = None

    def __enter__(self) -> Self:
        with self._nothing_left_behind():
            _make_folder(self._path.parent)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            self._file = os.fdopen(os.open(self._part, flags, 0o600), "wb", buffering=0)
            _write_all(self._file, self._cipher.header)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._abandon()
        elif self._file is not None:
            with self._nothing_left_behind():
                self._commit(self._file)

    @property
    def stored(self) -> StoredFile:
        """Name the file that was kept; a bug, and so a RuntimeError, unless one was."""
        if self._stored is None:
            raise RuntimeError("the vault kept no file of this writer")
        return self._stored

    def write(self, content: bytes) -> None:
        """Take more content; past the ceiling raise TooLarge and keep nothing."""
        if self._file is None:
            raise RuntimeError("this writer of the vault is closed")
        with self._nothing_left_behind():
            self._size += len(content)
            if self._size > self._max_bytes:
                raise TooLarge(f"more than {self._max_bytes} bytes")
            view = memoryview(content)
            for start in range(0, len(view), CHUNK_BYTES):
                self._pending += view[start : start + CHUNK_BYTES]
                # A full chunk waits until more follows: it might be the last, sealed as such.
                if len(self._pending) > CHUNK_BYTES:
                    self._put(self._file, bytes(self._pending[:CHUNK_BYTES]), is_last=False)
                    del self._pending[:CHUNK_BYTES]

    def _put(self, file: BinaryIO, content: bytes, *, is_last: bool) -> None:
        _write_all(file, self._cipher.seal(content, self._chunks, is_last=is_last))
        self._chunks += 1

    def _commit(self, file: BinaryIO) -> None:
        self._put(file, bytes(self._pending), is_last=True)
        os.fsync(file.fileno())
        file.close()
        self._file = None
        self._part.rename(self._path)
        _fsync_folder(self._path.parent)
        self._stored = StoredFile(name=self._path.name, size=self._size)

    @contextlib.contextmanager
    def _nothing_left_behind(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            self._abandon()
            if isinstance(error, OSError) and error.errno in _FULL:
                raise VaultFull("no room left for media") from None
            raise

    def _abandon(self) -> None:
        self._pending.clear()
        if self._file is not None:
            self._file.close()
            self._file = None
        self._part.unlink(missing_ok=True)
        if self._stored is None:
            self._path.unlink(missing_ok=True)


class VaultReader(Iterator[bytes]):
    """The content of one file, or a range of it, chunk by chunk; close it when done early."""

    def __init__(self, path: Path, key: bytes, *, start: int = 0, end: int | None = None) -> None:
        try:
            self._file = path.open("rb", buffering=0)
        except FileNotFoundError:
            raise VaultMissing("no such file in the vault") from None
        try:
            self._cipher = ChunkCipher(key, self._file.read(HEADER_BYTES), path.name)
            self.size = self._check_last_chunk()
        except BaseException:
            self._file.close()
            raise
        self._at = max(start, 0)
        self._end = self.size if end is None else min(end, self.size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __next__(self) -> bytes:
        if self._at >= self._end:
            self.close()
            raise StopIteration
        number, skipped = divmod(self._at, CHUNK_BYTES)
        try:
            content = self._chunk(number)[skipped : skipped + self._end - self._at]
        except VaultDamaged:
            self.close()
            raise
        self._at += len(content)
        return content

    def close(self) -> None:
        """Let go of the file."""
        self._at = self._end = 0
        self._file.close()

    def _check_last_chunk(self) -> int:
        sealed = os.fstat(self._file.fileno()).st_size - HEADER_BYTES
        self._last = max(0, -(-sealed // SEALED_CHUNK_BYTES) - 1)
        return self._last * CHUNK_BYTES + len(self._chunk(self._last))

    def _chunk(self, number: int) -> bytes:
        self._file.seek(HEADER_BYTES + number * SEALED_CHUNK_BYTES)
        sealed = self._file.read(SEALED_CHUNK_BYTES)
        return self._cipher.open(sealed, number, is_last=number == self._last)


class Vault:
    """A folder of sealed files; whoever holds a file's name and key can read it."""

    def __init__(self, root: Path, *, has_room: Callable[[Path], bool] = has_room) -> None:
        self._root = root
        self._has_room = has_room

    def create(self, key: bytes, *, max_bytes: int) -> VaultWriter:
        """Return a writer for a new file under a fresh key of its own."""
        if not self._has_room(self._root):
            raise VaultFull("what is left of the disk is for the database")
        return VaultWriter(self._path(secrets.token_hex(16)), key, max_bytes=max_bytes)

    def keep(self, content: Iterable[bytes], key: bytes, *, max_bytes: int) -> StoredFile:
        """Keep a stream of content whole, or raise and keep nothing."""
        with self.create(key, max_bytes=max_bytes) as writer:
            for piece in content:
                writer.write(piece)
        return writer.stored

    def open(self, name: str, key: bytes) -> VaultReader:
        """Return the content of a file, in order; its `size` is known before the first byte."""
        return VaultReader(self._path(name), key)

    def read_range(self, name: str, key: bytes, start: int, end: int) -> VaultReader:
        """Return the bytes from `start` up to, not including, `end`, as far as there are any."""
        return VaultReader(self._path(name), key, start=start, end=end)

    def remove(self, name: str) -> None:
        """Remove a file and what an unfinished writing left of it; again is no error."""
        path = self._path(name)
        path.unlink(missing_ok=True)
        path.with_name(path.name + _PART).unlink(missing_ok=True)

    def workspace(self) -> Path:
        """Return a folder on the same disk for files that have no name and outlive nobody."""
        folder = self._root / _WORKSPACE
        _make_folder(folder)
        return folder

    def sweep(self, known_names: Container[str], *, older_than: datetime) -> int:
        """Remove files written before a moment that nobody knows, and return how many."""
        removed = 0
        for path in self._root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            if path.name in known_names or not _is_ours(path):
                continue
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < older_than.timestamp():
                    path.unlink()
                    removed += 1
        return removed

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise VaultMissing("no such file in the vault")
        return self._root / name[:2] / name[2:4] / name


def _is_ours(path: Path) -> bool:
    return _NAME.fullmatch(path.name.removesuffix(_PART)) is not None


def _write_all(file: BinaryIO, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[file.write(view) :]


def _make_folder(folder: Path) -> None:
    """Make a folder that survives a power cut, with the folders above it where they are missing."""
    if folder.is_dir():
        return
    if not folder.parent.is_dir():
        _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _fsync_folder(folder.parent)


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
