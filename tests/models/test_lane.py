"""Lanes: one worker at a time, and none that lost its lease commits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.lane import Lanes, LaneTaken
from models.unit_of_work import Store

MARK = b"m" * 16
LEASE = timedelta(seconds=30)
RUN_OUT = timedelta(seconds=-1)


def claim(store: Store, owner: str, *, lease: timedelta = LEASE) -> bool:
    with store.database.writing() as session:
        taken = Lanes(session, store.database).claim(MARK, owner=owner, lease=lease)
        session.commit()
    return taken


def fence(store: Store, owner: str) -> None:
    with store.database.writing() as session:
        Lanes(session, store.database).fence(MARK, owner=owner, lease=LEASE)
        session.commit()


def test_a_lane_is_held_by_one_worker(store: Store) -> None:
    assert claim(store, "a")
    assert not claim(store, "b")


def test_the_lane_of_a_dead_worker_is_taken(store: Store) -> None:
    assert claim(store, "dead", lease=RUN_OUT)
    assert claim(store, "b")


def test_a_worker_frozen_past_its_lease_can_no_longer_commit(store: Store) -> None:
    claim(store, "frozen", lease=RUN_OUT)
    claim(store, "b")
    with pytest.raises(LaneTaken):
        fence(store, "frozen")


def test_a_worker_in_time_renews_its_lease(store: Store) -> None:
    claim(store, "a", lease=timedelta(seconds=1))
    fence(store, "a")
    assert not claim(store, "b")


def test_a_lane_given_back_is_free(store: Store) -> None:
    claim(store, "a")
    with store.database.writing() as session:
        Lanes(session, store.database).release(MARK, owner="a")
        session.commit()
    assert claim(store, "b")
