"""This is the process that cleans: `python -m files.cleaning`, started by `isolation` alone."""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import sys
from dataclasses import asdict

from files.cleaning.isolation import NO_ROOM
from files.cleaning.outcome import CannotClean, Kind, Reason

_MEMORY_BYTES = 1024 * 1024 * 1024
_SPARE_BYTES = 64 * 1024 * 1024
_FULL = (errno.ENOSPC, errno.EDQUOT)


def main(family: str, reader: str, *numbers: str) -> int:
    """Clean one piece of media and print what came of it."""
    source, target, seconds = map(int, numbers)
    # Not much may go wrong when the parent is gone: the clock runs here too.
    signal.alarm(seconds)
    clean = _FAMILIES[family]
    _limit(os.fstat(source).st_size, seconds)
    try:
        verdict = clean(reader, source, target)
    except CannotClean as refusal:
        verdict = {"reason": refusal.reason}
    except MemoryError:
        verdict = {"reason": Reason.TOO_COMPLEX}
    except Exception as trouble:  # noqa: BLE001 - whatever hostile media bring about ends here
        if getattr(trouble, "errno", None) in _FULL:
            return NO_ROOM
        verdict = {"reason": Reason.DAMAGED}
    sys.stdout.write(json.dumps(verdict))
    return 0


def _limit(size: int, seconds: int) -> None:
    """Lower this process's ceilings; they cannot be raised again."""
    for what, most in (
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 2 * size + _SPARE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        lowest = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (lowest, lowest))


def _picture(reader: str, source: int, target: int) -> dict[str, object]:
    from files.cleaning.pictures import clean_picture  # noqa: PLC0415

    with os.fdopen(source, "rb") as read, os.fdopen(target, "wb") as written:
        width, height = clean_picture(read, reader, written)
    return _as_picture(width, height)


def _recording(reader: str, source: int, target: int) -> dict[str, object]:
    from files.cleaning.recordings import clean_recording  # noqa: PLC0415

    places = (f"/proc/self/fd/{handle}" for handle in (source, target))
    read, written = places
    return asdict(clean_recording(read, reader, written))


def _clip(reader: str, source: int, target: int) -> dict[str, object]:
    from files.cleaning.clips import shrink  # noqa: PLC0415

    read, written = (f"/proc/self/fd/{handle}" for handle in (source, target))
    return asdict(shrink(read, reader, written))


def _still(reader: str, source: int, target: int) -> dict[str, object]:
    from files.cleaning.clips import still  # noqa: PLC0415

    with os.fdopen(target, "wb") as written:
        width, height = still(f"/proc/self/fd/{source}", reader, written)
    return _as_picture(width, height)


def _as_picture(width: int, height: int) -> dict[str, object]:
    said = {"kind": Kind.PICTURE, "mime": "image/jpeg", "width": width, "height": height}
    return {**said, "seconds": None}


_FAMILIES = {"picture": _picture, "recording": _recording, "clip": _clip, "still": _still}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
