"""This is how many numbers are left out after a restore: what was given since is not known."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Final

_DAY: Final = timedelta(days=1)
# A day may be much busier than those before it.
_BUSIER: Final = 3


def left_out(last: int, *, within: timedelta, away: timedelta, least: int) -> int:
    """Say how many numbers to leave out where `last` were given within a span before a backup.

    `away` is how long ago the backup was made.
    """
    shares = max(away, timedelta()) / max(within, _DAY)
    return max(least, math.ceil(_BUSIER * last * shares))
