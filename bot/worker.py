"""This is who takes a lane, has its arrivals read and handled, and settles them."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import structlog

from bot.dispatcher import Dispatcher
from bot.line import inbound
from bot.outage import Outage
from domain.events import Event
from domain.refusals import Refusal
from models.database import is_passing_trouble, remember
from models.follow_up import FollowUp, expected
from models.inbox import Arrival, ArrivalKind, lanes_with_work
from models.lane import Lanes
from models.outbox import ReplyDoor
from models.unit_of_work import Store, UnitOfWork

log = structlog.get_logger(__name__)
# Colleagues draw from the same list, and whom one draws after another is looked at for nothing.
_LOOKED_AT = 256
# New envelopes are sorted between the steps, so one lasts a tenth of a second at most.
_IN_A_STEP = 4
# Whoever writes a thousand messages gets no more of a worker than this before the others.
_MOST_IN_A_ROW = 12
_REST = timedelta(seconds=0.5)
# A tip that is an emergency is heard, and sent, by two.
_AT_ONCE = 4


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What handled arrivals leave: media files nobody may see any more, and others' work."""

    arrivals: int
    files: Sequence[str]
    follow_ups: Collection[FollowUp]


@dataclass(frozen=True, kw_only=True)
class _Turn:
    is_done: bool
    goes_on: bool
    is_heard: bool = False


@dataclass(kw_only=True)
class _Stretch:
    """What of a lane one transaction is to handle, and what has come of it so far.

    `begun`: the arrival that was taken up last. `is_undoable`: a refusal undoes its arrival alone.
    """

    lane: bytes
    station_id: int
    most: int
    is_undoable: bool = False
    handled: list[tuple[int, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    begun: int | None = None
    is_heard: bool = False


_NOTHING: Final = _Turn(is_done=False, goes_on=False)


class Worker:
    """Pairs of hands; any number of them work, on any number of machines.

    `settled` is told after each commit what that left. `most_of_one`: how many may be at work for
    one station, for one of its rows may be held by who is frozen.
    """

    def __init__(
        self,
        store: Store,
        dispatcher: Dispatcher,
        *,
        clock: Callable[[], datetime],
        settled: Callable[[Settled], None],
        most_of_one: int | None = None,
    ) -> None:
        self._store = store
        self._dispatcher = dispatcher
        self._clock = clock
        self._settled = settled
        self._outage = Outage("arrivals not kept")
        self._most_of_one = most_of_one
        self._in_hand: dict[bytes, int] = {}
        self._hands = threading.Lock()

    def step(self) -> bool:
        """Take some of the lanes that are free and drain what is due in them; say whether any."""
        drained = 0
        for lane, station_id in self._found():
            with self._held(lane, station_id) as is_ours:
                drained += is_ours and self._drain(lane, station_id)
            if drained == _IN_A_STEP:
                break
        return drained > 0

    def _found(self) -> Sequence[tuple[bytes, int]]:
        database = self._store.database
        with database.reading() as session:
            now = self._clock()
            found = list(lanes_with_work(session, database, now=now, limit=_LOOKED_AT))
        if not database.is_sqlite:
            # Colleagues look at the same list at the same moment, so each begins somewhere else.
            random.shuffle(found)
        return found

    @contextmanager
    def _held(self, lane: bytes, station_id: int) -> Iterator[bool]:
        """Keep the other hands of this process from waiting for a turn at the same lane."""
        with self._hands:
            at_it = sum(one == station_id for one in self._in_hand.values())
            is_full = self._most_of_one is not None and at_it >= self._most_of_one
            is_ours = lane not in self._in_hand and not is_full
            if is_ours:
                self._in_hand[lane] = station_id
        try:
            yield is_ours
        finally:
            if is_ours:
                with self._hands:
                    del self._in_hand[lane]

    def _drain(self, lane: bytes, station_id: int) -> bool:
        was_any = False
        for _ in range(_MOST_IN_A_ROW // _AT_ONCE):
            turn = self._handle_due(lane, station_id, most=_AT_ONCE)
            was_any = was_any or turn.is_done
            if not turn.goes_on:
                return was_any
        # What our own timers bring is no flood: a bulletin's next page need not stand back.
        if turn.is_heard:
            self._rest(lane)
        return was_any

    def _rest(self, lane: bytes) -> None:
        with self._store.database.writing() as session:
            Lanes(session, self._store.database).rest(lane, wait=_REST)
            session.commit()

    def _handle_due(self, lane: bytes, station_id: int, *, most: int) -> _Turn:
        """Handle what is due in a lane, some arrivals in one transaction: most bring the next."""
        return self._go(_Stretch(lane=lane, station_id=station_id, most=most))

    def _go(self, stretch: _Stretch) -> _Turn:
        """Handle a stretch, or none of it.

        Few are refused, so a refusal begins anew with a savepoint that most can do without.
        """
        handled, one = stretch.handled, replace(stretch, most=1, handled=[], files=[])
        try:
            follow_ups = self._handle_all(stretch)
        except Exception as fault:  # noqa: BLE001 - told, and tried again or set aside
            if isinstance(fault, Refusal) and not stretch.is_undoable:
                return self._go(replace(one, is_undoable=True))
            if len(handled) > 1 or (handled and handled[-1][0] != stretch.begun):
                # None of them happened, and those before the one that failed must not wait for it.
                return self._go(one)
            self._tell(fault, stretch.begun)
            return self._fail(stretch.lane, stretch.station_id, stretch.begun, fault)
        if not handled:
            return _NOTHING
        for arrival, meant in handled:
            log.info("handled", arrival=arrival, event_type=meant)
        done = len(handled)
        self._settled(Settled(arrivals=done, files=stretch.files, follow_ups=follow_ups))
        return _Turn(is_done=True, goes_on=done == stretch.most, is_heard=stretch.is_heard)

    def _handle_all(self, stretch: _Stretch) -> Collection[FollowUp]:
        """Handle a stretch in one transaction; return whose work it left.

        Each arrival has its own unit of work, for what one asked and took back must not stand for
        another.
        """
        with self._store.database.writing() as session:
            remember(session)
            is_ours = Lanes(session, self._store.database).take(stretch.lane)
            while is_ours and len(stretch.handled) < stretch.most:
                uow = self._unit(session, stretch.station_id)
                arrival = uow.inbox.next_due(stretch.lane, now=uow.now)
                if arrival is None:
                    break
                stretch.begun, stretch.is_heard = arrival.id, arrival.kind == ArrivalKind.LINE
                meant = self._handle(arrival, uow, stretch)
                stretch.handled.append((arrival.id, meant))
                stretch.files += uow.files_to_remove
            session.commit()
            return expected(session)

    def _tell(self, fault: Exception, arrival_id: int | None) -> None:
        # A database that is away or full fails every arrival alike, a bug each in its own way.
        if is_passing_trouble(fault):
            self._outage.struck(fault)
        else:
            log.error("arrival failed", arrival=arrival_id, exc_info=fault)

    def _unit(self, session: Any, station_id: int) -> UnitOfWork:
        station = self._store.stations[station_id]
        return UnitOfWork(session, self._store, station=station, now=self._clock())

    def _handle(self, arrival: Arrival, uow: UnitOfWork, stretch: _Stretch) -> str:
        meant = self._understood(arrival, uow, stretch)
        uow.inbox.mark_handled(arrival, now=uow.now)
        if arrival.attempts:
            uow.lanes.end_rest(stretch.lane)
        return meant

    def _understood(self, arrival: Arrival, uow: UnitOfWork, stretch: _Stretch) -> str:
        dispatch = partial(
            self._dispatcher.dispatch, lane=stretch.lane, is_undoable=stretch.is_undoable
        )
        if arrival.kind == ArrivalKind.TIMER:
            event: Event = uow.inbox.scheduled_event(arrival)
            return dispatch(event, uow, reply=None)
        body = uow.inbox.body(arrival)
        if inbound.is_standby(body):
            return "Standby"
        event = inbound.event_in(body, occurred_at=arrival.occurred_at)
        token = inbound.reply_token(body, received_at=arrival.received_at)
        door = ReplyDoor(token=token.token, until=token.until) if token is not None else None
        return dispatch(event, uow, reply=door)

    def _fail(
        self, lane: bytes, station_id: int, arrival_id: int | None, fault: Exception
    ) -> _Turn:
        """Let the lane rest until the next try, or set the arrival aside and let the lane go on."""
        wait: timedelta | None = timedelta(seconds=1)
        with self._store.writing(station_id, self._clock()) as uow:
            if not uow.lanes.take(lane):
                return _NOTHING
            arrival = uow.session.get(Arrival, arrival_id) if arrival_id is not None else None
            if arrival is not None:
                wait = uow.inbox.mark_failed(arrival, fault=type(fault).__name__)
            if wait is None:
                uow.lanes.end_rest(lane)
            else:
                uow.lanes.rest(lane, wait=wait)
            uow.commit()
        if wait is None:
            log.error("arrival set aside", arrival=arrival_id, fault=type(fault).__name__)
        return _Turn(is_done=True, goes_on=wait is None)
