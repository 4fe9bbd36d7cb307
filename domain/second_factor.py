"""This is the second factor: which code counts, and when too many wrong ones lock it."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import pyotp

LOCKED_FOR: Final = timedelta(minutes=15)
WRONG_TRIES: Final = 5
_SECONDS: Final = 30
_DIGITS: Final = 6
# A telephone's clock may be half a minute off.
_EITHER_SIDE: Final = 1
_NEEDED_TO_SIGN_IN: Final = frozenset({"commander", "admin"})


class Tried(StrEnum):
    """What became of a code."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    UNSET = "unset"


def signs_in_with_code(role: str) -> bool:
    """Say whether officers of a role come into the console by a code only."""
    return role in _NEEDED_TO_SIGN_IN


def step_of_code(secret: str, code: str, *, now: datetime, after: int | None) -> int | None:
    """Return the step of time whose code this is, None if it is none or not after the last used."""
    digits = "".join(str(int(one)) for one in code if one.isdecimal())
    if len(digits) != _DIGITS:
        return None
    here = int(now.timestamp()) // _SECONDS
    for step in range(here - _EITHER_SIDE, here + _EITHER_SIDE + 1):
        is_fresh = after is None or step > after
        if hmac.compare_digest(pyotp.TOTP(secret).at(step * _SECONDS), digits) and is_fresh:
            return step
    return None


def address_of(secret: str, *, officer: str, station: str) -> str:
    """Return what an authenticator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=officer, issuer_name=station)
