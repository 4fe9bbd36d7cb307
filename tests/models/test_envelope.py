"""Envelopes: kept as they come, given out oldest first, each station's apart."""

from __future__ import annotations

from models.base import to_milliseconds
from models.envelope import PURPOSE, NewEnvelope, keep_envelopes, stations_with_envelopes
from models.unit_of_work import Store
from tests.conftest import FixedClock


def keep(store: Store, clock: FixedClock, *bodies: bytes, station: str = "khokkhram") -> None:
    seated = store.station(station)
    seal = store.cabinet.sealer(seated.key, purpose=PURPOSE)
    moment = to_milliseconds(clock())
    with store.database.writing() as session:
        made = [NewEnvelope(seated.id, moment, seal(body)) for body in bodies]
        keep_envelopes(session, store.database, made)
        session.commit()


def test_the_oldest_come_first_and_open_as_they_were_sent(
    store: Store, station: int, clock: FixedClock
) -> None:
    keep(store, clock, b"first", b"second")
    keep(store, clock, b"third")
    with store.writing(station, clock()) as uow:
        found = uow.envelopes.oldest(2)
        assert [uow.envelopes.open(one) for one in found] == [b"first", b"second"]
        assert found[0].received_at == clock()


def test_a_station_sees_only_its_own(store: Store, station: int, clock: FixedClock) -> None:
    keep(store, clock, b"theirs", station="bungkum")
    with store.writing(station, clock()) as uow:
        assert uow.envelopes.oldest(9) == []


def test_a_removed_envelope_is_forgotten(store: Store, station: int, clock: FixedClock) -> None:
    keep(store, clock, b"first")
    with store.writing(station, clock()) as uow:
        for envelope in uow.envelopes.oldest(9):
            uow.envelopes.remove(envelope)
        uow.commit()
    with store.database.reading() as session:
        assert not stations_with_envelopes(session, among=store.stations)


def test_a_station_of_another_deployment_is_left_to_it(store: Store, clock: FixedClock) -> None:
    keep(store, clock, b"first")
    other = store.station("bungkum").id
    with store.database.reading() as session:
        assert not stations_with_envelopes(session, among=[other])
        assert stations_with_envelopes(session, among=store.stations)
