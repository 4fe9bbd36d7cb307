"""The daybook: two clocks, or one that fires twice or jumps, make one arrival."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.scheduler import Daybook, Scheduler, Timekeeper
from domain.answers import Timer
from domain.timer_events import CollectingEnded
from models.arrival import Arrival, ArrivalState
from models.unit_of_work import Store
from tests.conftest import FixedClock

DAWN = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)


def arrivals(store: Store, kind: str = "SummaryDue") -> list[tuple[int, str]]:
    with store.database.reading() as session:
        query = select(Arrival).where(Arrival.event_type == kind)
        rows = session.scalars(query.order_by(Arrival.station_id)).all()
        return [(row.station_id, row.event_type) for row in rows]


def a_daybook(store: Store, clock: FixedClock, rings: list[int] | None = None) -> Daybook:
    woken = [] if rings is None else rings
    return Daybook(store, clock=clock, woke=lambda: woken.append(1))


def test_each_station_has_its_morning_once_however_many_clocks_there_are(
    store: Store, clock: FixedClock
) -> None:
    clock.now = DAWN
    rings: list[int] = []
    books = [a_daybook(store, clock, rings), a_daybook(store, clock, rings)]
    for book in books:
        book.write()
        book.write()
    for kind in ("SummaryDue", "RetentionDue"):
        assert arrivals(store, kind) == [(one, kind) for one in sorted(store.stations)]
    assert len(rings) == 2 * len(store.stations)


def test_two_clocks_at_the_same_moment_make_one(store: Store, clock: FixedClock) -> None:
    clock.now = DAWN
    together = threading.Barrier(2)

    def write() -> None:
        together.wait()
        a_daybook(store, clock).write()

    writing = [threading.Thread(target=write) for _ in range(2)]
    for one in writing:
        one.start()
    for one in writing:
        one.join(30)
    assert len(arrivals(store)) == len(store.stations)


def test_the_next_day_and_a_clock_put_back_are_told_apart(store: Store, clock: FixedClock) -> None:
    clock.now = DAWN
    book = a_daybook(store, clock)
    book.write()
    clock.passes(hours=9)
    book.write()
    clock.passes(hours=-7)
    book.write()
    assert len(arrivals(store)) == len(store.stations)
    clock.passes(hours=22)
    book.write()
    assert len(arrivals(store)) == 2 * len(store.stations)


def test_lanes_of_two_stations_are_not_one(store: Store, clock: FixedClock) -> None:
    clock.now = DAWN
    a_daybook(store, clock).write()
    with store.database.reading() as session:
        # What the night deletes holds up no morning.
        assert len(set(session.scalars(select(Arrival.lane)))) == 2 * len(store.stations)


def test_the_clock_looks_into_the_daybook() -> None:
    swept, looked = threading.Event(), threading.Event()
    clock = Scheduler(swept.set, every=0.05, daybook=looked.set, daybook_every=0.05)
    clock.start()
    try:
        assert swept.wait(10)
        assert looked.wait(10)
    finally:
        clock.stop()


def test_the_clock_goes_on_after_what_it_runs_has_failed() -> None:
    times: list[int] = []
    again = threading.Event()

    def fails_once() -> None:
        times.append(1)
        if len(times) == 1:
            raise ValueError("once")
        again.set()

    clock = Scheduler(fails_once, every=0.02, daybook=lambda: None)
    clock.start()
    try:
        assert again.wait(10)
    finally:
        clock.stop()


def a_timer(store: Store, station: int, at: datetime) -> None:
    due = at + timedelta(seconds=30)
    event = CollectingEnded(happened_at=due, tip=uuid.uuid4())
    with store.writing(station, at) as uow:
        uow.inbox.set_timer(Timer(key=str(due), due=due, event=event), lane=b"l", now=at)
        uow.commit()


def due_in(store: Store, clock: FixedClock) -> list[float]:
    with store.database.reading() as session:
        waiting = select(Arrival.due_at).where(Arrival.state == ArrivalState.WAITING)
        return sorted((one - clock()).total_seconds() for one in session.scalars(waiting))


def test_a_clock_that_is_put_back_is_noticed_and_one_that_goes_on_is_not(
    store: Store, station: int, clock: FixedClock
) -> None:
    began, elapsed = clock.now, [0.0]
    keeper = Timekeeper(store, clock=clock, monotonic=lambda: elapsed[0])

    def passes(seconds: float, *, clock_by: float | None = None) -> None:
        elapsed[0] += seconds
        clock.passes(seconds=seconds if clock_by is None else clock_by)
        keeper.look()

    keeper.look()
    passes(1, clock_by=3601)
    a_timer(store, station, clock())
    passes(1)
    assert due_in(store, clock) == [29.0]
    passes(1, clock_by=-3599)
    assert clock.now < began + timedelta(minutes=1)
    assert due_in(store, clock) == [30.0]
    passes(10)
    assert due_in(store, clock) == [20.0]


def test_what_a_machine_that_is_gone_put_off_is_found_at_the_start(
    store: Store, station: int, clock: FixedClock
) -> None:
    a_timer(store, station, clock() + timedelta(hours=1))
    Timekeeper(store, clock=clock).look()
    assert due_in(store, clock) == [30.0]
