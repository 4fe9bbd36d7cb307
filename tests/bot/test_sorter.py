"""The sorter: each event of each envelope lies in its lane once, whatever happens between."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from bot.sorter import Sorter
from models.arrival import Arrival, ArrivalState
from models.base import to_milliseconds
from models.envelope import (
    PURPOSE,
    Envelope,
    NewEnvelope,
    keep_envelopes,
    oldest_unless_taken,
)
from models.sealed import Purpose
from models.unit_of_work import Store
from tests.conftest import FixedClock


def an_event(key: str, *, person: str = "Ua", **parts: Any) -> dict[str, Any]:
    source = {"type": "user", "userId": person}
    return {"type": "message", "webhookEventId": key, "source": source, **parts}


def keep(store: Store, clock: FixedClock, *keys: str, station: str = "khokkhram") -> None:
    seated = store.station(station)
    seal = store.cabinet.sealer(seated.key, purpose=PURPOSE)
    body = seal(json.dumps({"events": [an_event(key) for key in keys]}).encode())
    keep_body(store, clock, body, station=seated.id)


def keep_body(store: Store, clock: FixedClock, body: bytes, *, station: int) -> None:
    with store.database.writing() as session:
        envelope = NewEnvelope(station, to_milliseconds(clock()), body)
        keep_envelopes(session, store.database, [envelope])
        session.commit()


def sort_all(store: Store, clock: FixedClock) -> None:
    sorter = Sorter(store, clock=clock)
    while sorter.step():
        pass


def states(store: Store) -> dict[str, str]:
    with store.database.reading() as session:
        return {row.key: row.state for row in session.scalars(select(Arrival))}


def envelopes(store: Store) -> int:
    with store.database.reading() as session:
        return session.scalars(select(func.count()).select_from(Envelope)).one()


def test_without_envelopes_there_is_nothing_to_do(store: Store, clock: FixedClock) -> None:
    assert Sorter(store, clock=clock).step() is False


def test_each_event_lies_in_its_person_s_lane_and_the_envelope_is_gone(
    store: Store, clock: FixedClock
) -> None:
    keep(store, clock, "1", "2")
    sort_all(store, clock)
    assert states(store) == dict.fromkeys(("1", "2"), ArrivalState.WAITING)
    assert envelopes(store) == 0
    with store.database.reading() as session:
        lanes = set(session.scalars(select(Arrival.lane)))
    assert lanes == {store.cabinet.fingerprint(Purpose.LANE, "khokkhram", "Ua")}


def test_an_event_that_was_sorted_before_stays_as_it_is(store: Store, clock: FixedClock) -> None:
    keep(store, clock, "1")
    sort_all(store, clock)
    with store.database.engine.begin() as connection:
        connection.execute(text("UPDATE inbox SET state = 'handled', body = NULL"))
    keep(store, clock, "1", "2")
    sort_all(store, clock)
    assert states(store) == {"1": ArrivalState.HANDLED, "2": ArrivalState.WAITING}


def test_the_moment_of_receipt_is_the_door_s_and_not_the_sorter_s(
    store: Store, clock: FixedClock
) -> None:
    at_the_door = clock()
    keep(store, clock, "1")
    clock.passes(minutes=5)
    sort_all(store, clock)
    with store.database.reading() as session:
        assert session.scalars(select(Arrival.received_at)).one() == at_the_door


def test_the_envelopes_of_every_station_are_sorted(store: Store, clock: FixedClock) -> None:
    keep(store, clock, "1", station="bungkum")
    keep(store, clock, "1")
    sort_all(store, clock)
    with store.database.reading() as session:
        assert len(set(session.scalars(select(Arrival.station_id)))) == 2


def test_who_is_frozen_over_a_station_s_envelopes_holds_up_no_other_station(
    store: Store, station: int, clock: FixedClock
) -> None:
    if store.database.is_sqlite:
        # The writer is the process itself, and what it wrote is undone with it.
        return
    keep(store, clock, "1")
    sorting = threading.Thread(target=sort_all, args=(store, clock), daemon=True)
    with store.writing(station, clock()) as frozen:
        assert oldest_unless_taken(frozen.session, of=[station], most=9)
        keep(store, clock, "2")
        keep(store, clock, "3", station="bungkum")
        sorting.start()
        sorting.join(5)
        assert set(states(store)) == {"3"}
    sorting.join(5)
    sort_all(store, clock)
    assert set(states(store)) == {"1", "2", "3"}


def test_an_envelope_that_does_not_open_is_set_aside_and_those_behind_it_are_sorted(
    store: Store, station: int, clock: FixedClock
) -> None:
    keep_body(store, clock, b"\x01" + b"damaged" * 9, station=station)
    keep(store, clock, "2")
    sort_all(store, clock)
    assert envelopes(store) == 0
    with store.reading(station, clock()) as uow:
        [aside] = uow.inbox.set_aside()
    assert aside.event_type == "envelope"
    assert aside.body is not None
    assert states(store)["2"] == ArrivalState.WAITING


def test_what_passes_by_itself_costs_no_event(store: Store, clock: FixedClock) -> None:
    keep(store, clock, "1")
    with store.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE inbox RENAME TO away"))
    with pytest.raises(DBAPIError):
        Sorter(store, clock=clock).step()
    with store.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO inbox"))
    assert envelopes(store) == 1
    sort_all(store, clock)
    assert states(store) == {"1": ArrivalState.WAITING}


def test_many_sorters_at_once_lay_each_event_out_once_and_in_order(
    store: Store, clock: FixedClock
) -> None:
    numbers = [f"{number:03d}" for number in range(120)]
    for number in numbers:
        keep(store, clock, number)
    faults: list[BaseException] = []

    def sort() -> None:
        try:
            sort_all(store, clock)
        except BaseException as fault:
            faults.append(fault)

    hands = [threading.Thread(target=sort) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(60)
    assert faults == []
    assert envelopes(store) == 0
    with store.database.reading() as session:
        assert list(session.scalars(select(Arrival.key).order_by(Arrival.id))) == numbers
