"""What the calendar asks for, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.daybook import todays
from domain.timer_events import SummaryDue

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
HALF_PAST_SEVEN = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)


def keys(now: datetime, *, began: datetime = BEGAN, timezone: str = "Asia/Bangkok") -> list[str]:
    return [one.key for one in todays(now, began=began, timezone=timezone)]


@pytest.mark.parametrize(
    ("after", "written"),
    [
        pytest.param(timedelta(hours=-7, minutes=-29), True, id="just after midnight"),
        pytest.param(timedelta(0), True, id="on time"),
        pytest.param(timedelta(hours=4, minutes=29), True, id="late the same morning"),
        pytest.param(timedelta(hours=4, minutes=30), False, id="not after noon"),
        pytest.param(timedelta(hours=16, minutes=29), False, id="not at night"),
    ],
)
def test_a_missed_summary_is_late_the_same_morning_or_not_at_all(
    after: timedelta, written: bool
) -> None:
    assert keys(HALF_PAST_SEVEN + after) == (["summary:2026-11-24"] if written else [])


def test_it_is_due_at_half_past_seven_by_the_stations_clocks() -> None:
    (timer,) = todays(HALF_PAST_SEVEN - timedelta(hours=3), began=BEGAN, timezone="Asia/Bangkok")
    assert timer.due == HALF_PAST_SEVEN
    assert timer.event == SummaryDue(happened_at=HALF_PAST_SEVEN, day=date(2026, 11, 24))
    (elsewhere,) = todays(HALF_PAST_SEVEN, began=BEGAN, timezone="Asia/Tokyo")
    assert elsewhere.due == HALF_PAST_SEVEN - timedelta(hours=2)


def test_a_station_that_began_later_in_the_morning_missed_nothing() -> None:
    began = HALF_PAST_SEVEN + timedelta(minutes=1)
    assert keys(began + timedelta(minutes=5), began=began) == []
    assert keys(began + timedelta(days=1, minutes=-5), began=began) == ["summary:2026-11-25"]


def test_a_clock_that_jumps_asks_for_the_same_key_of_a_day() -> None:
    jumps = [0, 3, -2, 1]
    seen = {key for hours in jumps for key in keys(HALF_PAST_SEVEN + timedelta(hours=hours))}
    assert seen == {"summary:2026-11-24"}
