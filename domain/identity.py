"""This is who is who without saying so: check digits, account ids and invitation codes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

# No letter or digit of this alphabet is mistaken for another on paper or by telephone.
ALPHABET: Final = "ACDEFGHJKMNPQRTUVWXY34679"
MEMBER_CODE: Final = 10
OFFICER_CODE: Final = 16
_STRANGE_LETTERS: Final = 1
_LONGEST_CODE_MESSAGE: Final = 60
# A code as it is printed, of which a letter was left out or doubled.
_AS_PRINTED: Final = re.compile(r"[A-Z0-9]{3,6}(?:-[A-Z0-9]{3,6}){1,3}")
_LETTERS_IN_A_CODE: Final = 0.4

_ID_DIGITS: Final = 13
_LINE_USER: Final = re.compile(r"U[0-9a-f]{32}")
_LINE_GROUP: Final = re.compile(r"[CR][0-9a-f]{32}")
_CODE_SHAPE: Final = re.compile(r"(?=.*[A-Z])(?=.*[0-9])[A-Z0-9]+")
_HOUSE_NUMBER: Final = re.compile(r"\d+/\d+|\d+")


def has_valid_check_digit(national_id: str) -> bool:
    """Say whether thirteen digits end in the check digit of the twelve before."""
    if not (len(national_id) == _ID_DIGITS and national_id.isascii() and national_id.isdigit()):
        return False
    total = sum(
        int(digit) * weight for digit, weight in zip(national_id, range(13, 1, -1), strict=False)
    )
    return (11 - total % 11) % 10 == int(national_id[-1])


def digits_of(text: str) -> str:
    """Return the digits of a text in Arabic, whatever stands between them."""
    return "".join(str(unicodedata.digit(c)) for c in text if c.isdecimal())


def is_line_user_id(text: str) -> bool:
    """Say whether a text has the shape of a LINE user id."""
    return _LINE_USER.fullmatch(text) is not None


def is_line_group_id(text: str) -> bool:
    """Say whether a text has the shape of a LINE group or room id."""
    return _LINE_GROUP.fullmatch(text) is not None


def invitation_code(pick: Callable[[str], str], *, length: int = MEMBER_CODE) -> str:
    """Draw a code with letters and digits both, so that it never looks like a word or a number."""
    code = ""
    while not _CODE_SHAPE.fullmatch(code):
        code = "".join(pick(ALPHABET) for _ in range(length))
    return code


def spaced_code(code: str) -> str:
    """Write a code in groups of four or five that are easy to read aloud."""
    size = 5 if len(code) % 4 else 4
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def normalise_code(text: str) -> str:
    """Return a code without case, spaces, hyphens and Thai digits."""
    folded = unicodedata.normalize("NFKC", text[:_LONGEST_CODE_MESSAGE]).upper()
    kept = (str(unicodedata.digit(c)) if c.isdecimal() else c for c in folded)
    return "".join(c for c in kept if unicodedata.category(c)[0] not in "ZCP")


def looks_like_code(text: str) -> bool:
    """Say whether a whole message can only be meant as an invitation code, one slip allowed."""
    if len(text) > _LONGEST_CODE_MESSAGE:
        return False
    code = normalise_code(text)
    if _is_near_code(text.strip(), code):
        return True
    if len(code) not in {MEMBER_CODE, OFFICER_CODE} or not _CODE_SHAPE.fullmatch(code):
        return False
    return sum(letter not in ALPHABET for letter in code) <= _STRANGE_LETTERS


def _is_near_code(text: str, code: str) -> bool:
    """Say whether it is written as a code is printed, and misses it by a letter."""
    is_near = any(abs(len(code) - size) <= 1 for size in (MEMBER_CODE, OFFICER_CODE))
    letters = sum(letter.isalpha() for letter in code)
    is_printed = _AS_PRINTED.fullmatch(text) is not None
    return is_near and is_printed and letters >= len(code) * _LETTERS_IN_A_CODE


def house_number(address: str) -> str | None:
    """Return the house number of an address: the first with a stroke, else the first of all."""
    folded = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in address)
    found = _HOUSE_NUMBER.findall(re.sub(r"\s*/\s*", "/", folded))
    return next((number for number in found if "/" in number), found[0] if found else None)
