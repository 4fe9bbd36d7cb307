"""This is a bulletin's picture made for LINE: small, upright, and without a word beside it.

Import it when there is a picture: Pillow is too large for an idle station.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from PIL import Image

from files.cleaning.outcome import CannotClean
from files.cleaning.pictures import as_bare_jpeg, clean_picture
from files.cleaning.sniffing import HEAD_BYTES, sniff
from files.faults import FileFault, must_be_a_file

# A phone shows no more; LINE takes 10 MB for a picture and 1 MB for its preview.
FULL_SIDE: Final = 1280
SMALL_SIDE: Final = 320
_LARGEST: Final = 30 * 1024 * 1024


def make_picture(path: Path) -> tuple[bytes, bytes]:
    """Return a picture and its preview as JPEG; raise FileFault for what is no picture."""
    must_be_a_file(path)
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= _LARGEST else b""
    except OSError:
        raise FileFault("files.unreadable") from None
    return make_sizes(content)


def make_sizes(content: bytes) -> tuple[bytes, bytes]:
    """Return the two sizes of a picture that somebody sent; raise FileFault if it is none."""
    found = sniff(content[:HEAD_BYTES])
    if not found.is_picture or found.reader is None:
        raise FileFault("files.no_picture")
    cleaned = io.BytesIO()
    try:
        clean_picture(io.BytesIO(content), found.reader, cleaned)
        with Image.open(cleaned, formats=("JPEG",)) as picture:
            sizes = [_fitted(picture, side) for side in (FULL_SIDE, SMALL_SIDE)]
    except (CannotClean, OSError, ValueError, SyntaxError):
        raise FileFault("files.no_picture") from None
    full, small = (as_bare_jpeg(one) for one in sizes)
    return full, small


def _fitted(picture: Image.Image, side: int) -> Image.Image:
    made = picture.convert("RGB")
    made.thumbnail((side, side))
    return made
