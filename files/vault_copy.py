"""This is how the files of the vault come into a backup and out of it: as they are, sealed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

_NAME: Final = re.compile(r"[0-9a-f]{32}")
_PIECE: Final = 256 * 1024


def kept_files(root: Path) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the name of each file of a vault with its bytes, still sealed, piece by piece."""
    for path in sorted(root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
        if _NAME.fullmatch(path.name) is None:
            continue
        try:
            file = path.open("rb")
        except FileNotFoundError:
            # It was deleted meanwhile, as it was to be.
            continue
        with file:
            yield path.name, iter(lambda: file.read(_PIECE), b"")  # noqa: B023


class VaultFiller:
    """Files on their way back into a vault, one after another; each is whole or not there."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._path: Path | None = None
        self._file: BinaryIO | None = None

    def begin(self, name: str) -> None:
        """End the file before, and begin one by its name."""
        self.end()
        if _NAME.fullmatch(name) is None:
            raise ValueError("a backup names a file that no vault would")
        self._path = self._root / name[:2] / name[2:4] / name
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._path.with_name(f"{name}.part")
        part.unlink(missing_ok=True)
        self._file = os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def write(self, piece: bytes) -> None:
        """Add to the file that was begun."""
        if self._file is not None:
            self._file.write(piece)

    def end(self) -> None:
        """See the file that was begun safely onto the disk."""
        if self._file is None or self._path is None:
            return
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._path.with_name(f"{self._path.name}.part").replace(self._path)
        self._file = None
