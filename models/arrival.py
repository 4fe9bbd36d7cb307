"""This is an arrival: something that came, or is due, kept once until somebody has handled it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId, Bytes, Moment
from models.database import Database


class ArrivalState(StrEnum):
    """What became of an arrival."""

    WAITING = "waiting"
    HANDLED = "handled"
    SET_ASIDE = "set_aside"
    HELD = "held"


class ArrivalKind(StrEnum):
    """Where an arrival came from."""

    LINE = "line"
    TIMER = "timer"


class Arrival(Base):
    """One arrival. The body is sealed, and erased as soon as it is handled."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("station_id", "key"),
        Index(
            "ix_inbox_waiting",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_inbox_lane_waiting",
            "lane",
            "occurred_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    key: Mapped[str] = mapped_column(String(80))
    lane: Mapped[bytes] = mapped_column(Bytes)
    kind: Mapped[str] = mapped_column(String(16))
    event_type: Mapped[str] = mapped_column(String(40))
    occurred_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(16), default=ArrivalState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str | None] = mapped_column(String(200))
    handled_at: Mapped[datetime | None] = mapped_column(Moment)
    held_at: Mapped[datetime | None] = mapped_column(Moment)
    body: Mapped[bytes | None] = mapped_column(Bytes)


class NewArrival(NamedTuple):
    """One arrival before it is kept, in the order of the table's columns.

    Sealed already, in plain columns otherwise; moments are milliseconds since 1970 (UTC), for
    thousands may come in a second, and each conversion has its price.
    """

    station_id: int
    key: str
    lane: bytes
    kind: str
    event_type: str
    occurred_at: int
    due_at: int
    received_at: int
    body: bytes


_COLUMNS = (*NewArrival._fields, "state", "attempts")
_FRESH = (ArrivalState.WAITING.value, 0)


def keep_unseen(session: Session, database: Database, arrivals: Sequence[NewArrival]) -> None:
    """Keep arrivals; the unique key, not a query before it, decides what is a second copy."""
    if not arrivals:
        return
    mark = "?" if database.is_sqlite else "%s"
    statement = (
        f"INSERT INTO inbox ({', '.join(_COLUMNS)}) "  # noqa: S608
        f"VALUES ({', '.join([mark] * len(_COLUMNS))}) ON CONFLICT (station_id, key) DO NOTHING"
    )
    session.connection().exec_driver_sql(statement, [(*arrival, *_FRESH) for arrival in arrivals])
