"""This is what the calendar asks for: the arrivals of a day that no person sends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from domain.answers import Timer
from domain.calendar import local
from domain.events import SummaryDue
from domain.summary import is_timely

_SUMMARY_AT: Final = time(7, 30)


def todays(now: datetime, *, began: datetime, timezone: str) -> Sequence[Timer]:
    """Return the arrivals of the station's day as far as they are not too late.

    A station that began after one was due has missed nothing.
    """
    day = local(now, timezone).date()
    due = datetime.combine(day, _SUMMARY_AT, ZoneInfo(timezone))
    if due < began or not is_timely(day, now, timezone):
        return []
    return [Timer(key=f"summary:{day}", due=due, event=SummaryDue(happened_at=due, day=day))]
