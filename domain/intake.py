"""This is what the desk may answer while it takes down a report: a caller's number, a choice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from domain.identity import digits_of

_LONGEST: Final = 40
# A mobile telephone has ten digits, one on a desk nine.
_NUMBER: Final = re.compile(r"0[689]\d{8}|0[2-57]\d{7}|1\d{2,3}")
_FEWEST: Final = 5
_ABROAD: Final = "66"
_BETWEEN: Final = frozenset("+-.() ")


def caller_number(text: str) -> str | None:
    """Return the telephone number that a whole message is, None if it is anything else."""
    plain = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).strip()
    if not _is_figures(plain) or len(plain) > _LONGEST:
        return None
    digits = digits_of(plain)
    if plain.startswith("+") or (digits.startswith(_ABROAD) and len(digits) > len(_ABROAD) + 7):
        digits = "0" + digits.removeprefix(_ABROAD).removeprefix("0")
    return digits if _NUMBER.fullmatch(digits) else None


def is_mistyped_number(text: str) -> bool:
    """Say whether a whole message looks like a telephone number and is none.

    Nobody in a village may read it among the words of the report.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    begins = plain.startswith(("0", "+"))
    is_long = len(digits_of(plain)) >= (_FEWEST - 2 if begins else _FEWEST)
    return _is_figures(plain) and is_long and caller_number(text) is None


def _is_figures(plain: str) -> bool:
    return all(c.isdecimal() or c in _BETWEEN for c in plain)


def chosen(text: str, codes: Sequence[str]) -> str | None:
    """Return the code that a bare number chooses from those offered, None if it chooses none."""
    digit = text.strip().rstrip(".)")
    if not (digit.isdecimal() and len(digit) == 1):
        return None
    at = int(digit) - 1
    return codes[at] if 0 <= at < len(codes) else None
