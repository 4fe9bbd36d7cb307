"""Keys come under the newest encryption key, a few at a time, and nothing else changes."""

from __future__ import annotations

import uuid

import pytest

from models.keyring import Keyring
from models.rewrapping import is_in_use, left_to_rewrap, put_to_use, rewrap
from models.seal import SealBroken
from models.sealed import DataKey, KeyCabinet, KeyStore, Purpose, Subject
from models.unit_of_work import Store
from tests.conftest import KEY, FixedClock, the_lexicon

NEW = b"n" * 32
BOTH, ONLY_NEW = Keyring([NEW, KEY]), Keyring([NEW])


@pytest.fixture
def sealed(store: Store, station: int, clock: FixedClock) -> list[tuple[uuid.UUID, bytes]]:
    with store.writing(station, clock()) as uow:
        keys = [uow.keys.create(Subject.TIP, station) for _ in range(7)]
        made = [(key, uow.keys.seal(key, b"words", purpose="p")) for key in keys]
        uow.commit()
    return made


def opened_with(keyring: Keyring, store: Store, clock: FixedClock, sealed: bytes) -> bytes:
    with store.database.reading() as session:
        keys = KeyStore(session, KeyCabinet(store.database, keyring), clock())
        return keys.open(sealed, purpose="p")


def test_afterwards_the_newest_key_alone_opens_all_and_fingerprints_stay(
    store: Store, clock: FixedClock, sealed: list[tuple[uuid.UUID, bytes]]
) -> None:
    with pytest.raises(SealBroken):
        opened_with(ONLY_NEW, store, clock, sealed[0][1])
    before = store.cabinet.fingerprint(Purpose.LANE, "U1")
    told = list(rewrap(store.database, BOTH, batch=3))
    # Two stations have a key each besides the seven.
    assert sum(one.done for one in told[1:]) == 9
    assert left_to_rewrap(store.database, BOTH) == 0
    assert [opened_with(ONLY_NEW, store, clock, one) for _, one in sealed] == [b"words"] * 7
    other = KeyCabinet(store.database, ONLY_NEW)
    other.load_index_keys(clock())
    assert other.fingerprint(Purpose.LANE, "U1") == before
    # A second time finds nothing to do.
    assert sum(one.done for one in rewrap(store.database, BOTH)) == 0


def test_whoever_was_stopped_half_way_goes_on(
    store: Store, clock: FixedClock, sealed: list[tuple[uuid.UUID, bytes]]
) -> None:
    steps = rewrap(store.database, BOTH, batch=3)
    next(steps), next(steps)
    del steps
    assert left_to_rewrap(store.database, BOTH) == 6
    assert opened_with(BOTH, store, clock, sealed[-1][1]) == b"words"
    assert sum(one.done for one in rewrap(store.database, BOTH, batch=3)) == 6
    assert left_to_rewrap(store.database, BOTH) == 0


def test_what_is_forgotten_meanwhile_stays_forgotten(
    store: Store, station: int, clock: FixedClock, sealed: list[tuple[uuid.UUID, bytes]]
) -> None:
    steps = rewrap(store.database, BOTH, batch=3)
    next(steps), next(steps)
    with store.writing(station, clock()) as uow:
        for key, _ in sealed:
            uow.keys.forget(key)
        uow.commit()
    list(steps)
    with store.database.reading() as session:
        assert all(session.get(DataKey, key) is None for key, _ in sealed)


def test_a_key_that_nothing_opens_is_left_alone_and_counted(
    store: Store, station: int, clock: FixedClock, sealed: list[tuple[uuid.UUID, bytes]]
) -> None:
    lost = Store(store.database, KeyCabinet(store.database, Keyring([b"l" * 32])), the_lexicon())
    with lost.database.writing() as session:
        key = KeyStore(session, lost.cabinet, clock()).create(Subject.TIP, station)
        session.commit()
    told = list(rewrap(store.database, BOTH, batch=3))
    assert sum(one.unopened for one in told) == 1
    assert left_to_rewrap(store.database, BOTH) == 1
    with store.database.reading() as session:
        row = session.get_one(DataKey, key)
        assert Keyring([b"l" * 32]).unwrap(row.wrapped, purpose=f"data:{key}")


def test_a_program_that_starts_shows_that_it_knows_the_newest_key(store: Store) -> None:
    assert not is_in_use(store.database, BOTH)
    put_to_use(store.database, BOTH)
    assert is_in_use(store.database, BOTH)
