"""This is who takes a lane, has its arrivals read and handled, and settles them."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.dispatcher import Dispatcher
from bot.handling import Batch, Handling
from bot.outage import Outage
from domain.refusals import Refusal
from models.arrival import Arrival
from models.database import is_passing_trouble
from models.follow_up import FollowUp
from models.inbox import lanes_with_work
from models.lane import Lanes
from models.unit_of_work import Store

log = structlog.get_logger(__name__)
# Colleagues draw from the same list, and whom one draws after another is looked at for nothing.
_LOOKED_AT = 256
# New envelopes are sorted between the steps, so one lasts a tenth of a second at most.
_IN_A_STEP = 4
# What many write to one station goes in one transaction: what it has to ask, it asks but once.
_TOGETHER = 16
# A batch takes less than half of that.
_PASSED_OVER_FOR = 1.0
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
    """What one transaction came to for a lane; `goes_on`: there may be more in it.

    `is_left`: nothing of it was done, and it is to be handled by itself.
    """

    is_done: bool
    goes_on: bool
    is_heard: bool = False
    is_left: bool = False


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
        watch: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._handling = Handling(store, dispatcher, clock=clock)
        self._clock = clock
        self._settled = settled
        self._outage = Outage("arrivals not kept")
        self._most_of_one = most_of_one
        self._in_hand: set[bytes] = set()
        self._at_it: Counter[int] = Counter()
        self._watch = watch
        # By station since when somebody else has it in hand, in seconds of `watch`.
        self._passed_over: dict[int, float] = {}
        self._hands = threading.Lock()

    def step(self) -> bool:
        """Take some of the lanes that are free and drain what is due in them; say whether any."""
        found, drained = self._found(), 0
        # Where others have every station in hand, the lanes that they do not have are left.
        for parts in (found, _apart(found)):
            for station_id, lanes in parts:
                with self._held(lanes, station_id) as ours:
                    drained += self._drain(ours, station_id) if ours else 0
                if drained >= _IN_A_STEP:
                    return True
            if drained:
                return True
        return False

    def _found(self) -> Sequence[tuple[int, Sequence[bytes]]]:
        """Return lanes with work, those together that one transaction may handle."""
        database = self._store.database
        with database.reading() as session:
            now = self._clock()
            found = lanes_with_work(session, database, now=now, limit=_LOOKED_AT)
        by_station: dict[int, list[bytes]] = {}
        for lane, station_id in found:
            by_station.setdefault(station_id, []).append(lane)
        parts = [
            (station_id, part) for station_id, lanes in by_station.items() for part in _parts(lanes)
        ]
        if not database.is_sqlite:
            # Colleagues look at the same list at the same moment, so each begins somewhere else.
            random.shuffle(parts)
        return parts

    @contextmanager
    def _held(self, lanes: Sequence[bytes], station_id: int) -> Iterator[Sequence[bytes]]:
        """Keep the other hands of this process from waiting for a turn at the same lanes."""
        with self._hands:
            is_full = self._most_of_one is not None and (
                self._at_it[station_id] >= self._most_of_one
            )
            ours = [] if is_full else [one for one in lanes if one not in self._in_hand]
            self._in_hand.update(ours)
            self._at_it[station_id] += 1
        try:
            yield ours
        finally:
            with self._hands:
                self._in_hand.difference_update(ours)
                self._at_it[station_id] -= 1

    def _drain(self, lanes: Sequence[bytes], station_id: int) -> int:
        """Drain lanes, all of them a little and then those that hold more; return how many."""
        turns = dict(self._go(Batch.of(station_id, lanes, most=_AT_ONCE)))
        left = [lane for lane, turn in turns.items() if turn.is_left]
        for lane in left[:_IN_A_STEP]:
            turns |= self._go(Batch.of(station_id, [lane], most=_AT_ONCE))
        for lane, turn in turns.items():
            if turn.goes_on:
                self._drain_on(lane, station_id, turn)
        return sum(turn.is_done for turn in turns.values())

    def _is_kept_from(self, batch: Batch) -> bool:
        """Say whether somebody else has a station in hand for so long that they may be frozen."""
        if not batch.is_passed_over:
            if batch.is_of_many:
                self._passed_over.pop(batch.station_id, None)
            return False
        since = self._passed_over.setdefault(batch.station_id, self._watch())
        return self._watch() - since > _PASSED_OVER_FOR

    def _drain_on(self, lane: bytes, station_id: int, turn: _Turn) -> None:
        for _ in range(_MOST_IN_A_ROW // _AT_ONCE - 1):
            turn = self._go(Batch.of(station_id, [lane], most=_AT_ONCE))[lane]
            if not turn.goes_on:
                return
        # What our own timers bring is no flood: a bulletin's next page need not stand back.
        if turn.is_heard:
            self._rest(lane)

    def _rest(self, lane: bytes) -> None:
        with self._store.database.writing() as session:
            Lanes(session, self._store.database).rest(lane, wait=_REST)
            session.commit()

    def _go(self, batch: Batch) -> Mapping[bytes, _Turn]:
        """Handle a batch, or none of it; return what came of each lane.

        Few are refused, so a refusal begins anew with a savepoint that most can do without.
        """
        try:
            self._handling.handle(batch)
        except Exception as fault:  # noqa: BLE001 - told, and tried again or set aside
            return self._go_alone(batch, fault)
        for arrival, meant in batch.handled:
            log.info("handled", arrival=arrival, event_type=meant)
        if done := len(batch.handled):
            left = Settled(arrivals=done, files=batch.files, follow_ups=batch.follow_ups)
            self._settled(left)
        is_kept_from = self._is_kept_from(batch)
        return {
            one.lane: _Turn(
                is_done=bool(one.handled),
                goes_on=not one.room,
                is_heard=one.is_heard,
                is_left=one.is_put_off or is_kept_from,
            )
            for one in batch.stretches
        }

    def _go_alone(self, batch: Batch, fault: Exception) -> Mapping[bytes, _Turn]:
        """Handle by itself what together failed, for nothing of that happened."""
        station_id, (first, *others) = batch.station_id, batch.stretches
        if others:
            self._tell_apart(batch, fault)
            turns = dict[bytes, _Turn]()
            for one in batch.stretches:
                turns |= self._go(Batch.of(station_id, [one.lane], most=one.most))
            return turns
        alone = Batch.of(station_id, [first.lane], most=1)
        if isinstance(fault, Refusal) and not batch.is_undoable:
            return self._go(replace(alone, is_undoable=True))
        handled = first.handled
        if len(handled) > 1 or (handled and handled[-1][0] != first.begun):
            # Those before the one that failed must not wait for it.
            return self._go(alone)
        self._tell(fault, first.begun)
        return {first.lane: self._fail(first.lane, station_id, first.begun, fault)}

    def _tell_apart(self, batch: Batch, fault: Exception) -> None:
        # What fails alone as well is told then.
        is_known = isinstance(fault, Refusal) or is_passing_trouble(fault)
        trace = {} if is_known else {"exc_info": fault}
        log.info("handled apart", lanes=len(batch.stretches), fault=type(fault).__name__, **trace)

    def _tell(self, fault: Exception, arrival_id: int | None) -> None:
        # A database that is away or full fails every arrival alike, a bug each in its own way.
        if is_passing_trouble(fault):
            self._outage.struck(fault)
        else:
            log.error("arrival failed", arrival=arrival_id, exc_info=fault)

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


def _apart(
    found: Sequence[tuple[int, Sequence[bytes]]],
) -> Iterator[tuple[int, Sequence[bytes]]]:
    """Return the lanes one by one that were to be handled together."""
    for station_id, lanes in found:
        if len(lanes) > 1:
            yield from ((station_id, [lane]) for lane in lanes)


def _parts(lanes: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for begin in range(0, len(lanes), _TOGETHER):
        yield lanes[begin : begin + _TOGETHER]
