"""This is who opens LINE's envelopes and lays each event into its lane, once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

import structlog

from bot.line import post
from models.arrival import ArrivalKind, NewArrival, keep_unseen
from models.base import to_milliseconds
from models.database import is_passing_trouble
from models.envelope import (
    Envelope,
    forget_envelopes,
    oldest_unless_taken,
    stations_with_envelopes,
)
from models.inbox import seal_body
from models.sealed import Purpose
from models.unit_of_work import Store, UnitOfWork

log = structlog.get_logger(__name__)
# A door that shares SQLite's one writer waits while a handful is sorted, so the handful is small.
_HANDFUL = 16
_HANDFUL_BESIDE = 64


class Sorter:
    """The same events sorted again change nothing: the unique key decides what is a copy."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._handful = _HANDFUL if store.database.is_sqlite else _HANDFUL_BESIDE
        self._turn = threading.Lock()

    def step(self) -> bool:
        """Sort the oldest envelopes of stations that nobody else sorts; say whether any were."""
        taken: set[int] = set()
        while True:
            among = self._store.stations.keys() - taken
            with self._store.database.reading() as session:
                some = stations_with_envelopes(session, among=among, most=self._handful)
            # One hand of a process sorts, and looks again: what comes meanwhile is one commit.
            if not some or not self._turn.acquire(blocking=False):
                return False
            try:
                if self._sort(some):
                    return True
            finally:
                self._turn.release()
            # Who has them goes on with what came meanwhile, and may be frozen.
            taken |= some

    def _sort(self, stations: Collection[int]) -> bool:
        with self._store.database.writing() as session:
            found = oldest_unless_taken(session, of=stations, most=self._handful)
            if not found:
                return False
            self._lay_out(found, session)
            forget_envelopes(session, found)
            session.commit()
        log.info("sorted", envelopes=len(found))
        return True

    def _lay_out(self, envelopes: Sequence[Envelope], session: Any) -> None:
        """Keep all events at once; where that fails, one envelope after the other."""
        units, now = dict[int, UnitOfWork](), self._clock()
        for one in envelopes:
            if one.station_id not in units:
                station = self._store.stations[one.station_id]
                units[one.station_id] = UnitOfWork(session, self._store, station=station, now=now)
        try:
            arrivals = [each for one in envelopes for each in _arrivals(one, units[one.station_id])]
            with session.begin_nested():
                keep_unseen(session, self._store.database, arrivals)
        except Exception as fault:
            if is_passing_trouble(fault):
                raise
            for one in envelopes:
                self._lay_out_alone(one, units[one.station_id])

    def _lay_out_alone(self, envelope: Envelope, uow: UnitOfWork) -> None:
        """Keep the events, or set the envelope aside, so that none of those behind it waits."""
        try:
            with uow.session.begin_nested():
                keep_unseen(uow.session, self._store.database, _arrivals(envelope, uow))
        except Exception as fault:
            if is_passing_trouble(fault):
                raise
            log.exception("envelope set aside", envelope=envelope.id)
            uow.inbox.keep_aside(envelope, lane=_lane(uow, "nobody"), fault=type(fault).__name__)


def _arrivals(envelope: Envelope, uow: UnitOfWork) -> list[NewArrival]:
    body, received = uow.envelopes.open(envelope), to_milliseconds(envelope.received_at)
    return [
        NewArrival(
            station_id=uow.station.id,
            key=raw.key,
            lane=_lane(uow, raw.lane),
            kind=ArrivalKind.LINE.value,
            event_type=raw.event_type,
            occurred_at=raw.occurred_ms,
            due_at=received,
            received_at=received,
            body=seal_body(uow.keys, uow.station.key, raw.body),
        )
        for raw in post.arrivals_in(body, received_at=envelope.received_at)
    ]


def _lane(uow: UnitOfWork, whose: str) -> bytes:
    return uow.keys.fingerprint(Purpose.LANE, uow.rules.code, whose)
