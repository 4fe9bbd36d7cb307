"""This is a session that writes late: before a query only if that query reads what was changed.

SQLAlchemy's own way is to write everything before each query, so that a tip which is looked at ten
times while it takes shape is written ten times.
https://docs.sqlalchemy.org/en/20/orm/session_basics.html#flushing
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeVar

from sqlalchemy import Engine, Select, bindparam, event, select, tuple_
from sqlalchemy import inspect as inspected
from sqlalchemy.orm import Mapper, ORMExecuteState, Session
from sqlalchemy.orm.util import identity_key

from models.reads import is_changed

# An option of statements whose caller adds rows of these kinds that are not written yet.
BESIDE: Final = "beside"
# In a session's notes: what is this transaction's alone until it ends, such as a series of numbers.
HELD: Final = "held to the end"
_Row = TypeVar("_Row")


class LateSession(Session):
    """A session in which every statement sees what was changed before it."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, expire_on_commit=False, autoflush=False)
        self._added: dict[type[Any], list[Any]] = {}
        self._absent: set[tuple[type[Any], tuple[Any, ...]]] = set()
        self._known_rows: dict[tuple[Any, ...], Sequence[Any]] = {}

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """Return a row by its key; what must be asked is asked by a statement that is kept."""
        options = {name: value for name, value in options.items() if value}
        if options or self.identity_map.get(identity_key(entity, ident)) is not None:
            return super().get(entity, ident, **options)
        parts = _parts(ident)
        for row in self.unwritten(entity):
            if _key_of(row) == parts:
                return row
        if (entity, parts) in self._absent:
            return None
        asked = {f"key_{place}": part for place, part in enumerate(parts)}
        return self.scalars(_by_key(entity), asked).one_or_none()

    def read_ahead(self, entity: Any, idents: Collection[Any]) -> Sequence[Any]:
        """Read the rows of many keys at once, so that `get` need not ask for each, there or not.

        Return those that were not known before: the session knows them while somebody holds them.
        """
        wanted = {
            _parts(one)
            for one in idents
            if self.identity_map.get(identity_key(entity, one)) is None
        }
        if not wanted:
            return []
        rows = self.scalars(_by_keys(entity), {"keys": [_plain(one) for one in wanted]}).all()
        self._absent |= {(entity, one) for one in wanted - {_key_of(row) for row in rows}}
        return rows

    def ask_once(self, statement: Any, asked: Mapping[str, Any]) -> Sequence[Any]:
        """Return the rows of a query that is put together once, and asked again and again.

        They are read anew once anything was written in between.
        """
        if is_changed(self, statement, statement.get_execution_options().get(BESIDE, ())):
            self.flush()
        key = (statement, *sorted(asked.items()))
        if key not in self._known_rows:
            self._known_rows[key] = self.execute(statement, asked).all()
        return self._known_rows[key]

    def forget_known(self) -> None:
        """Ask anew what was asked before."""
        self._known_rows.clear()

    def unwritten(self, kind: type[_Row]) -> Sequence[_Row]:
        """Return the rows of a kind that were added and are not written yet."""
        return [row for row in self._added.get(kind, ()) if inspected(row).pending]

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what was changed."""
        super().flush(objects)
        if self._absent:
            written = ((kind, row) for kind, rows in self._added.items() for row in rows)
            self._absent.difference_update((kind, _key_of(row)) for kind, row in written)
        self._added.clear()
        self._known_rows.clear()

    def delete(self, instance: object) -> None:
        """Delete a row, which must have been written for that."""
        if is_unwritten(instance):
            self.flush()
        super().delete(instance)

    def refresh(self, instance: object, *words: Any, **options: Any) -> None:
        """Read a row anew, once what was changed in it is written."""
        self.flush()
        super().refresh(instance, *words, **options)


def is_unwritten(row: object) -> bool:
    """Say whether a row was added and is not written yet, so that nobody else knows of it."""
    return bool(inspected(row).pending)


@event.listens_for(LateSession, "transient_to_pending")
def _note_added(session: LateSession, row: Any) -> None:
    session._added.setdefault(type(row), []).append(row)


@event.listens_for(LateSession, "after_commit")
@event.listens_for(LateSession, "after_soft_rollback")
def _forget(session: LateSession, *_transaction: Any) -> None:
    """Forget what holds for a transaction alone once it is over, or a part of it is undone."""
    session._absent.clear()
    session._known_rows.clear()
    session.info.pop(HELD, None)


@event.listens_for(LateSession, "do_orm_execute")
def _write_what_is_read(state: ORMExecuteState) -> None:
    session: Any = state.session
    # A row's own columns are read anew in the midst of writing, too.
    if state.is_column_load or not state.execution_options.get("autoflush", True):
        return
    if not state.is_select:
        session._absent.clear()
        session._known_rows.clear()
        session.flush()
    elif is_changed(session, state.statement, state.execution_options.get(BESIDE, ())):
        session.flush()


def _parts(ident: Any) -> tuple[Any, ...]:
    return ident if isinstance(ident, tuple) else (ident,)


def _plain(parts: tuple[Any, ...]) -> Any:
    return parts if len(parts) > 1 else parts[0]


def _key_of(row: Any) -> tuple[Any, ...]:
    kind: Any = type(row)
    return tuple(getattr(row, name) for name in _key_names(kind))


@lru_cache(maxsize=256)
def _key_names(kind: Any) -> Sequence[str]:
    mapper: Mapper[Any] = inspected(kind)
    return [mapper.get_property_by_column(one).key for one in mapper.primary_key]


@lru_cache(maxsize=256)
def _by_key(kind: Any) -> Select[Any]:
    """Return what finds a row by its key: to put it together takes longer than to run it."""
    columns: Mapper[Any] = inspected(kind)
    keys = enumerate(columns.primary_key)
    found = select(kind).where(*(one == bindparam(f"key_{place}") for place, one in keys))
    # What is not written yet is known by its key, so nothing need be written for this.
    return found.execution_options(autoflush=False)


@lru_cache(maxsize=256)
def _by_keys(kind: Any) -> Select[Any]:
    mapper: Mapper[Any] = inspected(kind)
    key = mapper.primary_key
    given: Any = bindparam("keys", expanding=True)
    is_wanted = tuple_(*key).in_(given) if len(key) > 1 else key[0].in_(given)
    return select(kind).where(is_wanted).execution_options(autoflush=False)
