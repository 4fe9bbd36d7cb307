"""This is how LINE counts what a station sends: by the month, as its own clocks show it.

Source: LINE Messaging API reference. It names no time zone for "this month"; every date that its
counting endpoints take or give is in UTC+9.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

_LINE_COUNTS_IN: Final = timezone(timedelta(hours=9))


def counted_month(moment: datetime) -> str:
    """Return the month in which LINE counts what is sent at an aware moment, as `2026-11`."""
    return f"{moment.astimezone(_LINE_COUNTS_IN):%Y-%m}"
