"""This is the inbox: arrivals kept once, in lanes, until somebody has handled them."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    LargeBinary,
    Select,
    bindparam,
    case,
    column,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.orm import Session

from domain.answers import Timer
from domain.bulletin_events import BULLETIN_SCHEDULED
from domain.events import Event
from domain.meeting import MEETING_SCHEDULED
from domain.survey_events import SURVEY_SCHEDULED
from domain.timer_events import SCHEDULED
from models.arrival import Arrival, ArrivalKind, ArrivalState, NewArrival, keep_unseen
from models.base import to_milliseconds
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


# To put these statements together takes longer than to run them.
_IS_WAITING = Arrival.state == literal(ArrivalState.WAITING.value, literal_execute=True)
_IN_ORDER = (Arrival.occurred_at, Arrival.key)


def _earliest(lane: ColumnElement[bytes], *what: Any) -> Select[Any]:
    """Return what finds a lane's earliest due arrivals, however many thousand wait behind them."""
    return (
        select(*what)
        .where(
            Arrival.station_id == bindparam("station"),
            Arrival.lane == lane,
            Arrival.id.not_in(bindparam("but", expanding=True)),
            _IS_WAITING,
            Arrival.due_at <= bindparam("now"),
        )
        .order_by(*_IN_ORDER)
        .limit(bindparam("most"))
        # What was handled before in this transaction is known to be so without being written.
        .execution_options(autoflush=False)
    )


_DUE_IN_ONE = _earliest(bindparam("lane", type_=LargeBinary), Arrival)
_ASKED = func.unnest(bindparam("lanes", type_=ARRAY(LargeBinary)))
_LANES = _ASKED.table_valued(column("lane", LargeBinary), name="wanted").render_derived()
_OF_EACH = _earliest(_LANES.c.lane, Arrival.id).correlate(_LANES).lateral("earliest")
_DUE_IN_SOME = (
    select(Arrival)
    .select_from(_LANES)
    .join(_OF_EACH, true())
    .join(Arrival, Arrival.id == _OF_EACH.c.id)
    .order_by(*_IN_ORDER)
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
        self._gathered: list[NewArrival] | None = None

    def gather(self) -> None:
        """Write timers together from now on: whoever commits writes them before."""
        self._gathered = []

    def write_timers(self) -> None:
        """Write the timers that were gathered."""
        timers, self._gathered = self._gathered or [], []
        keep_unseen(self._session, self._database, timers)

    def set_timer(self, timer: Timer, *, lane: bytes, now: datetime) -> None:
        """Keep a timer; the same key again changes nothing.

        The key is kept as a fingerprint, or the lane beside it would join a person to a tip.
        """
        body = _form(type(timer.event)).dump_json(timer.event)
        arrival = NewArrival(
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
        if self._gathered is None:
            keep_unseen(self._session, self._database, [arrival])
        else:
            self._gathered.append(arrival)

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

    def due_in(
        self, lanes: Collection[bytes], *, now: datetime, most: int
    ) -> Mapping[bytes, Sequence[Arrival]]:
        """Return the earliest due arrivals of each lane, by the moments at which they happened."""
        handled = [one.id for one in self._session.dirty if isinstance(one, Arrival)]
        asked = {"station": self._station_id, "but": handled, "now": now, "most": most}
        if len(lanes) == 1 or self._database.is_sqlite:
            return {
                lane: self._session.scalars(_DUE_IN_ONE, {**asked, "lane": lane}).all()
                for lane in lanes
            }
        found: dict[bytes, list[Arrival]] = {lane: [] for lane in lanes}
        for one in self._session.scalars(_DUE_IN_SOME, {**asked, "lanes": list(lanes)}):
            found[one.lane].append(one)
        return found

    def has_gathered(self, lane: bytes, *, now: datetime) -> bool:
        """Say whether a timer that was gathered for a lane is due already."""
        moment = to_milliseconds(now)
        return any(one.lane == lane and one.due_at <= moment for one in self._gathered or ())

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
