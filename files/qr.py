"""This is the picture of an address that a telephone's camera reads."""

from __future__ import annotations

from io import BytesIO
from typing import Final

import segno

_SQUARE, _EDGE = 12, 4
KINDS: Final = ("png", "svg")


def draw_qr(address: str, kind: str = "png") -> bytes:
    """Draw an address, with a white edge, as a PNG or an SVG."""
    drawn = BytesIO()
    code = segno.make(address, micro=False, error="m")
    code.save(drawn, kind=kind, scale=_SQUARE, border=_EDGE)
    return drawn.getvalue()
