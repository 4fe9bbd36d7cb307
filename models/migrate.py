"""This is the way of a database to this version's tables, and whether it is there."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from models.database import Database

_FOLDER = Path(__file__).resolve().parents[1] / "migrations"
# Any number that only we use: two processes that start at once take turns by it.
_TURN = 7_215_691_484


class Standing(StrEnum):
    """Where a database stands on its way to this version."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    AHEAD = "ahead"


_BEHIND = "is behind its migrations: run `db upgrade`"
NEWER = "was made by a newer version of this program: run that version, or a later one"
_TROUBLES = {
    Standing.EMPTY: _BEHIND,
    Standing.BEHIND: _BEHIND,
    Standing.CURRENT: "",
    Standing.AHEAD: NEWER,
}


class MadeByNewer(Exception):
    """The tables are those of a newer version, of which this one knows nothing."""

    def __init__(self) -> None:
        super().__init__(_TROUBLES[Standing.AHEAD])


def upgrade(database: Database) -> None:
    """Bring the tables to this version; harmless when they are, or when another does it too.

    Raises MadeByNewer where they are beyond it.
    """
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
        if _standing(connection) is Standing.AHEAD:
            raise MadeByNewer
        command.upgrade(_config(connection), "head")
        connection.commit()


def upgrade_within(connection: Connection, revision: str = "head") -> None:
    """Bring the tables to a version, within a transaction that the caller commits.

    Raises MadeByNewer where they are beyond it.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    steps = ScriptDirectory(str(_FOLDER))
    wanted = {step.revision for step in steps.iterate_revisions(revision, "base")}
    if not set(MigrationContext.configure(connection).get_current_heads()) <= wanted:
        raise MadeByNewer
    command.upgrade(_config(connection), revision)


def revision_of(connection: Connection) -> str:
    """Return the version of the tables, empty where there are none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def newest() -> str:
    """Return the version that this program brings tables to."""
    return "".join(sorted(_newest()))


def knows(revision: str) -> bool:
    """Say whether this version of the program knows a version of the tables."""
    return revision in _all()


def is_current(database: Database) -> bool:
    """Say whether the tables are those of this version."""
    return standing(database) is Standing.CURRENT


def standing(database: Database) -> Standing:
    """Say where the tables stand; AHEAD are those that a newer version made."""
    with database.engine.connect() as connection:
        return _standing(connection)


def _standing(connection: Connection) -> Standing:
    found = set(MigrationContext.configure(connection).get_current_heads())
    if found == _newest():
        return Standing.CURRENT
    if not found:
        return Standing.EMPTY
    return Standing.BEHIND if found <= _all() else Standing.AHEAD


# Every few seconds somebody asks whether a process can work, and its files do not change.
@cache
def _newest() -> frozenset[str]:
    return frozenset(ScriptDirectory(str(_FOLDER)).get_heads())


@cache
def _all() -> frozenset[str]:
    return frozenset(step.revision for step in ScriptDirectory(str(_FOLDER)).walk_revisions())


def trouble(database: Database) -> str:
    """Say why the database cannot be worked with, empty when it can."""
    try:
        return _TROUBLES[standing(database)]
    except DBAPIError as fault:
        return database.told(fault)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
