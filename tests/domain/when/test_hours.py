"""Quiet hours hold, grace forgives, and a clock that jumps sends nothing early or twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.when.hours import Fate, Policy, held_until, judge, lateness, sort_overdue

BANGKOK = ZoneInfo("Asia/Bangkok")
POLICY = Policy(quiet_hours="21:00-06:00", grace=timedelta(minutes=60))


def at(written: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{written}").replace(tzinfo=BANGKOK)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("27 20:59", None),
        ("27 21:00", "28 06:00"),
        ("28 00:30", "28 06:00"),
        ("28 05:59", "28 06:00"),
        ("28 06:00", None),
    ],
)
def test_the_quiet_hours_hold_until_their_end(moment: str, until: str | None) -> None:
    assert held_until(at(moment), POLICY) == (None if until is None else at(until))
    assert held_until(at(moment), POLICY, is_urgent=True) is None
    assert held_until(at(moment), Policy()) is None


@pytest.mark.parametrize(
    ("due", "now", "fate", "until"),
    [
        pytest.param(
            "27 08:00", "27 07:59", Fate.WAIT, "27 08:00", id="not due: the clock fell back"
        ),
        pytest.param("27 08:00", "27 08:00", Fate.SEND, None, id="on time"),
        pytest.param("27 08:00", "27 08:40", Fate.LATE, None, id="late within grace"),
        pytest.param("27 08:00", "27 09:00", Fate.LATE, None, id="late by just the grace"),
        pytest.param("27 08:00", "27 09:01", Fate.MISSED, None, id="too late"),
        pytest.param("27 08:00", "30 08:00", Fate.MISSED, None, id="the clock leapt ahead"),
        pytest.param("27 22:00", "27 22:00", Fate.WAIT, "28 06:00", id="held by the quiet hours"),
        pytest.param("27 22:00", "28 06:00", Fate.SEND, None, id="sent at their end"),
        pytest.param("27 22:00", "28 06:45", Fate.LATE, None, id="down at their end"),
        pytest.param("27 22:00", "28 07:10", Fate.MISSED, None, id="down for too long after"),
        pytest.param("27 20:30", "27 21:10", Fate.WAIT, "28 06:00", id="late, and now it is quiet"),
        pytest.param("27 20:30", "28 06:00", Fate.LATE, None, id="and sent in the morning"),
        pytest.param("27 19:30", "27 21:10", Fate.MISSED, None, id="too late before the night"),
    ],
)
def test_what_is_due_waits_is_sent_or_was_missed(
    due: str, now: str, fate: Fate, until: str | None
) -> None:
    found = judge(at(due), at(now), POLICY)
    assert (found.fate, found.until) == (fate, None if until is None else at(until))


def test_what_is_urgent_is_never_held_and_the_night_counts_as_delay() -> None:
    assert judge(at("27 22:00"), at("27 22:00"), POLICY, is_urgent=True).fate is Fate.SEND
    assert judge(at("27 22:00"), at("28 06:00"), POLICY, is_urgent=True).fate is Fate.MISSED


def test_several_nights_do_not_count_as_delay() -> None:
    assert lateness(at("27 20:00"), at("29 07:00"), POLICY) == timedelta(hours=1 + 15 + 1)
    assert lateness(at("27 08:00"), at("27 07:00"), POLICY) == timedelta(0)


def test_of_several_times_that_passed_the_newest_stands_for_all() -> None:
    found = sort_overdue([at("27 08:00"), at("25 08:00"), at("26 08:00"), at("27 08:00")])
    assert found.standing == at("27 08:00")
    assert list(found.missed) == [at("25 08:00"), at("26 08:00")]
    assert sort_overdue([]).standing is None


def test_without_quiet_hours_every_minute_that_passed_counts() -> None:
    policy = Policy(grace=timedelta(minutes=60))
    assert lateness(at("27 20:00"), at("28 07:00"), policy) == timedelta(hours=11)
