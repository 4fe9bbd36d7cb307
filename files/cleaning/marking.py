"""This is the mark on a picture that an officer opens: who looked and when, all over it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

FONT = Path(__file__).parents[2] / "web/static/fonts/Sarabun-Regular.ttf"


def watermark(picture: bytes, lines: Sequence[str], *, font: Path = FONT) -> bytes:
    """Return a JPEG of a cleaned picture with the lines drawn across all of it."""
    # Pillow is too large for an idle station, so it comes with the first picture looked at.
    from files.cleaning.painting import marked  # noqa: PLC0415

    words = [" ".join(line.split()) for line in lines if line.strip()]
    return marked(picture, words, font)


def written(lines: Sequence[str], *, font: Path = FONT) -> bytes:
    """Return a JPEG on which the lines stand, so that they can be marked as a picture is."""
    from files.cleaning.painting import lettered  # noqa: PLC0415

    return lettered([" ".join(line.split()) for line in lines if line.strip()], font)
