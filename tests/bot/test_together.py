"""What many write to one station is one transaction, and comes to what it would alone."""

from __future__ import annotations

import json
import re
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select

import bot.worker
from bot.handling import Batch, Handling
from bot.worker import Worker
from catalog import Catalog
from domain.answers import Answer
from domain.calendar import spoken_number
from domain.events import MessageSaid
from domain.postback import Act, encode
from domain.refusals import Refusal
from models.arrival import Arrival, ArrivalState
from models.lane import Lanes
from models.outbox import Outgoing
from models.sealed import Purpose
from models.tip import Tip, TipStep
from models.unit_of_work import Store, UnitOfWork
from tests.bot.square import the_dispatcher
from tests.bot.test_worker import Inbox, a_worker, drain, echo, outbox
from tests.conftest import FixedClock
from tests.handlers.precinct import Precinct, line_of


def of(name: str, store: Store, station: int, clock: FixedClock) -> Inbox:
    """Return the arrivals of somebody, each with a lane of their own."""
    made = Inbox(store, station, clock)
    code = store.stations[station].rules.code
    made.lane = store.cabinet.fingerprint(Purpose.LANE, code, line_of(name))
    return made


def crowd(store: Store, station: int, clock: FixedClock, *, people: int) -> list[Inbox]:
    """Let several people write one message each."""
    inboxes = [of(f"p{number}", store, station, clock) for number in range(people)]
    for number, one in enumerate(inboxes):
        one.gets(number, seconds=number)
    return inboxes


@contextmanager
def counting_commits(store: Store) -> Iterator[list[int]]:
    seen: list[int] = []

    def note(_connection: object) -> None:
        seen.append(1)

    event.listen(store.database.engine, "commit", note)
    yield seen
    event.remove(store.database.engine, "commit", note)


def test_what_many_write_to_a_station_is_one_commit(
    store: Store, station: int, clock: FixedClock
) -> None:
    sessions: set[int] = set()

    def notes(said: MessageSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        sessions.add(id(uow.session))
        return echo(said, uow, catalog)

    crowd(store, station, clock, people=6)
    worker = a_worker(store, clock, {MessageSaid: notes})
    with counting_commits(store) as commits:
        assert worker.step()
    # To look for work is a transaction of its own.
    assert len(commits) == 2
    assert len(sessions) == 1
    assert sorted(outbox(store, station, clock)) == [f"ข้อความ {n}" for n in range(6)]


def test_what_fails_for_one_person_is_handled_for_the_others(
    store: Store, station: int, clock: FixedClock
) -> None:
    def fails(said: MessageSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        if said.message_id == "3":
            raise ZeroDivisionError
        return echo(said, uow, catalog)

    inboxes = crowd(store, station, clock, people=6)
    drain(a_worker(store, clock, {MessageSaid: fails}))
    assert sorted(outbox(store, station, clock)) == [f"ข้อความ {n}" for n in (0, 1, 2, 4, 5)]
    assert inboxes[0].states()["key-3"] == ArrivalState.WAITING


def test_what_is_refused_to_one_person_is_told_them_and_undoes_nothing_of_others(
    store: Store, station: int, clock: FixedClock
) -> None:
    def refuses(said: MessageSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        if said.message_id == "2":
            uow.paces.word("somebody", now=uow.now)
            raise Refusal("refused", why="พอแล้ว")
        return echo(said, uow, catalog)

    crowd(store, station, clock, people=4)
    drain(a_worker(store, clock, {MessageSaid: refuses}))
    told = [f"ข้อความ {n}" for n in (0, 1, 3)]
    assert sorted(outbox(store, station, clock)) == sorted([*told, "ทำไม่ได้: พอแล้ว"])


def test_what_nobody_can_open_holds_up_its_own_lane_alone(
    store: Store, station: int, clock: FixedClock
) -> None:
    crowd(store, station, clock, people=4)
    with store.database.writing() as session:
        broken = session.scalars(select(Arrival).where(Arrival.key == "key-1")).one()
        broken.body = b"\x01" + b"x" * 60
        session.commit()
    drain(a_worker(store, clock, {MessageSaid: echo}))
    assert sorted(outbox(store, station, clock)) == [f"ข้อความ {n}" for n in (0, 2, 3)]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_the_lanes_of_a_station_that_somebody_has_in_hand_are_taken_one_by_one(
    store: Store, station: int, clock: FixedClock
) -> None:
    inboxes = crowd(store, station, clock, people=3)
    with store.writing(station, clock()) as frozen:
        assert frozen.lanes.take_station(station)
        assert frozen.lanes.take(inboxes[0].lane)
        drain(a_worker(store, clock, {MessageSaid: echo}))
        assert sorted(outbox(store, station, clock)) == ["ข้อความ 1", "ข้อความ 2"]
    drain(a_worker(store, clock, {MessageSaid: echo}))
    assert len(outbox(store, station, clock)) == 3


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_several_lanes_are_taken_but_those_that_others_have(
    store: Store, station: int, clock: FixedClock
) -> None:
    mine, theirs = b"m" * 16, b"t" * 16
    with store.database.writing() as one, store.database.writing() as other:
        assert Lanes(other, store.database).take(theirs)
        assert Lanes(one, store.database).take_all([mine, theirs]) == {mine}


def test_where_the_first_took_long_the_others_are_left_for_the_next_turn(
    store: Store, station: int, clock: FixedClock
) -> None:
    inboxes = crowd(store, station, clock, people=3)
    moments = iter((0.0, 0.01, 9.0, 9.1, 9.2))
    dispatcher = a_worker(store, clock, {MessageSaid: echo})._handling._dispatcher
    handling = Handling(store, dispatcher, clock=clock, watch=lambda: next(moments))
    batch = Batch.of(station, [one.lane for one in inboxes], most=4)
    handling.handle(batch)
    assert [len(one.handled) for one in batch.stretches] == [1, 1, 0]
    assert len(outbox(store, station, clock)) == 2


def test_who_works_beside_others_takes_other_lanes_of_the_station(
    store: Store, station: int, clock: FixedClock
) -> None:
    if store.database.is_sqlite:
        return
    crowd(store, station, clock, people=12)
    workers = [a_worker(store, clock, {MessageSaid: echo}) for _ in range(3)]
    threads = [threading.Thread(target=drain, args=(one,)) for one in workers]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(outbox(store, station, clock)) == sorted(f"ข้อความ {n}" for n in range(12))


EMERGENCY = "มีคนถือมีดไล่ฟันกันอยู่ตอนนี้ ที่ชุมชนเปรมฤทัย"


AT_FIRST = (
    ("member", EMERGENCY),
    ("crowd0", "มีวัยรุ่นมั่วสุมขายยาบ้าทุกคืน ชุมชนลาดปลาเค้า รถ กข 1234"),
    ("crowd1", "รถมอเตอร์ไซค์หายเมื่อวาน"),
    ("crowd2", "ขอบคุณครับ"),
    ("crowd3", "ไฟไหม้บ้านที่ชุมชนเปรมฤทัย"),
    ("crowd3", "มีคนติดอยู่ข้างใน"),
    ("crowd5", "มีการพนันในบ้านร้าง"),
    ("stranger", "แถวชุมชนเปรมฤทัยมีคนทะเลาะกัน"),
    ("p1", "เจอรถต้องสงสัยที่ชุมชนลาดปลาเค้า"),
    ("member", "เขามีปืนด้วย ทะเบียน ขค 2520"),
)
LATER = (
    ("crowd0", "สถานะ"),
    ("crowd1", "ลาดปลาเค้า"),
    ("crowd3", "ยกเลิก"),
    ("member", "คนเจ็บสองคน"),
    ("crowd7", "เมนู"),
)


class Town:
    """A station whose people write at the same time, and whose worker comes afterwards."""

    def __init__(self, store: Store, station: int, clock: FixedClock) -> None:
        self.store, self.station, self.clock = store, station, clock
        self.numbers = 0
        with store.writing(station, clock()) as uow:
            Precinct(uow).a_crowd(12)
            uow.commit()

    def writes(self, name: str, text: str) -> str:
        number = self._event(name, message={"type": "text", "text": text})
        return str(number)

    def points(self, name: str) -> None:
        place = {"type": "location", "latitude": 13.86, "longitude": 100.66, "title": "x"}
        self._event(name, message=place)

    def withdraws(self, name: str, message: str) -> None:
        self._event(name, type="unsend", unsend={"messageId": message})

    def presses(self, name: str, act: Act, tip: uuid.UUID) -> None:
        self._event(name, type="postback", postback={"data": encode(act, tip)})

    def _event(self, name: str, **parts: Any) -> int:
        self.numbers += 1
        given: dict[str, Any] = {"source": {"type": "user", "userId": line_of(name)}, **parts}
        if "message" in given:
            given["message"] = {"id": str(self.numbers), **given["message"]}
        inbox = of(name, self.store, self.station, self.clock)
        inbox.gets(self.numbers, seconds=self.numbers / 1000 - 60, **given)
        return self.numbers

    def works(self) -> None:
        worker = Worker(self.store, the_dispatcher(), clock=self.clock, settled=lambda left: None)
        while worker.step():
            pass

    def tip_of(self, name: str) -> uuid.UUID:
        with self.store.reading(self.station, self.clock()) as uow:
            mark = uow.keys.fingerprint(Purpose.TIP_SENDER, line_of(name))
            is_theirs = (Tip.sender_mark == mark, Tip.station_id == self.station)
            query = select(Tip.id).where(*is_theirs).order_by(Tip.sequence)
            return uow.session.scalars(query).first() or uuid.UUID(int=0)

    def say(self, said: Sequence[tuple[str, str]]) -> None:
        for name, text in said:
            self.writes(name, text)

    def lives(self) -> None:
        """Let three hours pass in which many write at once, and officers answer."""
        self.say(AT_FIRST)
        self.withdraws("crowd4", self.writes("crowd4", "เห็นคนงัดบ้านที่ชุมชนลาดปลาเค้า"))
        self.points("crowd5")
        self.works()
        self.clock.passes(minutes=3)
        # Who comes first of two people is for nobody to say, so nobody answers another here.
        self.works()
        self.presses("p1", Act.ACCEPT, self.tip_of("member"))
        self.presses("n1", Act.ACCEPT, self.tip_of("crowd0"))
        self.works()
        self.say(LATER)
        self.works()
        self.writes("crowd6", EMERGENCY.replace("มีด", "ปืน") + " ทะเบียน ขค 2520")
        self.works()
        for _ in range(4):
            self.clock.passes(minutes=45)
            self.writes("crowd8", "น้ำท่วมถนนที่ชุมชนเปรมฤทัย")
            self.works()

    def came_to(self) -> Any:
        """Return all that came of it, without what is another each time."""
        with self.store.reading(self.station, self.clock()) as uow:
            return self._tips(uow), self._messages(uow), self._arrivals(uow)

    def _names(self, uow: UnitOfWork) -> dict[str, str]:
        names: dict[str, str] = {}
        counted: dict[str, int] = {}
        for tip in uow.tips.all():
            sender = uow.tips.sender_line_id(tip) or ""
            counted[sender] = counted.get(sender, 0) + 1
            name = f"<{sender} {counted[sender]}>"
            names |= {str(tip.id): name, tip.id.hex: name, uow.number_of(tip): name}
            names[spoken_number(tip.year, tip.sequence)] = name
        return names

    def _tips(self, uow: UnitOfWork) -> Any:
        names = self._names(uow)
        villages = {one.id: one.code for one in uow.villages.all()}
        officers = {one.id: one.code for one in uow.officers.all()}
        return {
            names[str(tip.id)]: (
                tip.state, tip.category, tip.urgency, tip.trust, villages.get(tip.village_id),
                tip.rung, officers.get(tip.handler_id), tip.village_source, tip.last_message_at,
                [uow.tips.content(one) for one in uow.tips.messages(tip)],
                [(one.what, officers.get(one.officer_id)) for one in uow.session.scalars(
                    select(TipStep).where(TipStep.tip_id == tip.id).order_by(TipStep.id))],
                len(uow.marks.of_tip(tip.id)),
            )
            for tip in uow.tips.all()
        }  # fmt: skip

    def _messages(self, uow: UnitOfWork) -> Any:
        names = self._names(uow)
        known = re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))
        found = []
        query = select(Outgoing).where(Outgoing.station_id == self.station)
        for row in uow.session.scalars(query.order_by(Outgoing.id)):
            said = [repr(one) for one in uow.outbox.contents(row)]
            text = known.sub(lambda one: names[one.group()], json.dumps(said, ensure_ascii=False))
            found.append((uow.outbox.recipient(row).line_id, row.rank, row.only_reply, text))
        return sorted(found)

    def _arrivals(self, uow: UnitOfWork) -> Any:
        rows = uow.session.scalars(select(Arrival).where(Arrival.station_id == self.station))
        return sorted((row.event_type, row.state, row.due_at) for row in rows)


def test_together_it_comes_to_what_it_comes_to_one_by_one(
    store: Store, station: int, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = store.station("bungkum").id
    together, alone = Town(store, station, clock), Town(store, other, FixedClock())
    together.lives()
    monkeypatch.setattr(bot.worker, "_TOGETHER", 1)
    monkeypatch.setattr(bot.worker, "_AT_ONCE", 1)
    alone.lives()
    mine, theirs = together.came_to(), alone.came_to()
    for one, as_it_was in zip(mine, theirs, strict=True):
        assert one == as_it_was


def test_a_tip_is_found_like_one_that_came_at_the_same_moment(
    store: Store, station: int, clock: FixedClock
) -> None:
    town = Town(store, station, clock)
    for name in ("crowd0", "crowd1"):
        town.writes(name, f"{EMERGENCY} รถทะเบียน ขค 2520")
    town.works()
    with store.reading(station, clock()) as uow:
        tips = uow.tips.all()
        alike = [uow.tips.detail(uow.tips.history(one, "alike")[-1])["tip"] for one in tips]
    assert [one.sequence for one in tips] == [1, 2]
    assert set(alike) == {one.id.hex for one in tips}


def test_numbers_of_tips_that_came_at_the_same_moment_follow_each_other(
    store: Store, station: int, clock: FixedClock
) -> None:
    town = Town(store, station, clock)
    for number in range(9):
        town.writes(f"crowd{number}", EMERGENCY)
    town.works()
    town.writes("member", EMERGENCY)
    town.works()
    with store.reading(station, clock()) as uow:
        assert [one.sequence for one in uow.tips.all()] == list(range(1, 11))
