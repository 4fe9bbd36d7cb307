"""One drill at a time, also when two begin it at once."""

from __future__ import annotations

import threading
from datetime import timedelta

from models.unit_of_work import Store
from tests.conftest import FixedClock

LASTS = timedelta(days=3)


def start(store: Store, station: int, clock: FixedClock) -> int | None:
    with store.writing(station, clock()) as uow:
        drill = uow.drills.start(now=uow.now, until=uow.now + LASTS)
        if drill is None:
            return None
        uow.commit()
        return drill.number


def test_a_second_drill_waits_for_the_end_of_the_first(
    store: Store, station: int, clock: FixedClock
) -> None:
    assert start(store, station, clock) == 1
    clock.passes(days=2.9)
    assert start(store, station, clock) is None
    clock.passes(days=0.2)
    assert start(store, station, clock) == 2


def test_another_station_has_its_own(store: Store, station: int, clock: FixedClock) -> None:
    start(store, station, clock)
    assert start(store, store.station("bungkum").id, clock) == 1


def test_of_two_that_begin_at_once_one_begins(
    store: Store, station: int, clock: FixedClock
) -> None:
    start(store, station, clock)
    clock.passes(days=4)
    begun: list[int | None] = []
    both = threading.Barrier(2)

    def begin() -> None:
        both.wait(10)
        begun.append(start(store, station, clock))

    threads = [threading.Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(begun, key=str) == [2, None]
