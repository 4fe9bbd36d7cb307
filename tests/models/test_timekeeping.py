"""A clock that ran ahead and was put back: what it put off comes when it should."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest

from domain.answers import Chat, Message, Recipient, Timer, Words
from domain.bulletin_events import due as bulletin_due
from domain.timer_events import AcceptanceDue, CollectingEnded, ReviewDue
from models.arrival import Arrival, ArrivalKind, NewArrival, keep_unseen
from models.base import to_milliseconds
from models.departure import Claimant, claimable, take
from models.lane import Lane, Lanes
from models.media import MediaItem
from models.timekeeping import set_right
from models.unit_of_work import Store, UnitOfWork
from models.wanted import claim_wanted
from tests.conftest import FixedClock
from tests.handlers.precinct import Precinct

LANE = b"l" * 16


def next_due(uow: UnitOfWork, *, now: datetime) -> Arrival | None:
    """Return the lane's earliest due arrival."""
    return next(iter(uow.inbox.due_in([LANE], now=now, most=1)[LANE]), None)


HOUR = timedelta(hours=1)


def timers(at: datetime) -> dict[str, Timer]:
    tip, soon, later = uuid.uuid4(), at + timedelta(seconds=30), at + timedelta(days=30)
    review = ReviewDue(happened_at=later, tip=tip, review_at=later)
    return {
        "collecting": Timer(key="c", due=soon, event=CollectingEnded(happened_at=soon, tip=tip)),
        "acceptance": Timer(
            key="a", due=soon, event=AcceptanceDue(happened_at=soon, tip=tip, step=1)
        ),
        "review": Timer(key="r", due=later, event=review),
        "bulletin": bulletin_due(1, version=1, planned_at=soon, at=soon),
    }


def dues(store: Store) -> dict[str, datetime]:
    with store.database.reading() as session:
        return {one.event_type: one.due_at for one in session.query(Arrival)}


def put_right(store: Store, clock: FixedClock) -> int:
    with store.database.writing() as session:
        found = set_right(session, store.database, now=clock())
        session.commit()
    return found


def test_what_counts_from_now_is_due_as_long_after_now(
    store: Store, station: int, clock: FixedClock
) -> None:
    clock.passes(hours=1)
    with store.writing(station, clock()) as uow:
        for timer in timers(clock()).values():
            uow.inbox.set_timer(timer, lane=LANE, now=uow.now)
        uow.commit()
    before = dues(store)
    clock.passes(hours=-1)
    assert put_right(store, clock) == 2
    after = dues(store)
    soon = clock() + timedelta(seconds=30)
    assert (after["CollectingEnded"], after["AcceptanceDue"]) == (soon, soon)
    # These hang on a day and its hour, and stay.
    assert after["ReviewDue"] == before["ReviewDue"]
    assert after["BulletinDue"] == before["BulletinDue"]
    assert put_right(store, clock) == 0
    assert dues(store) == after


def test_what_came_from_line_is_due_at_once_and_in_its_order(
    store: Store, station: int, clock: FixedClock
) -> None:
    said = to_milliseconds(clock())
    received = to_milliseconds(clock() + HOUR)
    arrivals = [
        NewArrival(
            station_id=station,
            key=key,
            lane=LANE,
            kind=ArrivalKind.LINE.value,
            event_type="message",
            occurred_at=said + after,
            due_at=received + after,
            received_at=received + after,
            body=b"",
        )
        for key, after in (("second", 20), ("first", 10))
    ]
    with store.database.writing() as session:
        keep_unseen(session, store.database, arrivals)
        session.commit()
    with store.writing(station, clock()) as uow:
        assert next_due(uow, now=uow.now) is None
    assert put_right(store, clock) == 2
    with store.writing(station, clock()) as uow:
        found = []
        while arrival := next_due(uow, now=uow.now):
            found.append(arrival.key)
            uow.inbox.mark_handled(arrival, now=uow.now)
    assert found == ["first", "second"]


def test_nothing_is_touched_while_the_clock_is_right(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        for timer in timers(clock()).values():
            uow.inbox.set_timer(timer, lane=LANE, now=uow.now)
        uow.commit()
    before = dues(store)
    clock.passes(seconds=5)
    assert put_right(store, clock) == 0
    assert dues(store) == before


@pytest.mark.parametrize("lease", [timedelta(seconds=10), HOUR])
def test_messages_and_media_go_on(
    store: Store, station: int, clock: FixedClock, lease: timedelta
) -> None:
    """A lease that ends in an hour was given by the database's clock when it ran ahead."""
    clock.passes(hours=1)
    with store.writing(station, clock()) as uow:
        tip = Precinct(uow).a_tip()
        to = Recipient(chat=Chat.PERSON, line_id="U" + "1" * 32)
        uow.outbox.keep(Message(to=to, contents=[Words(text="x")]), now=uow.now)
        uow.media.want(tip, uow.tips.messages(tip)[0], kind="photo", source={}, now=uow.now)
        uow.commit()
    claimed = Claimant(owner="dead", lease=lease)
    with store.database.writing() as session:
        due = claimable(session, store.database, claimed, now=clock(), limit=1)[0]
        take([due.id], session, store.database, claimed)
        assert claim_wanted(
            session, store.database, MediaItem, now=clock(), lease=lease, stations=(station,)
        )
        Lanes(session, store.database).rest(LANE, wait=lease)
        session.commit()
    clock.passes(hours=-1)
    put_right(store, clock)
    mine, is_free = Claimant(owner="mine", lease=lease), lease == HOUR
    with store.database.writing() as session:
        taken = claimable(session, store.database, mine, now=clock(), limit=1)
        assert bool(taken) is is_free
        assert (session.get(Lane, LANE) is None) is is_free
        (item,) = session.query(MediaItem)
        assert (item.leased_until is None) is is_free
        assert item.next_try_at <= clock()
