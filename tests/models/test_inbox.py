"""The inbox: kept once, handled in order, erased when done."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event, func, select

from domain.answers import Timer
from domain.timer_events import CollectingEnded
from models.arrival import Arrival, ArrivalKind, ArrivalState, NewArrival, keep_unseen
from models.base import to_milliseconds
from models.inbox import lanes_with_work, seal_body
from models.lane import Lanes
from models.unit_of_work import Store, UnitOfWork
from tests.conftest import FixedClock

LANE = b"l" * 16


def next_due(uow: UnitOfWork, *, now: datetime) -> Arrival | None:
    """Return the lane's earliest due arrival."""
    return next(iter(uow.inbox.due_in([LANE], now=now, most=1)[LANE]), None)


def an_arrival(store: Store, station: int, clock: FixedClock, **facts: object) -> NewArrival:
    with store.writing(station, clock()) as uow:
        body = seal_body(uow.keys, uow.station.key, b'{"type":"message"}')
    given = {
        "station_id": station,
        "key": "01H",
        "lane": LANE,
        "kind": ArrivalKind.LINE.value,
        "event_type": "message",
        "occurred_at": to_milliseconds(clock()),
        "due_at": to_milliseconds(clock()),
        "received_at": to_milliseconds(clock()),
        "body": body,
    }
    return NewArrival(**{**given, **facts})


def keep(store: Store, *arrivals: NewArrival) -> None:
    with store.database.writing() as session:
        keep_unseen(session, store.database, arrivals)
        session.commit()


def test_a_second_copy_is_nothing(store: Store, station: int, clock: FixedClock) -> None:
    one = an_arrival(store, station, clock)
    keep(store, one, one)
    keep(store, one)
    with store.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Arrival)) == 1


def test_the_lane_that_waited_longest_comes_first(
    store: Store, station: int, clock: FixedClock
) -> None:
    for number in (2, 0, 1):
        due = to_milliseconds(clock()) - 1000 * number
        lane = bytes([number]) * 16
        keep(store, an_arrival(store, station, clock, key=f"0{number}", lane=lane, due_at=due))
    with store.database.reading() as session:
        found = lanes_with_work(session, store.database, now=clock(), limit=10)
    assert [lane[0] for lane, _ in found] == [2, 1, 0]


def test_sqlite_finds_what_waits_by_the_index_of_what_waits(
    store: Store, station: int, clock: FixedClock
) -> None:
    if not store.database.is_sqlite:
        return
    asked: list[tuple[str, object]] = []

    @event.listens_for(store.database.engine, "before_cursor_execute")
    def remember(*call: Any) -> None:
        asked.append((call[2], call[3]))

    with store.writing(station, clock()) as uow:
        next_due(uow, now=clock())
        lanes_with_work(uow.session, store.database, now=clock(), limit=5)
        queries = [(text, given) for text, given in asked if "FROM inbox" in text]
        plans = [
            " ".join(
                str(row)
                for row in uow.session.connection().exec_driver_sql(
                    f"EXPLAIN QUERY PLAN {text}", given
                )
            )
            for text, given in queries
        ]
    assert len(plans) == 2
    assert all("_waiting" in plan for plan in plans), plans


def test_the_same_id_at_two_stations_is_two_events(
    store: Store, station: int, clock: FixedClock
) -> None:
    other = store.station("bungkum").id
    keep(
        store,
        an_arrival(store, station, clock),
        an_arrival(store, station, clock, station_id=other),
    )
    with store.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Arrival)) == 2


def test_the_earliest_event_comes_first_however_they_arrived(
    store: Store, station: int, clock: FixedClock
) -> None:
    earlier = to_milliseconds(clock() - timedelta(seconds=5))
    keep(
        store,
        an_arrival(store, station, clock, key="late"),
        an_arrival(store, station, clock, key="early", occurred_at=earlier),
    )
    with store.writing(station, clock()) as uow:
        first = next_due(uow, now=clock())
    assert first is not None
    assert first.key == "early"


def test_a_timer_comes_back_when_it_is_due_and_once(
    store: Store, station: int, clock: FixedClock
) -> None:
    due = clock() + timedelta(seconds=30)
    event = CollectingEnded(happened_at=due, tip=uuid.uuid4())
    with store.writing(station, clock()) as uow:
        for _ in range(2):
            uow.inbox.set_timer(Timer(key="k", due=due, event=event), lane=LANE, now=clock())
        uow.commit()
    with store.writing(station, clock()) as uow:
        assert next_due(uow, now=clock()) is None
        found = next_due(uow, now=due)
        assert found is not None
        assert uow.inbox.scheduled_event(found) == event
        assert event.tip.hex not in found.key
        uow.inbox.mark_handled(found, now=due)
        assert next_due(uow, now=due) is None
        assert found.body is None


def test_a_lane_that_rests_is_not_offered(store: Store, station: int, clock: FixedClock) -> None:
    keep(store, an_arrival(store, station, clock))
    with store.database.writing() as session:
        assert lanes_with_work(session, store.database, now=clock(), limit=9) == [(LANE, station)]
        Lanes(session, store.database).rest(LANE, wait=timedelta(seconds=30))
        assert lanes_with_work(session, store.database, now=clock(), limit=9) == []


def test_an_arrival_that_fails_for_good_is_set_aside_and_shown(
    store: Store, station: int, clock: FixedClock
) -> None:
    keep(store, an_arrival(store, station, clock))
    waits = []
    with store.writing(station, clock()) as uow:
        arrival = next_due(uow, now=clock())
        assert arrival is not None
        while arrival.state == ArrivalState.WAITING:
            waits.append(uow.inbox.mark_failed(arrival, fault="ValueError"))
        assert [row.key for row in uow.inbox.set_aside()] == ["01H"]
    assert waits[-1] is None
    assert waits[:-1] == sorted(waits[:-1])


def test_a_lane_with_thousands_shows_but_its_earliest_beside_the_others(
    store: Store, station: int, clock: FixedClock
) -> None:
    flood, calm = b"f" * 16, b"c" * 16

    def waits(number: int, lane: bytes) -> NewArrival:
        at = to_milliseconds(clock()) - 5000 + number
        kind = ArrivalKind.LINE.value
        return NewArrival(station, f"{number:05d}", lane, kind, "message", at, at, at, b"")

    with store.writing(station, clock()) as uow:
        many = [waits(number, flood) for number in range(3000)]
        keep_unseen(uow.session, store.database, [*reversed(many), waits(4000, calm)])
        found = uow.inbox.due_in([flood, calm, b"n" * 16], now=uow.now, most=2)
        assert {lane: [one.key for one in due] for lane, due in found.items()} == {
            flood: ["00000", "00001"],
            calm: ["04000"],
            b"n" * 16: [],
        }
        uow.inbox.mark_handled(found[flood][0], now=uow.now)
        (again,) = uow.inbox.due_in([flood], now=uow.now, most=1)[flood]
        assert again.key == "00001"


def test_postgresql_reads_no_more_of_a_lane_with_thousands_than_is_asked_for(
    store: Store, station: int, clock: FixedClock
) -> None:
    if store.database.is_sqlite:
        return
    asked: list[tuple[str, object]] = []

    @event.listens_for(store.database.engine, "before_cursor_execute")
    def remember(*call: Any) -> None:
        asked.append((call[2], call[3]))

    first = to_milliseconds(clock()) - 5000
    moments = range(first, first + 600)
    keep(
        store,
        *(an_arrival(store, station, clock, key=f"{one}", occurred_at=one) for one in moments),
    )
    with store.writing(station, clock()) as uow:
        connection = uow.session.connection()
        connection.exec_driver_sql("ANALYZE inbox")
        uow.inbox.due_in([LANE, b"n" * 16], now=clock(), most=2)
        text, given = next((text, given) for text, given in asked if "LATERAL" in text)
        plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE) {text}", given).scalars().all()
    told = re.findall(r"actual time=\S+ rows=(\d+)", " ".join(plan))
    assert told
    assert max(map(int, told)) <= 4, plan
