"""This is the inbox: arrivals kept once, in lanes, until somebody has handled them."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    bindparam,
    case,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.answers import Timer
from domain.bulletin_events import BULLETIN_SCHEDULED
from domain.events import Event
from domain.meeting import MEETING_SCHEDULED
from domain.survey_events import SURVEY_SCHEDULED
from domain.timer_events import SCHEDULED
from models.base import Base, BigId, Bytes, Moment, to_milliseconds
from models.database import Database
from models.envelope import Envelope
from models.lane import Lane, is_free
from models.sealed import KeyStore, Purpose

_BODY = "inbox.body"
_SCHEDULED = {**SCHEDULED, **BULLETIN_SCHEDULED, **MEETING_SCHEDULED, **SURVEY_SCHEDULED}
TRIES = 6
# Handling fails for reasons that pass (a lock, a restart) within seconds, or never.
_WAITS = (1, 2, 5, 15, 30)
_forms: dict[type[Event], TypeAdapter[Any]] = {}


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


# To put these statements together takes longer than to run them.
_IS_WAITING = Arrival.state == literal(ArrivalState.WAITING.value, literal_execute=True)
_NEXT_DUE = (
    select(Arrival)
    .where(
        Arrival.station_id == bindparam("station"),
        Arrival.lane == bindparam("lane"),
        _IS_WAITING,
        Arrival.due_at <= bindparam("now"),
    )
    .order_by(Arrival.occurred_at, Arrival.key)
    .limit(bindparam("most"))
    # What was handled before in this transaction is known to be so without being written.
    .execution_options(autoflush=False)
)


class Inbox:
    """The arrivals of one station within one transaction."""

    def __init__(
        self,
        session: Session,
        database: Database,
        *,
        station_id: int,
        keys: KeyStore,
        key: uuid.UUID,
    ) -> None:
        self._session = session
        self._database = database
        self._station_id = station_id
        self._keys = keys
        self._key = key

    def set_timer(self, timer: Timer, *, lane: bytes, now: datetime) -> None:
        """Keep a timer; the same key again changes nothing.

        The key is kept as a fingerprint, or the lane beside it would join a person to a tip.
        """
        body = _form(type(timer.event)).dump_json(timer.event)
        keep_unseen(
            self._session,
            self._database,
            [
                NewArrival(
                    station_id=self._station_id,
                    key=self._keys.fingerprint(Purpose.ARRIVAL, timer.key).hex(),
                    lane=lane,
                    kind=ArrivalKind.TIMER.value,
                    event_type=type(timer.event).__name__,
                    occurred_at=to_milliseconds(timer.due),
                    due_at=to_milliseconds(timer.due),
                    received_at=to_milliseconds(now),
                    body=self._keys.seal(self._key, body, purpose=_BODY),
                )
            ],
        )

    def keep_aside(self, envelope: Envelope, *, lane: bytes, fault: str) -> None:
        """Keep an envelope that nobody could sort, still sealed, among what was set aside."""
        self._session.add(
            Arrival(
                station_id=self._station_id,
                key=f"envelope:{hashlib.sha256(envelope.body).hexdigest()}",
                lane=lane,
                kind=ArrivalKind.LINE,
                event_type="envelope",
                occurred_at=envelope.received_at,
                due_at=envelope.received_at,
                received_at=envelope.received_at,
                state=ArrivalState.SET_ASIDE,
                fault=fault[:200],
                body=envelope.body,
            )
        )

    def next_due(self, lane: bytes, *, now: datetime) -> Arrival | None:
        """Return the lane's earliest due arrival, by the moment at which it happened."""
        handled = sum(isinstance(one, Arrival) for one in self._session.dirty)
        asked = {"station": self._station_id, "lane": lane, "now": now, "most": handled + 1}
        found = self._session.scalars(_NEXT_DUE, asked)
        return next((one for one in found if one.state == ArrivalState.WAITING), None)

    def body(self, arrival: Arrival) -> bytes:
        """Open what an arrival carries."""
        if arrival.body is None:
            raise ValueError("the body of a handled arrival was erased")
        return self._keys.open(arrival.body, purpose=_BODY)

    def scheduled_event(self, arrival: Arrival) -> Event:
        """Open the event that a timer carries."""
        kind = _SCHEDULED[arrival.event_type]
        event: Event = _form(kind).validate_json(self.body(arrival))
        return event

    def mark_handled(self, arrival: Arrival, *, now: datetime) -> None:
        """Settle an arrival; its body is erased, its key stays against repeats."""
        arrival.state = ArrivalState.HANDLED
        arrival.handled_at = now
        arrival.body = None
        arrival.fault = None

    def mark_failed(self, arrival: Arrival, *, fault: str) -> timedelta | None:
        """Count a failed try; return how long its lane waits, None once it is set aside."""
        arrival.attempts += 1
        arrival.fault = fault[:200]
        if arrival.attempts >= TRIES:
            arrival.state = ArrivalState.SET_ASIDE
            return None
        return timedelta(seconds=_WAITS[arrival.attempts - 1])

    def set_aside(self) -> Sequence[Arrival]:
        """Return what nobody could handle, newest first."""
        return self._session.scalars(
            select(Arrival)
            .where(Arrival.station_id == self._station_id, Arrival.state == ArrivalState.SET_ASIDE)
            .order_by(Arrival.id.desc())
            .limit(200)
        ).all()


def _form(kind: type[Event]) -> TypeAdapter[Any]:
    """Return how an event is written; to work it out takes longer than to write."""
    if kind not in _forms:
        _forms[kind] = TypeAdapter(kind)
    return _forms[kind]


def seal_body(keys: KeyStore, key: uuid.UUID, body: bytes) -> bytes:
    """Seal a raw event for the inbox."""
    return keys.seal(key, body, purpose=_BODY)


def lanes_with_work(
    session: Session, database: Database, *, now: datetime, limit: int
) -> Sequence[tuple[bytes, int]]:
    """Return lanes that hold due arrivals and do not rest, longest waiting first.

    One that had a turn has waited since that turn, so that lanes full of work take turns.
    """
    asked = {"now": now, "most": limit}
    return [(lane, station) for lane, station in session.execute(_lanes_due(database), asked)]


@lru_cache(maxsize=8)
def _lanes_due(database: Database) -> Select[bytes, int]:
    due, turn = func.min(Arrival.due_at), func.coalesce(func.max(Lane.until), 0)
    return (
        select(Arrival.lane, func.min(Arrival.station_id))
        .outerjoin(Lane, Lane.mark == Arrival.lane)
        .where(_IS_WAITING, Arrival.due_at <= bindparam("now"), is_free(database))
        .group_by(Arrival.lane)
        .order_by(case((turn > due, turn), else_=due))
        .limit(bindparam("most"))
    )


def has_due(session: Session, *, now: datetime) -> bool:
    """Say whether an arrival waits to be handled now."""
    query = select(Arrival.id).where(Arrival.state == ArrivalState.WAITING, Arrival.due_at <= now)
    return session.scalar(query.limit(1)) is not None
