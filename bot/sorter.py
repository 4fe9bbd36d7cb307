"""This is who opens LINE's envelopes and lays each event into its lane, once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.line import post
from models.base import to_milliseconds
from models.database import is_passing_trouble
from models.envelope import Envelope, station_with_envelopes
from models.inbox import ArrivalKind, NewArrival, keep_unseen, seal_body
from models.sealed import Purpose
from models.unit_of_work import Store, UnitOfWork

log = structlog.get_logger(__name__)
# The door waits for the database while a handful is sorted, so the handful is small.
_HANDFUL = 16


class Sorter:
    """The same events sorted again change nothing: the unique key decides what is a copy."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._turn = threading.Lock()

    def step(self) -> bool:
        """Sort the oldest envelopes of a station that nobody else sorts; say whether any were."""
        taken: set[int] = set()
        while True:
            among = self._store.stations.keys() - taken
            with self._store.database.reading() as session:
                station_id = station_with_envelopes(session, among=among)
            # One hand of a process sorts, and looks again: what comes meanwhile is one commit.
            if station_id is None or not self._turn.acquire(blocking=False):
                return False
            try:
                if self._sort(station_id):
                    return True
            finally:
                self._turn.release()
            # Who has it goes on with what came meanwhile, and may be frozen.
            taken.add(station_id)

    def _sort(self, station_id: int) -> bool:
        with self._store.writing(station_id, self._clock()) as uow:
            found = uow.envelopes.oldest_unless_taken(_HANDFUL)
            for envelope in found:
                self._lay_out(envelope, uow)
            uow.commit()
        if found:
            log.info("sorted", envelopes=len(found))
        return bool(found)

    def _lay_out(self, envelope: Envelope, uow: UnitOfWork) -> None:
        """Keep the events, or set the envelope aside, so that none of those behind it waits."""
        try:
            with uow.session.begin_nested():
                keep_unseen(uow.session, self._store.database, _arrivals(envelope, uow))
        except Exception as fault:
            if is_passing_trouble(fault):
                raise
            log.exception("envelope set aside", envelope=envelope.id)
            uow.inbox.keep_aside(envelope, lane=_lane(uow, "nobody"), fault=type(fault).__name__)
        uow.envelopes.remove(envelope)


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
