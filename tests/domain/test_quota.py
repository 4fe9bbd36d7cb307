"""A month of the quota ends when LINE's month does, which is neither ours nor UTC's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.quota import counted_month


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        pytest.param(datetime(2026, 11, 30, 14, 59, tzinfo=UTC), "2026-11", id="a minute before"),
        pytest.param(datetime(2026, 11, 30, 15, 0, tzinfo=UTC), "2026-12", id="midnight in Japan"),
        pytest.param(datetime(2026, 12, 31, 18, 0, tzinfo=UTC), "2027-01", id="a new year"),
    ],
)
def test_the_month_is_the_one_of_line_s_clocks(moment: datetime, month: str) -> None:
    assert counted_month(moment) == month
