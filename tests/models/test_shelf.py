"""Prepared villages: held while they are used and fit, and never those of a moment ago."""

from __future__ import annotations

from collections.abc import Collection

from domain.classification import Gazetteer
from models.keyring import Keyring
from models.sealed import KeyCabinet
from models.shelf import Shelf
from models.unit_of_work import Store
from models.village import Village
from tests.conftest import KEY, FixedClock, a_rule_set, the_lexicon


def settle(store: Store, station: int, clock: FixedClock, *names: str) -> None:
    """Give a station villages of these names."""
    with store.writing(station, clock()) as uow:
        for name in names:
            uow.villages.add(Village(code=name, name=name, aliases=[], landmarks=[]))
        uow.commit()


def known(store: Store, station: int, clock: FixedClock) -> list[str]:
    with store.reading(station, clock()) as uow:
        return [place.name for place in uow.gazetteer().places]


def shelved(shelf: Shelf, store: Store, stations: Collection[int]) -> list[Gazetteer]:
    with store.database.reading() as session:
        return [shelf.gazetteer(session, one) for one in stations]


def test_what_is_prepared_serves_until_a_village_changes(
    store: Store, station: int, clock: FixedClock
) -> None:
    settle(store, station, clock, "บ้านนา")
    with store.reading(station, clock()) as uow:
        first = uow.gazetteer()
    with store.reading(station, clock()) as uow:
        assert uow.gazetteer() is first
    settle(store, station, clock, "บ้านดอน")
    assert known(store, station, clock) == ["บ้านดอน", "บ้านนา"]


def test_a_change_is_seen_by_every_process(store: Store, station: int, clock: FixedClock) -> None:
    settle(store, station, clock, "บ้านนา")
    other = Store(store.database, KeyCabinet(store.database, Keyring([KEY])), the_lexicon())
    other.seat({"khokkhram": a_rule_set()}, clock())
    assert known(other, station, clock) == ["บ้านนา"]
    with store.writing(station, clock()) as uow:
        (village,) = uow.villages.all()
        uow.villages.call(village, "นาใน")
        assert [one.name for one in uow.gazetteer().named("นาใน")] == ["บ้านนา"]
        uow.commit()
    with other.reading(station, clock()) as uow:
        assert [one.name for one in uow.gazetteer().named("นาใน")] == ["บ้านนา"]


def test_a_change_that_was_undone_is_nobody_elses(
    store: Store, station: int, clock: FixedClock
) -> None:
    settle(store, station, clock, "บ้านนา")
    with store.writing(station, clock()) as uow:
        uow.villages.add(Village(code="X", name="บ้านผี", aliases=[], landmarks=[]))
        assert len(uow.gazetteer().places) == 2
    assert known(store, station, clock) == ["บ้านนา"]
    settle(store, station, clock, "บ้านดอน")
    assert known(store, station, clock) == ["บ้านดอน", "บ้านนา"]


def test_stations_keep_their_villages_apart(store: Store, station: int, clock: FixedClock) -> None:
    there = store.station("bungkum").id
    settle(store, station, clock, "บ้านนา")
    settle(store, there, clock, "บ้านดอน")
    assert known(store, station, clock) == ["บ้านนา"]
    assert known(store, there, clock) == ["บ้านดอน"]


def test_the_stations_used_longest_ago_make_room(store: Store, clock: FixedClock) -> None:
    codes = [f"station{number}" for number in range(4)]
    store.seat({code: a_rule_set(code) for code in codes}, clock())
    first, second, third, fourth = stations = [store.station(code).id for code in codes]
    for number, one in enumerate(stations):
        settle(store, one, clock, f"บ้านนา{number}", f"บ้านดอน{number}")
    (sample,) = shelved(Shelf(the_lexicon()), store, [first])
    shelf = Shelf(the_lexicon(), most_bytes=sample.weight * 5 // 2)
    a, b, _, c = shelved(shelf, store, [first, second, first, third])
    assert shelved(shelf, store, [first, third]) == [a, c]
    assert shelved(shelf, store, [first])[0] is a
    anew = shelved(shelf, store, [second])[0]
    assert anew is not b
    assert [one.name for one in anew.places] == [one.name for one in b.places]
    assert shelved(shelf, store, [fourth])[0].places[0].name == "บ้านดอน3"


def test_one_station_larger_than_all_the_room_is_held(
    store: Store, station: int, clock: FixedClock
) -> None:
    settle(store, station, clock, *(f"บ้านนา{number}" for number in range(30)))
    there = store.station("bungkum").id
    settle(store, there, clock, "บ้านดอน")
    shelf = Shelf(the_lexicon(), most_bytes=10_000)
    once, again = shelved(shelf, store, [station, station])
    assert once is again
    shelved(shelf, store, [there])
    assert shelved(shelf, store, [station])[0] is not once
