"""This is what the desk may answer while it takes down a report: a caller's number, a choice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from domain.identity import digits_of

_LONGEST: Final = 40
_NUMBER: Final = re.compile(r"0[2-9]\d{7,8}|1\d{2,3}")
_ABROAD: Final = "66"
_BETWEEN: Final = frozenset("+-.() ")


def caller_number(text: str) -> str | None:
    """Return the telephone number that a whole message is, None if it is anything else."""
    plain = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).strip()
    is_number = all(c.isdecimal() or c in _BETWEEN for c in plain)
    if not is_number or len(plain) > _LONGEST:
        return None
    digits = digits_of(plain)
    if plain.startswith("+") or (digits.startswith(_ABROAD) and len(digits) > len(_ABROAD) + 7):
        digits = "0" + digits.removeprefix(_ABROAD).removeprefix("0")
    return digits if _NUMBER.fullmatch(digits) else None


def chosen(text: str, codes: Sequence[str]) -> str | None:
    """Return the code that a bare number chooses from those offered, None if it chooses none."""
    digit = text.strip().rstrip(".)")
    if not (digit.isdecimal() and len(digit) == 1):
        return None
    at = int(digit) - 1
    return codes[at] if 0 <= at < len(codes) else None
