"""What only the key can read."""

from __future__ import annotations

import uuid

import pytest

from models.seal import SealBroken
from models.sealed import DataKey, KeyForgotten, Purpose, Subject
from models.unit_of_work import Store
from tests.conftest import FixedClock


def test_a_value_opens_for_its_own_purpose_alone(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        key = uow.keys.create(Subject.MEMBER, station)
        sealed = uow.keys.seal(key, "นางสาวสมใจ".encode(), purpose="member.profile")
        assert uow.keys.open(sealed, purpose="member.profile").decode() == "นางสาวสมใจ"
        with pytest.raises(SealBroken):
            uow.keys.open(sealed, purpose="tip.text")


def test_one_changed_bit_is_noticed(store: Store, station: int, clock: FixedClock) -> None:
    with store.writing(station, clock()) as uow:
        key = uow.keys.create(Subject.TIP, station)
        sealed = bytearray(uow.keys.seal(key, b"x" * 40, purpose="p"))
        sealed[-1] ^= 1
        with pytest.raises(SealBroken):
            uow.keys.open(bytes(sealed), purpose="p")


def test_what_was_sealed_under_a_forgotten_key_is_forgotten(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        key = uow.keys.create(Subject.MEMBER, station)
        sealed = uow.keys.seal(key, b"x", purpose="p")
        uow.session.flush()
        uow.keys.forget(key)
        uow.session.flush()
        with pytest.raises(KeyForgotten):
            uow.keys.open(sealed, purpose="p")


def test_keys_read_ahead_are_at_hand_and_one_that_is_broken_is_told_where_it_is_needed(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        good, broken = (uow.keys.create(Subject.TIP, station) for _ in range(2))
        words = [uow.keys.seal(key, b"x", purpose="p") for key in (good, broken)]
        uow.session.flush()
        uow.session.get_one(DataKey, broken).wrapped = b"\x01" * 60
        uow.commit()
    for key in (good, broken):
        store.cabinet.forget(key.bytes)
    with store.writing(station, clock()) as uow:
        uow.keys.read_ahead([good, broken, uuid.uuid4()])
        assert store.cabinet.recall(good.bytes) is not None
        assert uow.keys.open(words[0], purpose="p") == b"x"
        with pytest.raises(SealBroken):
            uow.keys.open(words[1], purpose="p")


def test_a_fingerprint_of_one_purpose_joins_with_no_other(store: Store) -> None:
    marks = {store.cabinet.fingerprint(purpose, "U1") for purpose in Purpose}
    assert len(marks) == len(Purpose)
    assert store.cabinet.fingerprint(Purpose.LANE, "U1") in marks


def test_a_second_process_finds_the_same_fingerprints(store: Store, clock: FixedClock) -> None:
    before = store.cabinet.fingerprint(Purpose.LANE, "U1")
    store.cabinet.load_index_keys(clock())
    assert store.cabinet.fingerprint(Purpose.LANE, "U1") == before
