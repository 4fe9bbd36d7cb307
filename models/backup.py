"""This is what a backup holds: every row of every table, told so that either database takes it.

A value is of a kind that both databases and JSON know; moments are whole milliseconds already. A
backup tells its own tables and columns, so that a later version takes it up as it was written.
"""

from __future__ import annotations

import uuid
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Double,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    insert,
    inspect,
    select,
    text,
)

from models import migrate
from models.base import Base, Moment
from models.late_session import LateSession
from models.station import Station

KEY_STORE: Final = ("data_keys", "index_keys")
# Who works on what at this moment is over by the time that a backup is read.
_PASSING: Final = ("lanes", "paces")
_VERSIONS: Final = "alembic_version"
_BATCH: Final = 100
# A row of these may weigh megabytes.
_HEAVY: Final = ("bulletin_pictures", "envelopes")
_HEAVY_BATCH: Final = 4
_TYPES: Final[dict[str, Any]] = {
    "int": BigInteger(),
    "float": Double(),
    "text": Text(),
    "bool": Boolean(),
    "bytes": LargeBinary(),
    "uuid": Uuid(),
    "date": Date(),
    "json": JSON(none_as_null=True),
}
_KINDS: Final = {
    int: "int",
    float: "float",
    str: "text",
    bool: "bool",
    bytes: "bytes",
    uuid.UUID: "uuid",
    date: "date",
}
_TELL: Final[dict[str, Callable[[Any], Any]]] = {
    "bytes": lambda value: b64encode(value).decode(),
    "uuid": lambda value: value.hex,
    "date": date.isoformat,
}
_READ: Final[dict[str, Callable[[Any], Any]]] = {
    "bytes": b64decode,
    "uuid": uuid.UUID,
    "date": date.fromisoformat,
}
Row = list[Any]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A table as a backup tells of it: its name, and its columns in order with their kinds."""

    name: str
    columns: Sequence[tuple[str, str]]

    def told(self) -> dict[str, Any]:
        """Return it as JSON knows it."""
        return {"name": self.name, "columns": [list(one) for one in self.columns]}

    @classmethod
    def heard(cls, told: dict[str, Any]) -> Layout:
        """Return what `told` gave."""
        columns = tuple((name, kind) for name, kind in told["columns"])
        return cls(name=told["name"], columns=columns)

    def table(self) -> Table:
        """Return it as a table of plain kinds."""
        columns = (Column(name, _TYPES[kind]) for name, kind in self.columns)
        return Table(self.name, MetaData(), *columns)


def layouts() -> Sequence[Layout]:
    """Return the tables of a backup, parents before children; the key store is not among them."""
    left_out = {*KEY_STORE, *_PASSING}
    return [_layout(one) for one in Base.metadata.sorted_tables if one.name not in left_out]


def key_layouts() -> Sequence[Layout]:
    """Return the tables of the key store."""
    return [_layout(Base.metadata.tables[name]) for name in KEY_STORE]


def _layout(table: Table) -> Layout:
    return Layout(name=table.name, columns=tuple((one.name, _kind(one)) for one in table.columns))


def _kind(column: Column[Any]) -> str:
    if isinstance(column.type, Moment):
        return "int"
    return "json" if isinstance(column.type, JSON) else _KINDS[column.type.python_type]


def rows(connection: Connection, layout: Layout) -> Iterator[Sequence[Row]]:
    """Yield the rows of a table, some at a time, as JSON knows them."""
    table = layout.table()
    keys = [table.c[one.name] for one in Base.metadata.tables[layout.name].primary_key]
    at_once = _HEAVY_BATCH if layout.name in _HEAVY else _BATCH
    query = select(table).order_by(*keys).execution_options(yield_per=at_once)
    tell = [_TELL.get(kind) for _, kind in layout.columns]
    for batch in connection.execute(query).partitions():
        yield [_each(tell, row) for row in batch]


def _each(turn: Sequence[Callable[[Any], Any] | None], row: Sequence[Any]) -> Row:
    return [
        value if value is None or how is None else how(value)
        for how, value in zip(turn, row, strict=True)
    ]


class Intake:
    """A database that a backup is put into, within one transaction that the caller commits."""

    def __init__(self, session: LateSession) -> None:
        self.session = session
        self._connection = session.connection()

    def is_empty(self) -> bool:
        """Say whether no table holds a row, or there is no table."""
        names = [one for one in inspect(self._connection).get_table_names() if one != _VERSIONS]
        return not any(self._has_rows(name) for name in names)

    def _has_rows(self, name: str) -> bool:
        query = select(text("1")).select_from(Table(name, MetaData())).limit(1)
        return self._connection.scalar(query) is not None

    def lay(self, revision: str = "head") -> None:
        """Lay the tables of a version, or bring them there; raise MadeByNewer beyond it."""
        migrate.upgrade_within(self._connection, revision)

    def put(self, layout: Layout, told: Sequence[Row]) -> int:
        """Put rows into a table as `rows` gave them; return how many."""
        read = [_READ.get(kind) for _, kind in layout.columns]
        names = [name for name, _ in layout.columns]
        filled = [dict(zip(names, _each(read, row), strict=True)) for row in told]
        if layout.name in KEY_STORE:
            filled = self._of_known_stations(filled)
        if filled:
            self._connection.execute(insert(layout.table()), filled)
        return len(filled)

    def _of_known_stations(self, keys: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Leave out the keys of a station that came after the rows were copied."""
        known = {None, *self.session.scalars(select(Station.id))}
        return [one for one in keys if one.get("station_id") in known]

    def number_on(self) -> None:
        """Let PostgreSQL give the next numbers after those that stand in the tables."""
        if self._connection.dialect.name != "postgresql":
            return
        for name in inspect(self._connection).get_table_names():
            named = {"name": f'"{name}"'}
            columns = [one["name"] for one in inspect(self._connection).get_columns(name)]
            if "id" not in columns:
                continue
            found = text("SELECT pg_get_serial_sequence(:name, 'id')")
            sequence = self._connection.scalar(found, named)
            if sequence is not None:
                newest = f'SELECT max(id) FROM "{name}"'  # noqa: S608
                begin = f"SELECT setval(:one, coalesce(({newest}), 1), ({newest}) IS NOT NULL)"
                self._connection.execute(text(begin), {"one": sequence})
