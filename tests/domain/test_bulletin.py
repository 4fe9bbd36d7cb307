"""A bulletin's time: it goes, waits for the morning, is a little late, or is missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bulletin import (
    ENDED,
    BulletinState,
    BulletinStep,
    BulletinStepRefused,
    Manners,
    take_step,
    turn,
)

HOLD, SEND, MISS = BulletinState.HELD, BulletinState.SENDING, BulletinState.MISSED
MANNERS = Manners(hours="21:00-06:00", timezone="Asia/Bangkok", grace=timedelta(minutes=60))
URGENT = Manners(
    hours="21:00-06:00", timezone="Asia/Bangkok", grace=timedelta(minutes=60), is_urgent=True
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November 2026 as the station's clocks show it."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


@pytest.mark.parametrize(
    ("due", "now", "state", "until"),
    [
        pytest.param(at(23, 8), at(23, 8), SEND, None, id="on time"),
        pytest.param(at(23, 8), at(23, 9), SEND, None, id="late within its grace"),
        pytest.param(at(23, 8), at(23, 9, 1), MISS, None, id="later than its grace"),
        pytest.param(at(23, 22), at(23, 22), HOLD, at(24, 6), id="held until the morning"),
        pytest.param(at(24, 2), at(24, 2), HOLD, at(24, 6), id="held from after midnight"),
        pytest.param(at(23, 22), at(24, 6), SEND, None, id="goes when the night ends"),
        pytest.param(at(23, 22), at(24, 7), SEND, None, id="grace begins in the morning"),
        pytest.param(at(23, 22), at(24, 7, 1), MISS, None, id="missed in the morning"),
        pytest.param(at(23, 20, 50), at(23, 21, 5), HOLD, at(24, 6), id="late into the night"),
        pytest.param(at(23, 20, 50), at(24, 6, 50), SEND, None, id="the night does not count"),
        pytest.param(at(23, 20, 50), at(24, 6, 51), MISS, None, id="but the evening does"),
        pytest.param(at(23, 10), at(23, 22), MISS, None, id="missed long before the night"),
        pytest.param(at(23, 10), at(24, 6, 5), MISS, None, id="still missed after it"),
        pytest.param(at(23, 21), at(23, 21), HOLD, at(24, 6), id="the first quiet minute"),
        pytest.param(at(23, 8), at(22, 8), SEND, None, id="a clock that was put back"),
    ],
)
def test_a_bulletin_that_is_due_goes_waits_or_is_missed(
    due: datetime, now: datetime, state: BulletinState, until: datetime | None
) -> None:
    found = turn(due, now, MANNERS)
    assert (found.state, found.until) == (state, until)


def test_an_urgent_one_never_waits_for_the_morning() -> None:
    assert turn(at(23, 23), at(23, 23, 30), URGENT).state is SEND
    assert turn(at(23, 23), at(24, 0, 1), URGENT).state is MISS


def test_a_station_without_quiet_hours_speaks_at_night() -> None:
    plain = Manners(hours="", timezone="Asia/Bangkok", grace=timedelta(0))
    assert turn(at(23, 23), at(23, 23), plain).state is SEND


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_what_is_due_is_never_sent_in_the_night_nor_held_in_the_day(due: int, late: int) -> None:
    began = at(1, 0)
    now = began + timedelta(minutes=due + late)
    found = turn(began + timedelta(minutes=due), now, MANNERS)
    hour = (now + timedelta(hours=7)).hour
    is_night = hour >= 21 or hour < 6
    assert (found.state is SEND) <= (not is_night)
    assert (found.state is HOLD) == (found.until is not None)
    if found.until is not None:
        assert now < found.until <= now + timedelta(hours=9)


@given(st.integers(0, 3_000), st.floats(0, 5_000))
def test_a_bulletin_always_has_all_of_its_grace(due: int, grace: float) -> None:
    manners = Manners(hours="21:00-06:00", timezone="Asia/Bangkok", grace=timedelta(minutes=grace))
    planned = at(1, 0) + timedelta(minutes=due)
    assert manners.expires(planned) >= planned + timedelta(minutes=grace)


def test_a_change_takes_a_planned_bulletin_back_to_its_draft() -> None:
    planned = take_step(BulletinState.AWAITING, BulletinStep.PLAN)
    assert take_step(planned, BulletinStep.CHANGE) is BulletinState.DRAFT


@pytest.mark.parametrize("state", [*ENDED])
def test_what_has_ended_changes_no_more(state: BulletinState) -> None:
    for step in BulletinStep:
        with pytest.raises(BulletinStepRefused):
            take_step(state, step)


def test_a_draft_is_never_sent_without_being_planned() -> None:
    for state in (BulletinState.DRAFT, BulletinState.AWAITING):
        with pytest.raises(BulletinStepRefused):
            take_step(state, BulletinStep.SEND)
