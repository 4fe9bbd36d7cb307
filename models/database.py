"""This is the door to SQLite or PostgreSQL: engines, write transactions and reading sessions."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    any_,
    bindparam,
    create_engine,
    event,
    literal_column,
    make_url,
    select,
)
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from models.base import from_milliseconds
from models.late_session import LateSession

# Both databases give whole milliseconds since 1970, the unit of `models.base.Moment`.
_SQLITE_NOW = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
_POSTGRES_NOW = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
_BUSY = timedelta(seconds=30)
# A machine that lost its power says nothing, and may not be waited for as long as TCP would.
_REMOTE: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    # A tip is the same hundred statements each time: the second time they need no parsing.
    "prepare_threshold": 1,
}
# psycopg forgets the oldest of a hundred, and we say twice as many.
_PREPARED = 400
# lock_not_available, deadlock_detected
_ROW_TROUBLE = ("55P03", "40P01")


class TurnMissed(Exception):
    """Another thread of this process wrote for longer than the patience allowed."""


class Database:
    """One database of one deployment, with one writer at a time where SQLite allows but one."""

    def __init__(
        self, url: str, *, pool_size: int = 20, frozen_for: timedelta | None = None
    ) -> None:
        """Open a database; who is `frozen_for` so long within a transaction loses it.

        PostgreSQL then gives its rows back to all others who wait for them.
        """
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.is_sqlite else _postgres(url, pool_size, frozen_for)
        # SQLite's busy handler sleeps and is unfair between threads, so threads of one
        # process queue here and only processes meet in the file's own lock.
        self._turn = threading.RLock() if self.is_sqlite else None

    @contextmanager
    def writing(self, *, patience: timedelta | None = None) -> Iterator[LateSession]:
        """Give a session whose transaction may write; the caller commits, leaving rolls back.

        On SQLite, whoever has `patience` gets an error once it is over and others still write.
        """
        if self._turn is None:
            with LateSession(self.engine) as session:
                yield session
            return
        until = None if patience is None else time.monotonic() + patience.total_seconds()
        with _held(self._turn, until), LateSession(self.engine) as session:
            _begin(session.connection(), until)
            yield session

    @contextmanager
    def reading(self) -> Iterator[LateSession]:
        """Give a session that reads one consistent state and never waits for a writer."""
        with LateSession(self.engine) as session:
            if self.is_sqlite:
                session.connection().exec_driver_sql("BEGIN")
            yield session
            # A rollback would make the driver forget every statement that it has prepared.
            # https://www.psycopg.org/psycopg3/docs/advanced/prepare.html
            session.expunge_all()
            session.commit()

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give a connection on which all statements read one state, however long they take."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    def now_plus(self, span: timedelta) -> ColumnElement[int]:
        """Return SQL for the database's own clock plus a span, in milliseconds.

        Leases use it, because the clocks of several machines never agree.
        """
        now = _SQLITE_NOW if self.is_sqlite else _POSTGRES_NOW
        milliseconds = int(span / timedelta(milliseconds=1))
        return literal_column(f"({now} + {milliseconds})", BigInteger)

    def told(self, error: BaseException) -> str:
        """Say why the database cannot be used, naming its file where that is what is wrong."""
        file = self.url.database
        if is_no_database(error):
            return f"{file} is no SQLite database; name another file, or move this one away"
        if _sqlite_code(error) == sqlite3.SQLITE_CANTOPEN:
            return f"{file} cannot be opened; name a file that the user of the service may write"
        return f"cannot be used: {type(error).__name__}"

    def clock(self) -> datetime:
        """Return the moment that the database's clock shows."""
        with self.reading() as session:
            value = session.execute(select(self.now_plus(timedelta()))).scalar_one()
            return from_milliseconds(int(value))

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def remember(session: Session) -> None:
    """Let a session hold on to every row that it loads or adds, until it ends.

    It knows a row only for as long as somebody holds it, and would load it again after that.
    https://docs.sqlalchemy.org/en/20/orm/session_state_management.html#session-referencing-behavior
    """
    held: set[Any] = set()
    session.info["held"] = held
    for moment in ("loaded_as_persistent", "pending_to_persistent"):
        event.listen(session, moment, lambda _session, row: held.add(row))


def is_kept_waiting(error: BaseException) -> bool:
    """Say whether PostgreSQL gave up on a row that another transaction holds.

    https://www.postgresql.org/docs/current/errcodes-appendix.html
    """
    code = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
    return code in _ROW_TROUBLE


def be_impatient(session: Session, database: Database, span: timedelta) -> None:
    """Let a transaction wait for no row longer than a span; who writes SQLite is alone."""
    if not database.is_sqlite:
        milliseconds = int(span / timedelta(milliseconds=1))
        session.connection().exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds}")


def is_among(
    column: InstrumentedAttribute[int], name: str, *, is_sqlite: bool
) -> ColumnElement[bool]:
    """Return SQL for a column's being one of many numbers, given as the list of that name.

    PostgreSQL takes the list whole: a nation's stations would be 1,500 values to write out.
    """
    if is_sqlite:
        return column.in_(bindparam(name, expanding=True))
    return column == any_(bindparam(name, type_=ARRAY(Integer)))


class NoFolder(OSError):
    """The folder of a database is not there and cannot be made."""


def is_passing_trouble(error: BaseException) -> bool:
    """Say whether a database error may pass by itself: locked, full, restarted, out of turns.

    A value that the database refuses will be refused again.
    """
    if isinstance(error, TurnMissed):
        return True
    return isinstance(error, DBAPIError) and not isinstance(error, DataError | IntegrityError)


def is_no_database(error: BaseException) -> bool:
    """Say whether the file of a SQLite database is something else."""
    return _sqlite_code(error) == sqlite3.SQLITE_NOTADB


def _sqlite_code(error: BaseException) -> int | None:
    fault = error.orig if isinstance(error, DBAPIError) else None
    return getattr(fault, "sqlite_errorcode", None)


@contextmanager
def _held(turn: threading.RLock, until: float | None) -> Iterator[None]:
    if not turn.acquire(timeout=-1 if until is None else max(0.0, until - time.monotonic())):
        raise TurnMissed
    try:
        yield
    finally:
        turn.release()


def _begin(connection: Connection, until: float | None) -> None:
    if until is None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    _be_busy_for(connection, timedelta(seconds=max(0.0, until - time.monotonic())))
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        # The connection goes back to the pool, where others have more patience.
        _be_busy_for(connection, _BUSY)


def _be_busy_for(connection: Connection, span: timedelta) -> None:
    milliseconds = int(span / timedelta(milliseconds=1))
    # Past SQLAlchemy, whose way costs the door more than the setting itself.
    driver: Any = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA busy_timeout={milliseconds}").close()


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        folder = Path(path).parent
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as fault:
            raise NoFolder(fault.errno, fault.strerror, str(folder)) from None
    engine = create_engine(
        url,
        pool_size=24,
        max_overflow=24,
        connect_args={"timeout": _BUSY.total_seconds(), "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # We say BEGIN ourselves: the driver's own BEGIN is deferred and deadlocks on upgrade.
        connection.isolation_level = None
        # To make a new file so, SQLite does not wait for others who open it at the same moment.
        for attempt in _at_the_first_start():
            with attempt:
                connection.execute("PRAGMA journal_mode=WAL")
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"busy_timeout={int(_BUSY.total_seconds()) * 1000}",
            # A longer log is copied back in one go, and whoever commits then waits for it.
            "wal_autocheckpoint=1000",
            "cache_size=-32000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _at_the_first_start() -> Retrying:
    return Retrying(
        retry=retry_if_exception_type(sqlite3.OperationalError),
        wait=wait_fixed(0.05),
        stop=stop_after_delay(_BUSY.total_seconds()),
        reraise=True,
    )


def _postgres(url: str, pool_size: int, frozen_for: timedelta | None) -> Engine:
    # Statements of milliseconds gain nothing from being compiled.
    chosen = {"jit": "off"}
    if frozen_for is not None:
        milliseconds = int(frozen_for / timedelta(milliseconds=1))
        chosen["idle_in_transaction_session_timeout"] = str(milliseconds)
    options = " ".join(f"-c {name}={value}" for name, value in chosen.items())
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        connect_args={**_REMOTE, "options": options},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.prepared_max = _PREPARED

    return engine
