"""This is a disk that is full: small file systems in memory, and a ballast that fills them.

They are mounted in a namespace of the drill's own, so that they end with it whatever happens.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from drills.course import Scale
from drills.faults.storing import refused_webhooks
from drills.ground import Ground

_MEGABYTES = 64
_APART = "DRILLS_APART"
_BLOCK = b"\0" * 65536
_LOOK_EVERY = 0.05


def apart() -> Sequence[str] | None:
    """Return how a program begins that may mount, None where this machine allows it to nobody."""
    program = shutil.which("unshare")
    if program is None:
        return None
    flags = ["--mount"] if os.geteuid() == 0 else ["--map-root-user", "--mount"]
    mounts = [program, *flags, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    may = subprocess.run(mounts, capture_output=True, check=False).returncode == 0
    return [program, *flags, "env", f"{_APART}=1"] if may else None


def is_apart() -> bool:
    """Say whether this process is one that may mount."""
    return bool(os.environ.get(_APART))


@contextmanager
def mounted(folder: Path) -> Iterator[None]:
    """Put a small file system where a folder is, for as long as the block lasts."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    options = f"size={_MEGABYTES}m,mode=700"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


class Ballast:
    """What fills a file system, and goes on to fill what others give back."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "ballast"

    def fill_for(self, seconds: float) -> None:
        """Keep the file system full for so long, then give all the room back."""
        until = time.monotonic() + seconds
        with self._file.open("wb", buffering=0) as file:
            while time.monotonic() < until:
                self._fill(file.fileno())
                time.sleep(_LOOK_EVERY)
        self._file.unlink()

    def _fill(self, file: int) -> None:
        size = len(_BLOCK)
        while size:
            try:
                os.write(file, _BLOCK[:size])
            except OSError:
                size //= 2


def full_for_webhooks(ground: Ground, scale: Scale) -> str:
    """Fill the disk on which the database lies."""
    before = refused_webhooks(ground)
    Ballast(ground.folder / "var").fill_for(scale.seconds)
    refused = refused_webhooks(ground) - before
    return f"full for {scale.seconds:g} s, {refused} webhooks refused"


def full_for_media(ground: Ground, scale: Scale) -> str:
    """Fill the disk on which the media lie."""
    media = ground.folder / "var" / "media"
    Ballast(media).fill_for(scale.seconds)
    kept = _files(media)
    return f"full for {scale.seconds:g} s, {kept} files were there at its end"


def _files(folder: Path) -> int:
    found = 0
    with suppress(OSError):
        found = sum(one.is_file() for one in folder.rglob("*"))
    return found
