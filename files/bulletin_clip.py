"""This is a bulletin's video made for LINE: small, upright, with a picture before it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from files.bulletin_picture import make_sizes
from files.cleaning import Cleaned, Reason, Way, clean
from files.faults import FileFault
from files.sealed_chunks import KEY_BYTES
from files.vault import Vault

# Coding anew takes about half as long as the video, on both cores of a small machine.
MOST_SECONDS: Final = 240


@dataclass(frozen=True, kw_only=True)
class KeptClip:
    """A video that lies in the vault, and the picture before it in two sizes, as JPEG."""

    name: str
    key: str
    full: bytes
    small: bytes


def keep_clip(source: Path | Iterable[bytes], vault: Vault, *, declared_type: str) -> KeptClip:
    """Keep a small copy of a video and the picture before it, or raise FileFault and keep none."""
    workdir = vault.workspace()
    made = clean(
        source, declared_type=declared_type, workdir=workdir, seconds=MOST_SECONDS, way=Way.CLIP
    )
    if not isinstance(made, Cleaned):
        is_long = made.reason in (Reason.TOO_LONG, Reason.TOO_SLOW)
        raise FileFault("files.video_too_long" if is_long else "files.no_video")
    with made:
        still = clean(iter(made), declared_type=made.mime, workdir=workdir, way=Way.STILL)
        if not isinstance(still, Cleaned):
            raise FileFault("files.no_video")
        with still:
            full, small = make_sizes(b"".join(still))
        key = secrets.token_bytes(KEY_BYTES)
        stored = vault.keep(made, key, max_bytes=made.size)
    return KeptClip(name=stored.name, key=key.hex(), full=full, small=small)
