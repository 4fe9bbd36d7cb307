"""This is how much of a disk media leave free: who sends videos all day must not stop the tips."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

_LEAST_FREE: Final = 512 * 1024 * 1024
_LEAST_SHARE: Final = 0.05


def has_room(folder: Path) -> bool:
    """Say whether media may still be put on the disk of a folder, which may be made later."""
    there = next(one for one in (folder, *folder.absolute().parents) if one.is_dir())
    disk = shutil.disk_usage(there)
    return disk.free > min(_LEAST_FREE, _LEAST_SHARE * disk.total)
