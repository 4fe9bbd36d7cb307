"""The timers of a bulletin: one for each moment however often it is set, all in its own lane."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.answers import Timer
from domain.bulletin_events import (
    BulletinDue,
    BulletinEnding,
    BulletinSpreading,
    LimitFell,
    RidesEnded,
    due,
    ending,
    limit_fell,
    rides_end,
    spreading,
)

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def is_due(*, version: int = 1, planned_at: datetime = NOW, at: datetime = NOW) -> Timer:
    return due(7, version=version, planned_at=planned_at, at=at)


def test_a_planned_time_set_twice_is_one_timer_and_a_change_or_a_wait_is_another() -> None:
    assert is_due() == is_due()
    others = {is_due(version=2).key, is_due(planned_at=LATER).key, is_due(at=LATER).key}
    assert len(others | {is_due().key}) == 4


def test_a_time_held_back_still_knows_for_when_it_was_planned() -> None:
    held = is_due(at=LATER)
    assert held.due == LATER
    assert held.event == BulletinDue(happened_at=LATER, bulletin=7, version=1, planned_at=NOW)


def test_each_part_of_the_recipients_has_a_timer_of_its_own() -> None:
    first = spreading(7, 3, "groups", 0, at=NOW)
    assert first.event == BulletinSpreading(happened_at=NOW, occurrence=3, part="groups", after=0)
    next_ones = spreading(7, 3, "groups", 100, at=NOW), spreading(7, 3, "people", 0, at=NOW)
    assert len({one.key for one in (first, *next_ones)}) == 3


def test_the_waiting_for_free_replies_ends_anew_at_each_look() -> None:
    first, second = rides_end(7, 3, at=NOW), rides_end(7, 3, at=LATER, look=1)
    assert first.event == RidesEnded(happened_at=NOW, occurrence=3, look=0)
    assert first.key != second.key


def test_looks_at_a_bulletin_under_way_become_rare_but_never_cease() -> None:
    waits = [ending(7, 3, look, now=NOW).due - NOW for look in range(40)]
    assert waits == sorted(waits)
    assert waits[0] < waits[5] <= waits[-1] == waits[-2] <= timedelta(days=1)
    assert ending(7, 3, 2, now=NOW).event == BulletinEnding(
        happened_at=NOW + waits[2], occurrence=3, look=2
    )


@pytest.mark.parametrize("before", [500, None])
def test_a_limit_that_fell_is_told_once_for_each_new_limit(before: int | None) -> None:
    told = limit_fell(before, 300, at=NOW)
    assert told.event == LimitFell(happened_at=NOW, before=before, now=300)
    assert told.key == limit_fell(before, 300, at=NOW).key != limit_fell(before, 200, at=NOW).key


def test_all_of_a_bulletin_happens_in_its_own_lane() -> None:
    timers = [
        is_due(),
        spreading(7, 3, "groups", 0, at=NOW),
        rides_end(7, 3, at=NOW),
        ending(7, 3, 0, now=NOW),
    ]
    assert len({one.lane for one in timers}) == 1
    assert spreading(8, 3, "groups", 0, at=NOW).lane != timers[0].lane
