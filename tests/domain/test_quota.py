"""A month of the quota ends when LINE's month does, which is neither ours nor UTC's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.quota import Budget, counted_month, estimated_use, forecast, month_ends


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


def a_budget(**facts: Any) -> Budget:
    return Budget(**{"limit": 300, "used": 100, "reserve": 0.3, **facts})


@pytest.mark.parametrize(
    ("facts", "spare"),
    [
        pytest.param({}, 110, id="the alerts' share is held"),
        pytest.param({"queued": 20}, 90, id="what is on its way is spent"),
        pytest.param({"planned": 50}, 60, id="what is planned is promised"),
        pytest.param({"used": 250}, 0, id="the share is touched already"),
        pytest.param({"limit": None}, None, id="no limit"),
        pytest.param({"limit": None, "is_spent": True}, 0, id="LINE takes nothing"),
        pytest.param({"limit": 301}, 110, id="a share is rounded for the alerts"),
    ],
)
def test_a_bulletin_may_cost_what_is_left_beside_the_alerts_share(
    facts: dict[str, Any], spare: int | None
) -> None:
    assert a_budget(**facts).spare() == spare


def test_a_bulletin_that_would_eat_the_reserve_is_not_borne() -> None:
    assert a_budget().bears(110)
    assert not a_budget().bears(111)
    assert a_budget(used=300).bears(0)


def test_an_urgent_one_may_take_what_is_planned_and_never_the_reserve() -> None:
    budget = a_budget(planned=50)
    assert not budget.bears(110)
    assert budget.bears(110, beside_planned=False)
    assert not budget.bears(111, beside_planned=False)


@pytest.mark.parametrize(
    ("told", "counted", "then", "used"),
    [
        pytest.param(None, 5, 0, None, id="LINE told nothing yet"),
        pytest.param(100, 40, 30, 110, id="what was accepted since is added"),
        pytest.param(100, 200, 200, 200, id="LINE lags behind"),
        pytest.param(100, 0, 30, 100, id="never less than LINE says"),
    ],
)
def test_what_is_used_is_never_estimated_too_low(
    told: int | None, counted: int, then: int, used: int | None
) -> None:
    assert estimated_use(told=told, counted=counted, counted_when_told=then) == used


def test_the_forecast_goes_on_as_the_month_began() -> None:
    tenth = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
    assert forecast(100, 20, tenth) == 320
    assert forecast(100, 20, datetime(2026, 11, 30, 14, 59, tzinfo=UTC)) == 120
    assert forecast(0, 0, tenth) == 0


def test_the_month_ends_with_line_s() -> None:
    ends = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
    assert month_ends(ends - timedelta(seconds=1)) == ends
    assert month_ends(ends) == datetime(2026, 12, 31, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "is_overdrawn"),
    [
        pytest.param({"queued": 110}, False, id="all but the alerts' share is spent"),
        pytest.param({"queued": 111}, True, id="the share is touched"),
        pytest.param({"limit": None, "queued": 9999}, False, id="no limit"),
        pytest.param(
            {"limit": None, "is_spent": True}, True, id="no limit, but LINE takes nothing"
        ),
        pytest.param({"is_spent": True}, True, id="LINE takes nothing though we count less"),
    ],
)
def test_what_is_on_its_way_may_not_touch_what_is_kept_for_alerts(
    facts: dict[str, Any], is_overdrawn: bool
) -> None:
    assert a_budget(**facts).is_overdrawn is is_overdrawn
