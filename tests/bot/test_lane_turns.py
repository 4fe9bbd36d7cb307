"""Lanes take turns: who writes a thousand messages delays nobody else."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from catalog import Catalog
from domain.answers import Answer, Timer
from domain.events import MessageSaid
from domain.timer_events import CollectingEnded
from models.arrival import Arrival, ArrivalKind, NewArrival, keep_unseen
from models.base import to_milliseconds
from models.inbox import lanes_with_work
from models.lane import Lane
from models.sealed import Purpose
from models.unit_of_work import Store, UnitOfWork
from tests.bot.test_worker import Inbox, a_worker, echo, outbox
from tests.conftest import FixedClock

OTHER = "U" + "b" * 32
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def rested(store: Store) -> None:
    """Let every lane's rest run out, which the database's own clock counts."""
    with store.database.writing() as session:
        session.execute(update(Lane).values(until=LONG_AGO))
        session.commit()


def test_a_lane_full_of_work_lets_the_others_come_in_between(
    store: Store, station: int, clock: FixedClock
) -> None:
    flood, other = Inbox(store, station, clock), Inbox(store, station, clock)
    other.lane = store.cabinet.fingerprint(Purpose.LANE, "khokkhram", OTHER)
    for number in range(1, 26):
        flood.gets(number, seconds=number)
    clock.passes(seconds=60)
    other.gets(100)
    worker = a_worker(store, clock, {MessageSaid: echo})
    while worker.step():
        pass
    said = outbox(store, station, clock)
    assert sorted(said) == sorted(f"ข้อความ {number}" for number in (*range(1, 13), 100))
    for _ in range(3):
        rested(store)
        worker.step()
    assert outbox(store, station, clock)[13:] == [f"ข้อความ {n}" for n in range(13, 26)]


def test_a_lane_that_had_its_turn_rests_for_every_worker(
    store: Store, station: int, clock: FixedClock
) -> None:
    flood = Inbox(store, station, clock)
    for number in range(1, 14):
        flood.gets(number, seconds=number)
    worker, colleague = (a_worker(store, clock, {MessageSaid: echo}) for _ in range(2))
    assert worker.step()
    assert not colleague.step()
    rested(store)
    assert colleague.step()
    assert len(outbox(store, station, clock)) == 13


def test_who_had_a_turn_has_waited_since_that_turn(
    store: Store, station: int, clock: FixedClock
) -> None:
    def lane(number: int) -> bytes:
        return bytes([number]) * 16

    def waits(number: int, *, since: float) -> NewArrival:
        due = to_milliseconds(LONG_AGO + timedelta(seconds=since))
        kind = ArrivalKind.LINE.value
        return NewArrival(station, f"k{number}", lane(number), kind, "message", due, due, due, b"")

    with store.database.writing() as session:
        keep_unseen(session, store.database, [waits(one, since=one) for one in (1, 2, 3, 4)])
        for number, turn in ((1, 30.0), (2, 20.0), (4, 0.0)):
            until = LONG_AGO + timedelta(seconds=turn)
            session.execute(insert(Lane).values(mark=lane(number), until=until))
        session.commit()
    with store.database.reading() as session:
        found = lanes_with_work(session, store.database, now=clock(), limit=9)
    assert [mark for mark, _ in found] == [lane(3), lane(4), lane(2), lane(1)]


def test_what_our_own_timers_bring_needs_not_stand_back(
    store: Store, station: int, clock: FixedClock
) -> None:
    """A bulletin's pages are a hundred timers of one lane, each set by the one before."""

    def turns_a_page(event: CollectingEnded, uow: UnitOfWork, _: Catalog) -> Sequence[Answer]:
        page = event.tip.int + 1
        following = CollectingEnded(happened_at=uow.now, tip=uuid.UUID(int=page))
        return [Timer(key=f"page:{page}", due=uow.now, event=following)] if page < 40 else []

    with store.writing(station, clock()) as uow:
        first = CollectingEnded(happened_at=clock(), tip=uuid.UUID(int=0))
        timer = Timer(key="page:0", due=clock(), event=first)
        uow.inbox.set_timer(timer, lane=b"b" * 16, now=uow.now)
        uow.commit()
    worker = a_worker(store, clock, {CollectingEnded: turns_a_page})
    steps = 0
    while worker.step():
        steps += 1
    assert steps > 1
    with store.database.reading() as session:
        assert session.query(Arrival).count() == 40


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_no_station_has_all_hands_at_work_for_it(
    store: Store, station: int, clock: FixedClock
) -> None:
    """A row of a station may be held by who is frozen, and whoever works for it waits for that."""
    other_station = store.station("bungkum").id
    stuck, behind = Inbox(store, station, clock), Inbox(store, station, clock)
    behind.lane = store.cabinet.fingerprint(Purpose.LANE, "khokkhram", OTHER)
    well = Inbox(store, other_station, clock)
    well.lane = store.cabinet.fingerprint(Purpose.LANE, "bungkum", OTHER)
    begun, goes_on = threading.Event(), threading.Event()

    def waits(event: MessageSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        if uow.station.id == station:
            begun.set()
            assert goes_on.wait(30)
        return echo(event, uow, catalog)

    worker = a_worker(store, clock, {MessageSaid: waits}, most_of_one=1)
    stuck.gets(1)
    hand = threading.Thread(target=worker.step)
    hand.start()
    assert begun.wait(30)
    behind.gets(2)
    well.gets(3)
    assert worker.step()
    assert outbox(store, other_station, clock) == ["ข้อความ 3"]
    assert not worker.step()
    goes_on.set()
    hand.join(30)
    assert worker.step()
    assert sorted(outbox(store, station, clock)) == [f"ข้อความ {n}" for n in (1, 2, 3)]
