"""Two officers press at the same moment, over two connections to the database."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from bot.dispatcher import Dispatcher
from bot.worker import Worker
from domain.answers import Answer
from domain.meanings import AcceptAsked, CaseEvent, CodeSaid, UrgencyCorrectionAsked
from handlers import HANDLERS
from handlers.member.understanding import understand
from models.arrival import Arrival, ArrivalKind, ArrivalState, NewArrival, keep_unseen
from models.base import to_milliseconds
from models.sealed import Purpose
from models.unit_of_work import Store, UnitOfWork
from tests.conftest import FixedClock
from tests.handlers.precinct import line_of
from tests.handlers.rendezvous import Rendezvous
from tests.handlers.talk import Heard, Person, Talk, the_catalog, the_words
from tests.handlers.test_joining import CODE, invite

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give each database in turn: how a race ends is theirs to decide."""
    return str(request.getfixturevalue(f"{request.param}_url"))


class Rush:
    """Workers that meet with the same rows in their hands, where the database lets them."""

    def __init__(self, store: Store, station: int, clock: FixedClock) -> None:
        self.store, self.station, self.clock = store, station, clock
        self.meeting = Rendezvous(store.database)

    def arrives(self, name: str, event: dict[str, Any]) -> None:
        now = to_milliseconds(self.clock())
        body = json.dumps({"source": {"userId": line_of(name)}, **event}).encode()
        key = self.store.stations[self.station].key
        seal = self.store.cabinet.sealer(key, purpose="inbox.body")
        lane = self.store.cabinet.fingerprint(Purpose.LANE, "khokkhram", line_of(name))
        kind = ArrivalKind.LINE.value
        arrival = NewArrival(
            self.station, f"key-{name}", lane, kind, event["type"], now, now, now, seal(body)
        )
        with self.store.database.writing() as session:
            keep_unseen(session, self.store.database, [arrival])
            session.commit()

    def met(self, handle: Any) -> Any:
        def handler(event: Any, uow: UnitOfWork, catalog: Any) -> Sequence[Answer]:
            if isinstance(event, CaseEvent):
                held = uow.tips.find(event.tip)
                assert held is not None
            else:
                held = uow.access.invitation(event.code, now=uow.now)
            self.meeting.wait()
            return handle(event, uow, catalog)  # type: ignore[no-any-return]

        return handler

    def goes(self, *kinds: type[Any]) -> None:
        handlers = {**HANDLERS, **{kind: self.met(HANDLERS[kind]) for kind in kinds}}
        hands = [
            threading.Thread(target=self._works, args=(f"w{one}", handlers)) for one in range(2)
        ]
        for one in hands:
            one.start()
        for one in hands:
            one.join(timeout=30)
        assert not any(one.is_alive() for one in hands)

    def _works(self, owner: str, handlers: Any) -> None:
        worker = Worker(
            self.store,
            Dispatcher(
                handlers,
                understand=lambda event, uow: understand(event, uow, the_words()),
                catalog=the_catalog(),
            ),
            clock=self.clock,
            settled=lambda left: None,
        )
        while self._is_waiting():
            worker.step()

    def _is_waiting(self) -> bool:
        with self.store.database.reading() as session:
            states = session.scalars(
                select(Arrival.state).where(Arrival.kind == ArrivalKind.LINE.value)
            )
            return ArrivalState.WAITING in states.all()


@pytest.fixture
def rush(talk: Talk, store: Store, station: int, clock: FixedClock) -> Rush:
    assert talk.station == station
    return Rush(store, station, clock)


def told_to(name: str, news: Sequence[Heard]) -> str:
    return "".join(one.text for one in news if one.to == name)


def test_one_of_two_officers_gets_the_tip_and_the_other_is_told_who(
    talk: Talk, member: Person, rush: Rush
) -> None:
    member.says(NOISE)
    member.says("ส่งเลย")
    tip = talk.tips()[0].id.hex
    for name in ("p1", "d1"):
        rush.arrives(name, {"type": "postback", "postback": {"data": f"accept|{tip}|"}})
    rush.goes(AcceptAsked)
    news = talk.news()
    with talk.uow() as uow:
        (found,) = uow.tips.all()
        winner = uow.officers.get(found.handler_id).code
        assert len(uow.tips.history(found, "accepted")) == 1
        name = uow.officers.profile(uow.officers.by_code(winner)).spoken_name
    (loser,) = {"p1", "d1"} - {winner}
    assert "วัยรุ่น" in told_to(winner, news)
    assert name in told_to(loser, news)
    assert "วัยรุ่น" not in told_to(loser, news)
    assert told_to("member", news).count("มีตำรวจรับเรื่องแล้ว") == 1


def test_two_officers_correct_one_tip_and_neither_correction_is_lost(
    talk: Talk, member: Person, rush: Rush
) -> None:
    member.says(NOISE)
    member.says("ส่งเลย")
    tip = talk.tips()[0]
    for name, choice in (("p1", "emergency"), ("d1", "routine")):
        data = f"urgency|{tip.id.hex}|{choice}"
        rush.arrives(name, {"type": "postback", "postback": {"data": data}})
    rush.goes(UrgencyCorrectionAsked)
    with talk.uow() as uow:
        (found,) = uow.tips.all()
        lines = uow.tips.history(found, "corrected_urgency")
        steps = [uow.tips.detail(line) for line in lines]
    first, second = steps
    assert (first["from"], first["to"]) == (tip.urgency, second["from"])
    assert found.urgency == second["to"]


def test_one_of_two_accounts_gets_the_code(talk: Talk, rush: Rush) -> None:
    invite(talk)
    for name in ("one", "two"):
        said = {"id": name, "type": "text", "text": CODE}
        rush.arrives(name, {"type": "message", "message": said})
    rush.goes(CodeSaid)
    told = [one.text for one in talk.news()]
    assert sum("ท่านเป็นสมาชิก" in one for one in told) == 1
    assert sum("รหัสไม่ถูกต้อง" in one for one in told) == 1
