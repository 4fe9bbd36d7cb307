"""This is a session that writes late: before a query only if that query reads what was changed.

SQLAlchemy's own way is to write everything before each query, so that a tip which is looked at ten
times while it takes shape is written ten times.
https://docs.sqlalchemy.org/en/20/orm/session_basics.html#flushing
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Select, Table, bindparam, event, select
from sqlalchemy import inspect as inspected
from sqlalchemy.orm import Mapper, ORMExecuteState, Session
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql import visitors

# Most statements are put together once, and each reads the same tables for ever.
_known: WeakKeyDictionary[Any, set[Any]] = WeakKeyDictionary()


class LateSession(Session):
    """A session in which every statement sees what was changed before it."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, expire_on_commit=False, autoflush=False)

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """Return a row by its key; what must be asked is asked by a statement that is kept."""
        if options or self.identity_map.get(identity_key(entity, ident)) is not None:
            return super().get(entity, ident, **options)
        parts = ident if isinstance(ident, tuple) else (ident,)
        asked = {f"key_{place}": part for place, part in enumerate(parts)}
        return self.scalars(_by_key(entity), asked).one_or_none()

    def refresh(self, instance: object, *words: Any, **options: Any) -> None:
        """Read a row anew, once what was changed in it is written."""
        self.flush()
        super().refresh(instance, *words, **options)


@event.listens_for(LateSession, "do_orm_execute")
def _write_what_is_read(state: ORMExecuteState) -> None:
    session = state.session
    # A row's own columns are read anew in the midst of writing, too.
    if state.is_column_load or not state.execution_options.get("autoflush", True):
        return
    changed = {_table(type(row)) for row in (*session.new, *session.dirty, *session.deleted)}
    if changed and not (state.is_select and changed.isdisjoint(_tables(state.statement))):
        session.flush()


@lru_cache(maxsize=256)
def _by_key(kind: Any) -> Select[Any]:
    """Return what finds a row by its key: to put it together takes longer than to run it."""
    columns: Mapper[Any] = inspected(kind)
    keys = enumerate(columns.primary_key)
    return select(kind).where(*(one == bindparam(f"key_{place}") for place, one in keys))


def _tables(statement: Any) -> set[Any]:
    """Return the tables that a statement reads, those of its inner queries too."""
    found = _known.get(statement)
    if found is None:
        found = {part for part in visitors.iterate(statement) if isinstance(part, Table)}
        _known[statement] = found
    return found


def _table(kind: type[object]) -> Any:
    mapper: Mapper[object] = inspected(kind)
    return mapper.local_table
