"""Cron lines mean what cron means by them."""

from __future__ import annotations

from datetime import datetime

import pytest

from domain.when.cron import is_cron, next_wall

FRIDAY = datetime(2026, 11, 27, 10, 0)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("line", "due"),
    [
        pytest.param("0 8 * * 1", "2026-11-30 08:00", id="1 is Monday, not Tuesday"),
        pytest.param("0 8 * * 0", "2026-11-29 08:00", id="0 is Sunday"),
        pytest.param("0 8 * * 7", "2026-11-29 08:00", id="7 is Sunday too"),
        pytest.param("0 8 * * MON", "2026-11-30 08:00", id="by name"),
        pytest.param("0 8 * * 5-7", "2026-11-28 08:00", id="a range to Sunday"),
        pytest.param("0 8 * * sat-mon", "2026-11-28 08:00", id="a range over the week's end"),
        pytest.param("0 8 * * */2", "2026-11-28 08:00", id="every second weekday from Sunday"),
        pytest.param("0 8 * * 1-5/2", "2026-11-30 08:00", id="every second of a range"),
        pytest.param("0 8 13 * 1", "2026-11-30 08:00", id="either kind of day: a Monday"),
        pytest.param("0 8 28 * 1", "2026-11-28 08:00", id="either kind of day: the 28th"),
        pytest.param("0 10 * * *", "2026-11-28 10:00", id="strictly after"),
        pytest.param("*/15 * * * *", "2026-11-27 10:15", id="every quarter of an hour"),
        pytest.param("0 8 29 2 *", "2028-02-29 08:00", id="a leap day"),
        pytest.param("0 8 31 2 *", None, id="a day that never comes"),
    ],
)
def test_a_line_fires_next(line: str, due: str | None) -> None:
    found = next_wall(line, FRIDAY)
    assert (None if found is None else f"{found:%Y-%m-%d %H:%M}") == due


@pytest.mark.parametrize(
    "line",
    ["", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "0 8 * * 8", "0 8 * * x", "@daily"],
)
def test_what_cron_would_refuse_is_no_line(line: str) -> None:
    assert not is_cron(line)


def test_a_weekday_that_no_week_has_is_no_line() -> None:
    assert not is_cron("0 8 * * abc")
