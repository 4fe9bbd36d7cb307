"""This is what one transaction handles: some arrivals of a few lanes of one station."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.dispatcher import Dispatcher
from bot.line import inbound
from domain.events import Event, MessageSaid
from models.arrival import Arrival, ArrivalKind
from models.database import is_passing_trouble, remember
from models.follow_up import FollowUp, expected
from models.outbox import ReplyDoor
from models.unit_of_work import Store, UnitOfWork

# Others wait for what a transaction holds, so it takes up no further lane after so many seconds:
# for some rows of one station, or for SQLite's one turn to write, which the door waits for, too.
_LONGEST: Final = 0.4
_LONGEST_ALONE: Final = 0.05


@dataclass(kw_only=True)
class Stretch:
    """What of one lane a transaction is to handle, and what has come of it so far.

    `begun`: the arrival that was taken up last. `is_heard`: whether that came from LINE.
    `is_put_off`: it is to be handled by itself, for others must not wait for what it does.
    """

    lane: bytes
    most: int
    handled: list[tuple[int, str]] = field(default_factory=list)
    begun: int | None = None
    is_heard: bool = False
    is_put_off: bool = False

    @property
    def room(self) -> int:
        """How much more may be handled; if nothing, there may be more to handle."""
        return self.most - len(self.handled)


@dataclass(kw_only=True)
class Batch:
    """The stretches of a station that one transaction handles, and what they leave.

    `is_undoable`: a refusal undoes its arrival alone. `is_passed_over`: somebody else has many
    lanes of the station in hand, so that nothing was done.
    """

    station_id: int
    stretches: Sequence[Stretch]
    is_undoable: bool = False
    is_passed_over: bool = False
    files: Sequence[str] = ()
    follow_ups: Collection[FollowUp] = ()

    @classmethod
    def of(cls, station_id: int, lanes: Collection[bytes], *, most: int) -> Batch:
        """Return what is to be handled of some lanes, at most so many arrivals of each."""
        return cls(station_id=station_id, stretches=[Stretch(lane=one, most=most) for one in lanes])

    @property
    def is_of_many(self) -> bool:
        """Whether it is of several lanes."""
        return len(self.stretches) > 1

    @property
    def handled(self) -> Sequence[tuple[int, str]]:
        """What was handled, in all lanes."""
        return [one for stretch in self.stretches for one in stretch.handled]


class Handling:
    """How arrivals are handled: all of a batch, or nothing."""

    def __init__(
        self,
        store: Store,
        dispatcher: Dispatcher,
        *,
        clock: Callable[[], datetime],
        watch: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._dispatcher = dispatcher
        self._clock = clock
        self._watch = watch

    def handle(self, batch: Batch) -> None:
        """Handle what is due of a batch, in one transaction and one unit of work.

        A lane that somebody else has is passed over, and so are many lanes of a station of which
        somebody else has many; so are the last ones where those before them took long. What a
        handler raises undoes all of it.
        """
        with self._store.database.writing() as session:
            remember(session)
            station = self._store.stations[batch.station_id]
            uow = UnitOfWork(session, self._store, station=station, now=self._clock())
            uow.inbox.gather()
            self._handle_all(batch, uow)
            uow.inbox.write_timers()
            session.commit()
            batch.files, batch.follow_ups = uow.files_to_remove, expected(session)

    def _handle_all(self, batch: Batch, uow: UnitOfWork) -> None:
        """Handle what is due in the lanes, and then what that made due in them."""
        if batch.is_of_many and not uow.lanes.take_station(batch.station_id):
            batch.is_passed_over = True
            return
        taken = uow.lanes.take_all([one.lane for one in batch.stretches])
        open_now = [one for one in batch.stretches if one.lane in taken]
        is_alone = self._store.database.is_sqlite
        until = self._watch() + (_LONGEST_ALONE if is_alone else _LONGEST)
        while open_now:
            found = self._due(open_now, uow)
            for stretch in open_now:
                due = found[stretch.lane]
                if stretch.begun is None and batch.is_of_many:
                    stretch.is_put_off = any(_is_a_clocks(one) for one in due)
                    if stretch.is_put_off or (batch.handled and self._watch() > until):
                        continue
                for one in due[: stretch.room]:
                    self._handle(one, stretch, uow, is_undoable=batch.is_undoable)
            open_now = [
                one
                for one in open_now
                if one.room and uow.inbox.has_gathered(one.lane, now=uow.now)
            ]
            uow.inbox.write_timers()

    def _due(
        self, stretches: Sequence[Stretch], uow: UnitOfWork
    ) -> Mapping[bytes, Sequence[_Opened]]:
        """Return what is due in lanes, opened; what all of it asks for is read at once."""
        most = max(one.room for one in stretches)
        found = uow.inbox.due_in([one.lane for one in stretches], now=uow.now, most=most)
        opened = {lane: [_opened(one, uow) for one in due] for lane, due in found.items()}
        people, messages = _asked_of(one.event for due in opened.values() for one in due[:1])
        # Of a single person it is asked when it is needed, and often it is not.
        if len(people) > 1:
            uow.read_ahead(people, messages)
        return opened

    def _handle(
        self, one: _Opened, stretch: Stretch, uow: UnitOfWork, *, is_undoable: bool
    ) -> None:
        arrival = one.arrival
        # Two tips of one moment would have no order.
        uow.go_on(self._clock())
        stretch.begun, stretch.is_heard = arrival.id, arrival.kind == ArrivalKind.LINE
        if one.fault is not None:
            raise one.fault
        meant = "Standby"
        if one.event is not None:
            meant = self._dispatcher.dispatch(
                one.event, uow, lane=stretch.lane, reply=one.reply, is_undoable=is_undoable
            )
        uow.inbox.mark_handled(arrival, now=uow.now)
        if arrival.attempts:
            uow.lanes.end_rest(stretch.lane)
        stretch.handled.append((arrival.id, meant))


@dataclass(frozen=True, kw_only=True)
class _Opened:
    """An arrival and its event, None for one that is not ours, or why it cannot be opened."""

    arrival: Arrival
    event: Event | None = None
    reply: ReplyDoor | None = None
    fault: Exception | None = None


def _is_a_clocks(one: _Opened) -> bool:
    """Say whether an arrival is none of a person's or a tip's, such as a night's deletion."""
    is_timer = one.arrival.kind == ArrivalKind.TIMER
    return is_timer and getattr(one.event, "tip", None) is None


def _opened(arrival: Arrival, uow: UnitOfWork) -> _Opened:
    try:
        if arrival.kind == ArrivalKind.TIMER:
            return _Opened(arrival=arrival, event=uow.inbox.scheduled_event(arrival))
        body = uow.inbox.body(arrival)
        if inbound.is_standby(body):
            return _Opened(arrival=arrival)
        token = inbound.reply_token(body, received_at=arrival.received_at)
        return _Opened(
            arrival=arrival,
            event=inbound.event_in(body, occurred_at=arrival.occurred_at),
            reply=None if token is None else ReplyDoor(token=token.token, until=token.until),
        )
    except Exception as fault:
        # It is raised when its turn comes, after those before it.
        if is_passing_trouble(fault):
            raise
        return _Opened(arrival=arrival, fault=fault)


def _asked_of(events: Iterable[Event | None]) -> tuple[Collection[str], Collection[str]]:
    """Return who says something by themselves in some events, and in which messages."""
    people, messages = set[str](), set[str]()
    for event in events:
        if isinstance(event, MessageSaid) and event.speaker.user_id is not None:
            people.add(event.speaker.user_id)
            messages.add(event.message_id)
    return people, messages
