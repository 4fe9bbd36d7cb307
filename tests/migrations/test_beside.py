"""Each migration leaves the version before it able to work: old and new run side by side.

What a version no longer uses is taken away by the next one (CONTRIBUTING, "Migrations").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from models import migrate
from models.database import Database
from tests.commands.copies.safe import seated
from tests.conftest import FixedClock
from tests.handlers.talk import Person, Talk

# What was taken away, and since which version nothing uses it any more.
TAKEN_AWAY = {
    # Before the rule: nothing had been released, and all processes were stopped for it.
    "0021: lanes.owner is gone": "0021",
}


@dataclass
class Tables:
    """What a program of one version relies on: the columns, and what may not be written twice."""

    columns: dict[str, dict[str, Mapping[str, object]]] = field(default_factory=dict)
    once: set[tuple[str, ...]] = field(default_factory=set)

    @classmethod
    def of(cls, connection: Connection) -> Tables:
        made, seen = cls(), inspect(connection)
        for (_, name), columns in seen.get_multi_columns().items():
            made.columns[name] = {one["name"]: one for one in columns}
        for (_, name), found in seen.get_multi_indexes().items():
            named = [one for one in found if one["unique"]]
            made.once |= {(name, *sorted(map(str, one["column_names"]))) for one in named}
        for (_, name), alike in seen.get_multi_unique_constraints().items():
            made.once |= {(name, *sorted(one["column_names"])) for one in alike}
        return made


def in_the_way(before: Tables, after: Tables) -> Iterator[str]:
    """Name what a program of the version before would trip over."""
    for table, columns in before.columns.items():
        now = after.columns.get(table, {})
        yield from (f"{table}.{name} is gone" for name in columns.keys() - now.keys())
        for name, column in now.items():
            had_to_be = not columns.get(name, {"nullable": True})["nullable"]
            if not (had_to_be or column["nullable"] or column["default"] is not None):
                yield f"{table}.{name} may not be empty"
    for table, *names in after.once - before.once:
        if names and set(names) <= before.columns.get(table, {}).keys():
            yield f"{table} takes {', '.join(names)} only once"


def versions() -> list[str]:
    scripts = ScriptDirectory(str(Path(migrate._FOLDER)))
    return [one.revision for one in reversed(list(scripts.walk_revisions()))]


def test_no_migration_trips_up_the_version_before_it(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/steps.db")
    found, before = set(), Tables()
    with database.engine.connect() as connection:
        for version in versions():
            command.upgrade(migrate._config(connection), version)
            after = Tables.of(connection)
            found |= {f"{version}: {one}" for one in in_the_way(before, after)}
            before = after
    database.close()
    assert found == set(TAKEN_AWAY)
    assert len(before.columns) > 50


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("ALTER TABLE t DROP COLUMN a", "t.a is gone"),
        ("ALTER TABLE t RENAME COLUMN a TO b", "t.a is gone"),
        ("ALTER TABLE t ADD COLUMN b INTEGER; CREATE UNIQUE INDEX u ON t (b)", ""),
        ("CREATE UNIQUE INDEX u ON t (a)", "t takes a only once"),
        ("ALTER TABLE t ADD COLUMN b INTEGER NOT NULL DEFAULT 0", ""),
        ("ALTER TABLE t ADD COLUMN b INTEGER", ""),
        ("CREATE TABLE s (b INTEGER NOT NULL)", ""),
        (
            "DROP TABLE t; CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER NOT NULL)",
            "t.a may not be empty",
        ),
    ],
)
def test_what_is_in_the_way_is_found(tmp_path: Path, change: str, told: str) -> None:
    database = Database(f"sqlite:///{tmp_path}/one.db")
    with database.engine.connect() as connection:
        connection.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER)"))
        before = Tables.of(connection)
        for statement in change.split(";"):
            connection.execute(text(statement))
        assert [*in_the_way(before, Tables.of(connection))] == ([told] if told else [])
    database.close()


def test_a_program_at_work_goes_on_beside_the_tables_of_the_next_version(
    database: Database, clock: FixedClock
) -> None:
    migrate.upgrade(database)
    store = seated(database, clock)
    talk = Talk(store, store.station("khokkhram").id, clock)
    with database.engine.begin() as connection:
        for table in inspect(connection).get_table_names():
            connection.execute(text(f'ALTER TABLE "{table}" ADD COLUMN of_the_next INTEGER'))
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert migrate.standing(database) is migrate.Standing.AHEAD
    heard = Person(talk, "member").says("มีคนถือมีดไล่ฟันกันอยู่ตอนนี้ ที่ชุมชนเปรมฤทัย")
    assert any(one.to != "member" and "1/2569" in one.text for one in heard)
