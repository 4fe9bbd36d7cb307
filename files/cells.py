"""This is how one cell is read: stray characters taken off, numbers and dates made text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 200_000
_DECOMPOSED_AM, _AM = "\u0e4d\u0e32", "\u0e33"
_TWO_E, _AE = "\u0e40\u0e40", "\u0e41"
# Anything but plain ASCII and Thai in its usual order.
_ODD = re.compile(
    r"[^ -~\u0e01-\u0e3a\u0e3f-\u0e5b]|  |^\s|\s$"
    r"|\u0e4d\u0e32|\u0e40\u0e40|[\u0e48-\u0e4b][\u0e38-\u0e3a]"
)
# Old Thai fonts kept shifted marks at private places; TIS-620 tools still write them.
_OLD_FONTS = str.maketrans(
    "\uf700\uf701\uf702\uf703\uf704\uf705\uf706\uf707\uf708\uf709\uf70a\uf70b\uf70c\uf70d\uf70e"
    "\uf70f\uf710\uf711\uf712\uf713\uf714\uf715\uf716\uf717\uf718\uf719\uf71a",
    "\u0e10\u0e34\u0e35\u0e36\u0e37\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
    "\u0e0d\u0e31\u0e4d\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a",
)


def clean(cell: str) -> str:
    """Return a cell without characters that nobody sees and without spaces to spare."""
    if cell[:1] == "'" and cell[1:2] in DANGEROUS and cell[1:2]:
        cell = cell[1:]
    if _ODD.search(cell) is None:
        return cell
    folded = unicodedata.normalize("NFC", cell.translate(_OLD_FONTS))
    folded = folded.replace(_DECOMPOSED_AM, _AM).replace(_TWO_E, _AE)
    seen = (c if unicodedata.category(c) not in {"Cf", "Cs", "Co"} else "" for c in folded)
    parted = (" " if unicodedata.category(c)[:1] in "CZ" else c for c in "".join(seen))
    return " ".join("".join(parted).split())


def arabic(text: str) -> str:
    """Return a text with Thai digits made Arabic."""
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)


def written(value: object) -> str:
    """Return what a cell of a workbook says as text; days in ISO, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time.min else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return str(value)
