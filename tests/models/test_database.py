"""The door to the databases: what may not be waited for for ever."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.database import Database, is_passing_trouble

_HOLD = text("UPDATE held SET a = a + 1")


def test_who_is_frozen_within_a_transaction_gives_its_rows_back(postgres_url: str) -> None:
    frozen = Database(postgres_url, frozen_for=timedelta(seconds=0.3))
    other = Database(postgres_url)
    with other.writing() as session:
        session.execute(text("CREATE TABLE held (a int)"))
        session.execute(text("INSERT INTO held VALUES (1)"))
        session.commit()
    with frozen.writing() as stuck:
        stuck.execute(_HOLD)
        began = time.monotonic()
        with other.writing() as session:
            session.execute(_HOLD)
            session.commit()
        assert 0.2 < time.monotonic() - began < 5
        with pytest.raises(DBAPIError) as lost:
            stuck.execute(_HOLD)
    assert is_passing_trouble(lost.value)
    with frozen.writing() as session:
        session.execute(_HOLD)
        session.commit()
    with other.reading() as session:
        assert session.scalar(text("SELECT a FROM held")) == 3
    for one in (frozen, other):
        one.close()


def test_a_command_may_think_for_as_long_as_it_likes(postgres_url: str) -> None:
    database = Database(postgres_url)
    with database.reading() as session:
        limit = session.scalar(text("SHOW idle_in_transaction_session_timeout"))
    assert limit == "0"
    database.close()
