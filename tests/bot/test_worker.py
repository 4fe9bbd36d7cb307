"""The worker: each arrival handled once and in order, whatever fails or dies meanwhile."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.dispatcher import Dispatcher
from bot.worker import Settled, Worker
from catalog import Catalog
from domain.answers import Answer, Chat, Message, Recipient, Timer, Words
from domain.events import ButtonPressed, Event, MessageSaid
from domain.refusals import Refusal
from domain.timer_events import CollectingEnded
from models.arrival import Arrival, ArrivalKind, ArrivalState, NewArrival, keep_unseen
from models.base import to_milliseconds
from models.follow_up import FollowUp
from models.lane import Lane
from models.outbox import Outgoing
from models.pace import SenderPace
from models.sealed import Purpose
from models.unit_of_work import Store, UnitOfWork
from tests.conftest import FixedClock

PERSON = "U" + "a" * 32
TO = Recipient(chat=Chat.PERSON, line_id=PERSON)
LEASE = timedelta(seconds=30)
Handlers = Mapping[type[Event], Callable[..., Sequence[Answer]]]


class Inbox:
    """Arrivals of one person, kept as the door keeps them."""

    def __init__(self, store: Store, station: int, clock: FixedClock) -> None:
        self.store, self.station, self.clock = store, station, clock
        self.lane = store.cabinet.fingerprint(Purpose.LANE, "khokkhram", PERSON)

    def gets(self, number: int, *, seconds: float = 0, **parts: Any) -> None:
        event = {
            "type": "message",
            "source": {"type": "user", "userId": PERSON},
            "replyToken": f"token-{number}",
            "message": {"id": str(number), "type": "text", "text": f"ข้อความ {number}"},
            **parts,
        }
        now = to_milliseconds(self.clock())
        seal = self.store.cabinet.sealer(
            self.store.stations[self.station].key, purpose="inbox.body"
        )
        arrival = NewArrival(
            self.station,
            f"key-{number}",
            self.lane,
            ArrivalKind.LINE.value,
            event["type"],
            now + int(seconds * 1000),
            now,
            now,
            seal(json.dumps(event).encode()),
        )
        with self.store.database.writing() as session:
            keep_unseen(session, self.store.database, [arrival])
            session.commit()

    def states(self) -> dict[str, str]:
        with self.store.database.reading() as session:
            rows = session.scalars(select(Arrival).where(Arrival.kind == ArrivalKind.LINE))
            return {row.key: row.state for row in rows}


@pytest.fixture
def inbox(store: Store, station: int, clock: FixedClock) -> Inbox:
    return Inbox(store, station, clock)


def a_worker(
    store: Store,
    clock: FixedClock,
    handlers: Handlers,
    *,
    settled: Callable[[Settled], None] = lambda left: None,
    most_of_one: int | None = None,
    watch: Callable[[], float] = time.monotonic,
) -> Worker:
    catalog = Catalog("th", {"refused": "ทำไม่ได้: {why}"})
    return Worker(
        store,
        Dispatcher(handlers, understand=lambda event, uow: event, catalog=catalog),
        clock=clock,
        settled=settled,
        most_of_one=most_of_one,
        watch=watch,
    )


def drain(worker: Worker) -> None:
    while worker.step():
        pass


def outbox(store: Store, station: int, clock: FixedClock) -> list[str]:
    with store.reading(station, clock()) as uow:
        rows = uow.session.scalars(select(Outgoing).order_by(Outgoing.id)).all()
        return [content.text for row in rows for content in uow.outbox.contents(row)]


def echo(event: MessageSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    said = event.content.text  # type: ignore[union-attr]
    return [Message(to=TO, contents=[Words(text=said)], may_reply=True)]


def test_one_persons_messages_are_handled_in_the_order_they_were_written(
    store: Store, station: int, clock: FixedClock, inbox: Inbox
) -> None:
    inbox.gets(2, seconds=2)
    inbox.gets(1, seconds=1)
    inbox.gets(3, seconds=3)
    drain(a_worker(store, clock, {MessageSaid: echo}))
    assert outbox(store, station, clock) == ["ข้อความ 1", "ข้อความ 2", "ข้อความ 3"]


def test_what_is_handled_leaves_no_body_and_no_lane(
    store: Store, clock: FixedClock, inbox: Inbox
) -> None:
    inbox.gets(1)
    drain(a_worker(store, clock, {MessageSaid: echo}))
    with store.database.reading() as session:
        assert [row.body for row in session.scalars(select(Arrival))] == [None]
        assert session.scalars(select(Lane)).all() == []


def test_a_failure_takes_back_all_that_its_handler_did(
    store: Store, station: int, clock: FixedClock, inbox: Inbox
) -> None:
    def fails(event: MessageSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        uow.tips.bury("1", now=uow.now)
        raise ZeroDivisionError

    inbox.gets(1)
    a_worker(store, clock, {MessageSaid: fails}).step()
    with store.reading(station, clock()) as uow:
        assert not uow.tips.is_withdrawn("1")
    assert inbox.states() == {"key-1": ArrivalState.WAITING}


def release_all(store: Store) -> None:
    """Let the waits of held lanes run out; they count by the database's own clock."""
    with store.database.writing() as session:
        for lane in session.scalars(select(Lane)):
            session.delete(lane)
        session.commit()


def test_a_failed_message_holds_its_lane_and_is_set_aside_in_the_end(
    store: Store, station: int, clock: FixedClock, inbox: Inbox
) -> None:
    def fails_first(event: MessageSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        if event.message_id == "1":
            raise ZeroDivisionError
        return echo(event, uow, catalog)

    inbox.gets(1, seconds=1)
    inbox.gets(2, seconds=2)
    worker = a_worker(store, clock, {MessageSaid: fails_first})
    drain(worker)
    assert outbox(store, station, clock) == []
    for _ in range(6):
        release_all(store)
        drain(worker)
    assert outbox(store, station, clock) == ["ข้อความ 2"]
    assert inbox.states()["key-1"] == ArrivalState.SET_ASIDE


def test_a_refusal_changes_nothing_and_is_said(
    store: Store, station: int, clock: FixedClock, inbox: Inbox
) -> None:
    def refuses(event: MessageSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        uow.tips.bury("1", now=uow.now)
        raise Refusal("refused", why="เหตุผล")

    inbox.gets(1)
    drain(a_worker(store, clock, {MessageSaid: refuses}))
    assert outbox(store, station, clock) == ["ทำไม่ได้: เหตุผล"]
    with store.reading(station, clock()) as uow:
        assert not uow.tips.is_withdrawn("1")


def test_a_refusal_leaves_what_came_before_and_after_it_as_it_was(
    store: Store, station: int, clock: FixedClock, inbox: Inbox
) -> None:
    def refuses_the_second(
        event: MessageSaid, uow: UnitOfWork, catalog: Catalog
    ) -> Sequence[Answer]:
        said = event.content.text  # type: ignore[union-attr]
        uow.paces.tip(said, now=uow.now, is_stranger=False)
        if said.endswith("2"):
            raise Refusal("refused", why="เหตุผล")
        return echo(event, uow, catalog)

    for number in (1, 2, 3):
        inbox.gets(number, seconds=number)
    drain(a_worker(store, clock, {MessageSaid: refuses_the_second}))
    assert set(inbox.states().values()) == {"handled"}
    assert outbox(store, station, clock) == ["ข้อความ 1", "ทำไม่ได้: เหตุผล", "ข้อความ 3"]
    with store.reading(station, clock()) as uow:
        kept = uow.session.scalars(select(SenderPace.tips_until).order_by(SenderPace.person_mark))
        # Of the three and their one sender, who has written no tip.
        assert len([one for one in kept if one is not None]) == 2


def test_what_others_have_in_hand_is_left_to_them(
    store: Store, station: int, clock: FixedClock, inbox: Inbox
) -> None:
    """Another worker handles a lane: nobody waits for it, and nothing is handled twice."""
    inbox.gets(1)
    colleague = a_worker(store, clock, {MessageSaid: echo})
    seen: list[bool] = []

    def meanwhile(event: MessageSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        if not store.database.is_sqlite:
            seen.append(colleague.step())
        return echo(event, uow, catalog)

    drain(a_worker(store, clock, {MessageSaid: meanwhile}))
    drain(colleague)
    assert outbox(store, station, clock) == ["ข้อความ 1"]
    assert not any(seen)


def test_what_fails_does_not_hold_up_what_came_before_it(
    store: Store, station: int, clock: FixedClock, inbox: Inbox
) -> None:
    """Several arrivals go in one transaction; the failure of one must not undo the others."""

    def fails_last(event: MessageSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        if event.message_id == "3":
            raise ZeroDivisionError
        return echo(event, uow, catalog)

    for number in (1, 2, 3, 4):
        inbox.gets(number, seconds=number)
    drain(a_worker(store, clock, {MessageSaid: fails_last}))
    assert outbox(store, station, clock) == ["ข้อความ 1", "ข้อความ 2"]
    handled, waits = ArrivalState.HANDLED, ArrivalState.WAITING
    states = inbox.states()
    assert [states[one] for one in sorted(states)] == [handled, handled, waits, waits]


def test_the_other_hands_of_a_worker_take_other_lanes(
    store: Store, clock: FixedClock, inbox: Inbox
) -> None:
    inbox.gets(1)
    steps: list[bool] = []

    def meanwhile(event: MessageSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        steps.append(worker.step())
        return echo(event, uow, catalog)

    worker = a_worker(store, clock, {MessageSaid: meanwhile})
    drain(worker)
    assert steps == [False]


def test_who_sends_is_woken_by_what_leaves_a_message_and_by_nothing_else(
    store: Store, clock: FixedClock, inbox: Inbox
) -> None:
    left: list[Settled] = []
    inbox.gets(1)
    drain(a_worker(store, clock, {}, settled=left.append))
    inbox.gets(2)
    drain(a_worker(store, clock, {MessageSaid: echo}, settled=left.append))
    assert [set(one.follow_ups) for one in left] == [set(), {FollowUp.MESSAGES}]


def test_a_timer_runs_when_it_is_due_and_once(
    store: Store, station: int, clock: FixedClock, inbox: Inbox
) -> None:
    due = clock() + timedelta(seconds=30)
    event = CollectingEnded(happened_at=due, tip=uuid.UUID(int=1))

    def sets(said: MessageSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        return [Timer(key="same", due=due, event=event)]

    def ends(ended: CollectingEnded, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        return [Message(to=TO, contents=[Words(text=str(ended.tip.int))])]

    inbox.gets(1)
    inbox.gets(2)
    worker = a_worker(store, clock, {MessageSaid: sets, CollectingEnded: ends})
    drain(worker)
    assert outbox(store, station, clock) == []
    clock.passes(seconds=30)
    drain(worker)
    assert outbox(store, station, clock) == ["1"]


def test_a_standby_event_is_kept_and_not_answered(
    store: Store, station: int, clock: FixedClock, inbox: Inbox
) -> None:
    inbox.gets(1, mode="standby")
    drain(a_worker(store, clock, {MessageSaid: echo}))
    assert outbox(store, station, clock) == []
    assert inbox.states() == {"key-1": ArrivalState.HANDLED}


def test_an_event_that_nobody_handles_is_settled(
    store: Store, station: int, clock: FixedClock, inbox: Inbox
) -> None:
    inbox.gets(1, type="somethingNew")
    drain(a_worker(store, clock, {ButtonPressed: echo}))
    assert inbox.states() == {"key-1": ArrivalState.HANDLED}


def test_answers_on_one_reply_token_leave_as_one_message(
    store: Store, station: int, clock: FixedClock, inbox: Inbox
) -> None:
    def twice(event: MessageSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        return [*echo(event, uow, catalog), *echo(event, uow, catalog)]

    inbox.gets(1)
    drain(a_worker(store, clock, {MessageSaid: twice}))
    with store.database.reading() as session:
        assert len(session.scalars(select(Outgoing)).all()) == 1
    assert len(outbox(store, station, clock)) == 2
