"""This is which columns of which tables a statement reads, and whether these were changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Column, FromClause, Table
from sqlalchemy import inspect as inspected
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.sql import visitors

# By table the columns that a statement reads; None stands for all of them.
_Reads = Mapping[str, frozenset[str] | None]
# Most statements are put together once, and each reads the same tables for ever.
_known: WeakKeyDictionary[Any, _Reads] = WeakKeyDictionary()


def is_changed(session: Session, statement: Any, beside: Collection[type[Any]] = ()) -> bool:
    """Say whether a query reads what was changed in a session and is not written.

    `beside`: kinds of rows that were added and need not be written for it.
    """
    new = [row for row in session.new if type(row) not in beside]
    dirty = session.dirty
    if not new and not dirty and not session.deleted:
        return False
    reads = _reads(statement)
    return any(_table_of(row) in reads for row in (*new, *session.deleted)) or any(
        _is_read(row, reads) for row in dirty
    )


def _is_read(row: Any, reads: _Reads) -> bool:
    """Say whether a statement reads what was changed in a row."""
    table = _table_of(row)
    if table not in reads:
        return False
    columns = reads[table]
    return columns is None or not columns.isdisjoint(_changed(row))


def _changed(row: Any) -> Collection[str]:
    kind: Any = type(row)
    names, version = _columns(kind)
    return {names[key] for key in inspected(row).committed_state if key in names} | version


def _reads(statement: Any) -> _Reads:
    """Return what a statement reads of which tables, those of its inner queries too."""
    found = _known.get(statement)
    if found is None:
        found = _known[statement] = _read_by(statement)
    return found


def _read_by(statement: Any) -> _Reads:
    parts = list(visitors.iterate(statement))
    tables = {part.name for part in parts if isinstance(part, Table)}
    described = getattr(statement, "column_descriptions", None)
    whole = {
        inspected(one["entity"]).local_table.name
        for one in described or ()
        if one.get("entity") is not None and one["expr"] is one["entity"]
    }
    # Of what bears another name it is not told whose columns are read.
    is_renamed = any(isinstance(part, FromClause) and not isinstance(part, Table) for part in parts)
    if described is None or is_renamed:
        whole = tables
    columns: dict[str, set[str]] = {name: set() for name in tables}
    for part in parts:
        if isinstance(part, Column) and isinstance(part.table, Table):
            columns.setdefault(part.table.name, set()).add(part.name)
    return {name: None if name in whole else frozenset(own) for name, own in columns.items()}


@lru_cache(maxsize=256)
def _columns(kind: Any) -> tuple[Mapping[str, str], frozenset[str]]:
    """Return a row's columns by attribute, and the one that each change counts up, if any."""
    mapper: Mapper[Any] = inspected(kind)
    names = {one.key: one.columns[0].name for one in mapper.column_attrs}
    version = mapper.version_id_col
    return names, frozenset() if version is None else frozenset({version.name})


def _table_of(row: Any) -> str:
    kind: Any = type(row)
    return _table(kind)


@lru_cache(maxsize=256)
def _table(kind: Any) -> str:
    mapper: Mapper[Any] = inspected(kind)
    table: Any = mapper.local_table
    return str(table.name)
