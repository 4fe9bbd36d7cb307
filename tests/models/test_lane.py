"""Lanes: one worker at a time, and none that stood still commits."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from models.database import Database
from models.lane import Lane, Lanes, is_free
from models.unit_of_work import Store

MARK, OTHER = b"m" * 16, b"o" * 16
WITHIN = timedelta(seconds=30)


def is_resting(store: Store) -> bool:
    with store.database.reading() as session:
        return MARK in set(session.scalars(select(Lane.mark).where(~is_free(store.database))))


def test_a_lane_is_had_by_one_worker_until_its_transaction_ends(store: Store) -> None:
    if store.database.is_sqlite:
        with store.database.writing() as session:
            assert Lanes(session, store.database).take(MARK)
        return
    with store.database.writing() as first, store.database.writing() as second:
        assert Lanes(first, store.database).take(MARK)
        assert not Lanes(second, store.database).take(MARK)
        assert Lanes(second, store.database).take(OTHER)
        first.commit()
        assert Lanes(second, store.database).take(MARK)


def test_a_worker_that_stood_still_commits_nothing_and_holds_up_nobody(
    store: Store, database_url: str
) -> None:
    """A machine that hangs, or is cut off, must not keep a person's messages for hours."""
    if store.database.is_sqlite:
        # The writer is the process itself, and the file's lock ends with it.
        return
    frozen = Database(database_url, frozen_for=timedelta(milliseconds=200))
    with frozen.writing() as still, store.database.writing() as session:
        assert Lanes(still, frozen).take(MARK)
        Lanes(still, frozen).rest(MARK, wait=WITHIN)
        until = time.monotonic() + 10
        while not Lanes(session, store.database).take(MARK):
            assert time.monotonic() < until
            time.sleep(0.05)
        with pytest.raises(DBAPIError):
            still.commit()
    frozen.close()
    assert not is_resting(store)


def test_the_lane_of_a_failure_rests_until_it_is_tried_again(store: Store) -> None:
    with store.database.writing() as session:
        Lanes(session, store.database).rest(MARK, wait=WITHIN)
        Lanes(session, store.database).rest(MARK, wait=WITHIN * 2)
        session.commit()
    assert is_resting(store)
    with store.database.writing() as session:
        Lanes(session, store.database).rest(MARK, wait=timedelta(seconds=-1))
        session.commit()
    assert not is_resting(store)


def test_a_lane_whose_failure_was_handled_goes_on(store: Store) -> None:
    with store.database.writing() as session:
        Lanes(session, store.database).rest(MARK, wait=WITHIN)
        Lanes(session, store.database).end_rest(MARK)
        session.commit()
    assert not is_resting(store)
