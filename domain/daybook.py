"""This is what the calendar asks for: the arrivals of a day that no person sends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from domain.answers import Timer
from domain.calendar import local
from domain.summary import is_timely
from domain.timer_events import RetentionDue, SummaryDue

_SUMMARY_AT: Final = time(7, 30)
# When the fewest write, and before the next morning is told.
_RETENTION_AT: Final = time(3, 30)
KEEPING_LANE: Final = "keeping"


def todays(now: datetime, *, began: datetime, timezone: str) -> Sequence[Timer]:
    """Return the arrivals of the station's day as far as they are not too late.

    A station that began after one was due has missed nothing.
    """
    day = local(now, timezone).date()
    due = datetime.combine(day, _SUMMARY_AT, ZoneInfo(timezone))
    if due < began or not is_timely(day, now, timezone):
        return []
    return [Timer(key=f"summary:{day}", due=due, event=SummaryDue(happened_at=due, day=day))]


def nightly(now: datetime, *, began: datetime, timezone: str) -> Sequence[Timer]:
    """Return the arrival that deletes what was kept for long enough; never too late on its day."""
    due = retention_at(local(now, timezone).date(), timezone)
    if now < due or due < began:
        return []
    event = RetentionDue(happened_at=due, day=local(now, timezone).date())
    return [Timer(key=f"retention:{event.day}", due=due, event=event, lane=KEEPING_LANE)]


def retention_at(day: date, timezone: str) -> datetime:
    """Return when that of a day begins."""
    return datetime.combine(day, _RETENTION_AT, ZoneInfo(timezone))
