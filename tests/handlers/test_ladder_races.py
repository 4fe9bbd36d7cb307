"""What meets on the ladder at the same moment, over two connections to each database."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Sequence
from typing import Any

import pytest

from bot.dispatcher import Dispatcher
from bot.worker import Worker
from domain.answers import Answer
from domain.events import Unfollowed
from domain.meanings import AcceptAsked
from domain.timer_events import AcceptanceDue
from handlers import HANDLERS
from handlers.member.understanding import understand
from models.arrival import Arrival, ArrivalState, NewArrival, keep_unseen
from models.base import to_milliseconds
from models.sealed import Purpose
from models.unit_of_work import UnitOfWork
from tests.handlers.precinct import line_of
from tests.handlers.rendezvous import Rendezvous
from tests.handlers.talk import Person, Talk, the_catalog, the_words

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give each database in turn: how a race ends is theirs to decide."""
    return str(request.getfixturevalue(f"{request.param}_url"))


class Meeting:
    """Workers that have read the same rows before either of them writes, where that can be."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.barrier = Rendezvous(talk.store.database)
        self.numbers = itertools.count()

    def comes(self, name: str, event: dict[str, Any]) -> None:
        body = json.dumps({"source": {"userId": line_of(name)}, **event}).encode()
        self._keep(name, "line", event["type"], body)

    def is_due(self, lane: str, event: AcceptanceDue) -> None:
        body = json.dumps(
            {"happened_at": event.happened_at.isoformat(), "tip": str(event.tip), "step": 1}
        ).encode()
        self._keep(lane, "timer", "AcceptanceDue", body)

    def _keep(self, who: str, kind: str, event_type: str, body: bytes) -> None:
        store, now = self.talk.store, to_milliseconds(self.talk.clock())
        seal = store.cabinet.sealer(store.stations[self.talk.station].key, purpose="inbox.body")
        lane = store.cabinet.fingerprint(Purpose.LANE, "khokkhram", who)
        key = f"key-{next(self.numbers)}"
        with store.database.writing() as session:
            arrival = NewArrival(
                self.talk.station, key, lane, kind, event_type, now, now, now, seal(body)
            )
            keep_unseen(session, store.database, [arrival])
            session.commit()

    def met(self, handle: Any) -> Any:
        def handler(event: Any, uow: UnitOfWork, catalog: Any) -> Sequence[Answer]:
            seen = [*uow.officers.all(), *uow.tips.all()]
            self.barrier.wait()
            assert seen
            return handle(event, uow, catalog)  # type: ignore[no-any-return]

        return handler

    def goes(self, *kinds: type[Any]) -> None:
        handlers = {**HANDLERS, **{kind: self.met(HANDLERS[kind]) for kind in kinds}}
        hands = [threading.Thread(target=self._works, args=(f"w{n}", handlers)) for n in range(2)]
        for one in hands:
            one.start()
        for one in hands:
            one.join(timeout=30)
        assert not any(one.is_alive() for one in hands)

    def _works(self, owner: str, handlers: Any) -> None:
        worker = Worker(
            self.talk.store,
            Dispatcher(
                handlers,
                understand=lambda event, uow: understand(event, uow, the_words()),
                catalog=the_catalog(),
            ),
            clock=self.talk.clock,
            settled=lambda left: None,
        )
        while self._is_waiting():
            worker.step() or time.sleep(0.05)

    def _is_waiting(self) -> bool:
        with self.talk.store.database.reading() as session:
            due = session.query(Arrival).filter(
                Arrival.state == ArrivalState.WAITING, Arrival.due_at <= self.talk.clock()
            )
            return due.count() > 0

    def history(self) -> list[tuple[str, str]]:
        with self.talk.uow() as uow:
            (tip,) = uow.tips.all()
            codes = {one.id: one.code for one in uow.officers.all()}
            return [(line.what, codes.get(line.officer_id, "")) for line in uow.tips.history(tip)]


@pytest.fixture
def meeting(in_force: Talk, member: Person) -> Meeting:
    member.says(NOISE)
    member.says("ส่งเลย")
    in_force.clock.passes(minutes=15)
    return Meeting(in_force)


def test_acceptance_and_escalation_at_once_do_not_both_win(
    meeting: Meeting, in_force: Talk
) -> None:
    tip = in_force.tips()[0].id.hex
    meeting.comes("p1", {"type": "postback", "postback": {"data": f"accept|{tip}|"}})
    meeting.goes(AcceptAsked, AcceptanceDue)
    whats = [what for what, _ in meeting.history()]
    assert whats.count("accepted") == 1
    assert not {"alerted", "overdue"} & set(whats[whats.index("accepted") :])


def test_two_workers_at_one_step_call_the_next_in_line_once(
    meeting: Meeting, in_force: Talk
) -> None:
    due = AcceptanceDue(happened_at=in_force.clock(), tip=in_force.tips()[0].id, step=1)
    meeting.is_due("one", due)
    meeting.is_due("two", due)
    meeting.goes(AcceptanceDue)
    called = [code for what, code in meeting.history() if what == "alerted"]
    assert called == ["p1", "b1"]


def test_who_unfollows_while_being_called_does_not_keep_the_tip(meeting: Meeting) -> None:
    meeting.comes("b1", {"type": "unfollow"})
    meeting.goes(AcceptanceDue, Unfollowed)
    called = [code for what, code in meeting.history() if what == "alerted"]
    assert called in (["p1", "d1"], ["p1", "b1", "d1"])
