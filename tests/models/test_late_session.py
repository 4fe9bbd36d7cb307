"""What is changed is written as late as may be, and yet every statement sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import delete, event, func, select, text
from sqlalchemy.orm import Session

from models.database import Database
from models.lane import Lane
from models.pace import SenderPace
from models.station import Station
from models.unit_of_work import Store
from tests.conftest import FixedClock

MARK = b"m" * 16


@contextmanager
def counting_inserts(session: Session) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("INSERT"):
            seen.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)


@pytest.fixture
def session(store: Store, station: int, clock: FixedClock) -> Iterator[Session]:
    """Give a session in which the pace of somebody is kept, and not yet written."""
    with store.database.writing() as session:
        session.add(SenderPace(station_id=station, person_mark=MARK, words_until=clock()))
        yield session


def test_a_query_of_other_tables_writes_nothing(session: Session, station: int) -> None:
    with counting_inserts(session) as inserts:
        assert session.scalar(select(Station.id).where(Station.id == station)) == station
    assert inserts == []


def test_a_query_of_the_same_table_sees_what_was_added(session: Session) -> None:
    with counting_inserts(session) as inserts:
        assert session.scalars(select(SenderPace.person_mark)).all() == [MARK]
        assert session.scalar(select(func.count()).select_from(SenderPace)) == 1
    assert len(inserts) == 1


def test_an_inner_query_of_the_same_table_sees_it_too(session: Session, station: int) -> None:
    of_somebody = select(SenderPace.station_id).where(SenderPace.station_id == Station.id)
    assert session.scalars(select(Station.id).where(of_somebody.exists())).all() == [station]


def test_what_is_not_a_query_finds_everything_written(session: Session) -> None:
    with counting_inserts(session) as inserts:
        session.execute(delete(Lane))
    assert len(inserts) == 1


def test_words_to_the_database_that_nobody_reads_find_everything_written(session: Session) -> None:
    assert session.scalar(text("SELECT count(*) FROM paces")) == 1


def test_a_row_is_found_by_its_key_before_and_after_it_is_written(
    session: Session, station: int
) -> None:
    found = session.get(SenderPace, (station, MARK))
    assert found is not None
    assert session.get(SenderPace, (station, MARK)) is found
    assert session.get(SenderPace, (station, b"x" * 16)) is None


def test_a_change_is_seen_by_those_who_ask_for_it(
    session: Session, station: int, clock: FixedClock
) -> None:
    row = session.get_one(SenderPace, (station, MARK))
    later = clock() + timedelta(hours=1)
    row.words_until = later
    query = select(SenderPace.station_id).where(SenderPace.words_until == later)
    assert session.scalars(query).all() == [station]


def test_what_was_changed_outlives_a_second_look(
    session: Session, station: int, clock: FixedClock
) -> None:
    row = session.get_one(SenderPace, (station, MARK))
    row.words_until = later = clock() + timedelta(hours=1)
    session.refresh(row, with_for_update=True)
    assert row.words_until == later


def test_what_was_deleted_is_gone_for_the_next_query(session: Session, station: int) -> None:
    session.delete(session.get_one(SenderPace, (station, MARK)))
    assert session.scalars(select(SenderPace.person_mark)).all() == []


def test_a_reader_forgets_what_it_changed(store: Store, station: int, clock: FixedClock) -> None:
    with store.database.reading() as session:
        session.add(SenderPace(station_id=station, person_mark=MARK, words_until=clock()))
        session.get_one(Station, station).name = "เปลี่ยนไม่ได้"
    with store.database.reading() as session:
        assert session.scalars(select(SenderPace.person_mark)).all() == []
        assert session.get_one(Station, station).name != "เปลี่ยนไม่ได้"


def test_postgresql_keeps_a_statement_ready_from_one_reader_to_the_next(postgres_url: str) -> None:
    database, query = Database(postgres_url), text("SELECT 1 AS the_same_again")
    for _ in range(3):
        with database.reading() as session:
            session.execute(query)
    with database.reading() as session:
        ready = session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    database.close()
    assert str(query) in ready
