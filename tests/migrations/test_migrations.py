"""Migrations: the newest tables are the models' tables, on both databases."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData, Table, text

from models import migrate
from models.base import Base
from models.database import Database


def test_the_newest_migration_gives_the_tables_of_the_models(database: Database) -> None:
    migrate.upgrade(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_new_database_is_behind_until_it_is_upgraded(database: Database) -> None:
    assert not migrate.is_current(database)
    migrate.upgrade(database)
    assert migrate.is_current(database)


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    migrate.upgrade(database)
    migrate.upgrade(database)
    assert migrate.is_current(database)


def test_tables_of_a_newer_version_are_named_and_left_alone(database: Database) -> None:
    migrate.upgrade(database)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_future'"))
    with pytest.raises(migrate.MadeByNewer, match="newer version"):
        migrate.upgrade(database)
    assert "newer version" in migrate.trouble(database)
    assert migrate.standing(database) is migrate.Standing.AHEAD


def test_two_processes_that_start_at_once_take_turns(database_url: str) -> None:
    faults: list[Exception] = []

    def start() -> None:
        opened = Database(database_url)
        try:
            migrate.upgrade(opened)
        except Exception as fault:
            faults.append(fault)
        finally:
            opened.close()

    starting = [threading.Thread(target=start) for _ in range(4)]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join(60)
    assert faults == []


def test_what_the_version_before_kept_stays_and_it_works_beside_the_new_tables(
    database: Database,
) -> None:
    with database.engine.begin() as connection:
        command.upgrade(migrate._config(connection), "0001")
        connection.execute(
            text(
                "INSERT INTO stations (code, name, short_name, gazetteer_version)"
                " VALUES ('s', 'S', 'S', 0)"
            )
        )
    migrate.upgrade(database)
    with database.engine.begin() as connection:
        village = (
            "INSERT INTO villages (station_id, code, name, aliases, landmarks, moo, subdistrict,"
            " district, province) SELECT id, 'v', 'V', '[]', '[]', '', '', '', '' FROM stations"
        )
        connection.execute(text(village))
        connection.execute(text("DELETE FROM villages"))
        assert connection.scalar(text("SELECT code FROM stations")) == "s"
        assert connection.scalar(text("SELECT count(*) FROM alias_decisions")) == 0


def a_row(table: Table, **facts: Any) -> dict[str, Any]:
    """Fill what may not be empty, as a version that knows these columns alone would."""
    quiet: dict[type, Any] = {
        int: 0, str: "x", bytes: b"x", bool: False, float: 0.0, uuid.UUID: uuid.uuid4(),
    }  # fmt: skip
    needed = [one for one in table.columns if not one.nullable and one.server_default is None]
    filled = {one.name: quiet.get(one.type.python_type, "[]") for one in needed}
    return {**filled, **facts}


def test_rows_of_the_version_before_are_kept_and_go_on_being_written(database: Database) -> None:
    with database.engine.connect() as connection:
        command.upgrade(migrate._config(connection), "0001")
        connection.commit()
    before = MetaData()
    before.reflect(database.engine, only=["stations", "tips", "outbox"])
    stations, tips, outbox = (before.tables[one] for one in ("stations", "tips", "outbox"))
    rows = [
        (stations, a_row(stations, id=1)),
        (tips, a_row(tips, station_id=1, id=uuid.uuid4().hex, data_key_id=uuid.uuid4().hex)),
        (outbox, a_row(outbox, station_id=1, id=1, retry_key=uuid.uuid4().hex)),
    ]
    for table, row in rows:
        with database.engine.begin() as connection:
            connection.execute(table.insert().values(**row))
    migrate.upgrade(database)
    with database.engine.begin() as connection:
        later = a_row(outbox, station_id=1, id=2, retry_key=uuid.uuid4().hex)
        connection.execute(outbox.insert().values(**later))
        named = connection.execute(text("SELECT is_named, review_at FROM tips")).all()
        asking = connection.execute(text("SELECT asks FROM outbox")).all()
    assert [(bool(one[0]), one[1]) for one in named] == [(False, None)]
    assert [bool(one[0]) for one in asking] == [False, False]
