"""This is who claims a lane, has its arrivals read and handled, and settles them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.dispatcher import Dispatcher
from bot.line import inbound
from bot.shift import Shift
from domain.events import Event
from models.inbox import Arrival, ArrivalKind, hold_lane, lanes_with_work
from models.lane import Lanes, LaneTaken
from models.outbox import ReplyDoor
from models.unit_of_work import Store, UnitOfWork

log = structlog.get_logger(__name__)
_LOOKED_AT = 32
# Whoever writes a thousand messages gets no more of a worker than this before the others.
_MOST_IN_A_ROW = 10
_REST = timedelta(seconds=0.5)


class Worker:
    """One pair of hands; any number of them work on any number of machines.

    `settled` is told after each commit which media files nobody may see any more.
    """

    def __init__(
        self,
        store: Store,
        dispatcher: Dispatcher,
        *,
        clock: Callable[[], datetime],
        shift: Shift,
        settled: Callable[[Sequence[str]], None],
    ) -> None:
        self._store = store
        self._dispatcher = dispatcher
        self._clock = clock
        self._owner = shift.owner
        self._lease = shift.lease
        self._settled = settled

    def step(self) -> bool:
        """Claim one lane and drain what is due in it; say whether there was any."""
        claimed = self._claim()
        if claimed is None:
            return False
        lane, station_id = claimed
        try:
            for _ in range(_MOST_IN_A_ROW):
                if not self._handle_next(lane, station_id):
                    return True
            self._rest(lane)
        except LaneTaken:
            log.warning("lane taken", owner=self._owner)
        return True

    def _claim(self) -> tuple[bytes, int] | None:
        database = self._store.database
        with database.reading() as session:
            now = self._clock()
            found = list(lanes_with_work(session, database, now=now, limit=_LOOKED_AT))
        if not database.is_sqlite:
            # Colleagues look at the same list at the same moment, so each begins somewhere else.
            random.shuffle(found)
        while found:
            with database.writing() as session:
                claimed = self._claim_first(Lanes(session, database), found)
                session.commit()
            if claimed is not None:
                return claimed
        return None

    def _claim_first(
        self, lanes: Lanes, found: list[tuple[bytes, int]]
    ) -> tuple[bytes, int] | None:
        """Try lanes, longest waiting first, and take out of `found` those that were tried."""
        # Where there is but one writer each turn costs; where there are many, who holds one lane
        # while waiting for another may wait for ever.
        for _ in range(len(found) if lanes.has_one_writer else 1):
            lane, station_id = found.pop(0)
            if lanes.claim(lane, owner=self._owner, lease=self._lease):
                return lane, station_id
        return None

    def _rest(self, lane: bytes) -> None:
        with self._store.database.writing() as session:
            Lanes(session, self._store.database).rest(lane, owner=self._owner, span=_REST)
            session.commit()

    def _handle_next(self, lane: bytes, station_id: int) -> bool:
        arrival_id: int | None = None
        try:
            with self._store.writing(station_id, self._clock()) as uow:
                uow.lanes.fence(lane, owner=self._owner, lease=self._lease)
                arrival = uow.inbox.next_due(lane, now=uow.now)
                if arrival is None:
                    uow.lanes.release(lane, owner=self._owner)
                    uow.commit()
                    return False
                arrival_id = arrival.id
                meant = self._handle(arrival, uow, lane)
                uow.inbox.mark_handled(arrival, now=uow.now)
                goes_on = uow.inbox.next_due(lane, now=uow.now) is not None
                if not goes_on:
                    uow.lanes.release(lane, owner=self._owner)
                uow.commit()
                files = list(uow.files_to_remove)
        except LaneTaken:
            raise
        except Exception as fault:
            log.exception("arrival failed", arrival=arrival_id)
            return self._fail(lane, station_id, arrival_id, fault)
        log.info("handled", arrival=arrival_id, event_type=meant)
        self._settled(files)
        return goes_on

    def _handle(self, arrival: Arrival, uow: UnitOfWork, lane: bytes) -> str:
        if arrival.kind == ArrivalKind.TIMER:
            event: Event = uow.inbox.scheduled_event(arrival)
            return self._dispatcher.dispatch(event, uow, lane=lane, reply=None)
        body = uow.inbox.body(arrival)
        if inbound.is_standby(body):
            return "Standby"
        event = inbound.event_in(body, occurred_at=arrival.occurred_at)
        token = inbound.reply_token(body, received_at=arrival.received_at)
        door = ReplyDoor(token=token.token, until=token.until) if token is not None else None
        return self._dispatcher.dispatch(event, uow, lane=lane, reply=door)

    def _fail(self, lane: bytes, station_id: int, arrival_id: int | None, fault: Exception) -> bool:
        """Hold the lane until the next try, or set the arrival aside and let the lane go on."""
        with self._store.writing(station_id, self._clock()) as uow:
            uow.lanes.fence(lane, owner=self._owner, lease=self._lease)
            arrival = uow.session.get(Arrival, arrival_id) if arrival_id is not None else None
            wait: timedelta | None = timedelta(seconds=1)
            if arrival is not None:
                wait = uow.inbox.mark_failed(arrival, fault=type(fault).__name__)
            if wait is not None:
                hold_lane(uow.session, self._store.database, mark=lane, wait=wait)
            uow.commit()
        if wait is None:
            log.error("arrival set aside", arrival=arrival_id, fault=type(fault).__name__)
        return wait is None
