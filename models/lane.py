"""This is a lane: what must stay in order, and who has it while one arrival of it is handled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    bindparam,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Bytes, Moment
from models.database import Database

_KEY_BYTES = 8
# What rested so long ago says nothing any more.
_PAST = timedelta(hours=1)
# https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADVISORY-LOCKS
_TRY = select(func.pg_try_advisory_xact_lock(bindparam("lock", type_=BigInteger)))
# Two numbers make another lock than the one number of a lane; one is of the envelopes.
_TRY_STATION = select(func.pg_try_advisory_xact_lock(2, bindparam("station", type_=Integer)))
_WANTED = func.unnest(bindparam("locks", type_=ARRAY(BigInteger))).column_valued("wanted")
_TRY_ALL = select(_WANTED, func.pg_try_advisory_xact_lock(_WANTED))


class Lane(Base):
    """A lane that rests until its first arrival is tried again, by the database's clock.

    The mark is a fingerprint, so a lane tells nobody who the person is.
    """

    __tablename__ = "lanes"

    mark: Mapped[bytes] = mapped_column(Bytes, primary_key=True)
    until: Mapped[datetime] = mapped_column(Moment)


class Lanes:
    """The lanes of one deployment within one transaction."""

    def __init__(self, session: Session, database: Database) -> None:
        self._session = session
        self._database = database

    def take(self, mark: bytes) -> bool:
        """Have a lane until this transaction ends; say whether nobody else has it."""
        if self._database.is_sqlite:
            # Whoever writes is alone.
            return True
        return bool(self._session.scalar(_TRY, {"lock": _lock(mark)}))

    def take_station(self, station_id: int) -> bool:
        """Have a station until this transaction ends; say whether nobody else has it.

        It only keeps two from drawing many lanes of the same station: a lane may be taken without.
        """
        if self._database.is_sqlite:
            return True
        return bool(self._session.scalar(_TRY_STATION, {"station": station_id}))

    def take_all(self, marks: Collection[bytes]) -> Collection[bytes]:
        """Have several lanes until this transaction ends; return those that nobody else has."""
        if self._database.is_sqlite:
            return marks
        locks = {_lock(mark): mark for mark in marks}
        taken = self._session.execute(_TRY_ALL, {"locks": list(locks)})
        return {locks[lock] for lock, is_ours in taken if is_ours}

    def rest(self, mark: bytes, *, wait: timedelta) -> None:
        """Let a lane wait: for its next try, or because others' turn is first.

        Nothing in it overtakes what failed. What others left is taken away, so that none is kept.
        """
        past = self._database.now_plus(-_PAST)
        self._session.execute(delete(Lane).where(Lane.until < past))
        build = sqlite.insert if self._database.is_sqlite else postgresql.insert
        until = self._database.now_plus(wait)
        self._session.execute(
            build(Lane)
            .values(mark=mark, until=until)
            .on_conflict_do_update(index_elements=[Lane.mark], set_={"until": until})
        )

    def end_rest(self, mark: bytes) -> None:
        """Let a lane go on: what failed was handled, or set aside."""
        self._session.execute(delete(Lane).where(Lane.mark == mark))


def _lock(mark: bytes) -> int:
    return int.from_bytes(mark[:_KEY_BYTES], "big", signed=True)


def is_free(database: Database) -> ColumnElement[bool]:
    """Say of an arrival's lane, joined outwardly, that it does not rest now."""
    return or_(Lane.mark.is_(None), Lane.until < database.now_plus(timedelta()))
