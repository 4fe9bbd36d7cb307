"""What has been kept for long enough, and what is not deleted yet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.daybook import nightly, retention_at
from domain.retention import Ended, Kept, Periods, due, earliest
from domain.timer_events import RetentionDue

END = datetime(2026, 1, 1, tzinfo=UTC)
PERIODS = Periods(
    tip=timedelta(days=30),
    sender=timedelta(days=10),
    media=timedelta(days=20),
    unverified=timedelta(days=15),
)


def kinds(days: float, **facts: Any) -> set[Kept]:
    ended = Ended(at=END, **{"has_sender": True, "has_media": True, **facts})
    return set(due(ended, PERIODS, END + timedelta(days=days)))


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (9.99, set()),
        (10, {Kept.SENDERS}),
        (20, {Kept.SENDERS, Kept.MEDIA}),
        (29.99, {Kept.SENDERS, Kept.MEDIA}),
        (30, {Kept.TIPS}),
    ],
)
def test_each_kind_goes_when_its_own_time_is_over(days: float, found: set[Kept]) -> None:
    assert kinds(days) == found


def test_what_is_gone_already_is_not_due_again() -> None:
    assert kinds(25, has_sender=False, has_media=False) == set()
    assert kinds(25, has_sender=False) == {Kept.MEDIA}


def test_a_tip_from_nobody_known_goes_whole_by_its_own_time() -> None:
    assert kinds(14.9, is_unverified=True) == {Kept.SENDERS}
    assert kinds(15, is_unverified=True) == {Kept.UNVERIFIED}
    assert kinds(30, is_unverified=True) == {Kept.TIPS}


def test_nothing_of_a_held_tip_goes_however_old() -> None:
    assert kinds(4000, is_held=True, is_unverified=True) == set()


def test_nothing_is_deleted_before_the_shortest_time() -> None:
    assert earliest(PERIODS) == timedelta(days=10)
    assert kinds(9.99, is_unverified=True) == set()


def test_it_is_due_once_a_night_and_never_too_late_that_day() -> None:
    began, timezone = END - timedelta(days=30), "Asia/Bangkok"
    at = retention_at(END.date(), timezone)
    assert nightly(at - timedelta(minutes=1), began=began, timezone=timezone) == []
    for hours in (0, 3, 20):
        (timer,) = nightly(at + timedelta(hours=hours), began=began, timezone=timezone)
        assert (timer.key, timer.due) == ("retention:2026-01-01", at)
        assert isinstance(timer.event, RetentionDue)
    assert nightly(at + timedelta(hours=2), began=at + timedelta(hours=1), timezone=timezone) == []


@pytest.mark.parametrize(
    ("media", "shown"),
    [
        pytest.param(timedelta(days=20), timedelta(days=30), id="phones fetch late"),
        pytest.param(timedelta(days=90), timedelta(days=90), id="as long as any media"),
    ],
)
def test_what_a_bulletin_showed_is_kept_while_phones_may_fetch_it(
    media: timedelta, shown: timedelta
) -> None:
    assert Periods(media=media).announced == shown
