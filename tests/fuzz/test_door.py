"""Webhooks that LINE would never send: signed, kept, sorted and handled, and none breaks anything.

A member, an officer, a stranger and a group say and press odd things, whole and twisted.
"""

from __future__ import annotations

import itertools
import json
import random
import uuid
from collections.abc import Callable
from typing import Any, Final

import pytest
from sqlalchemy import func, select

from bot.dispatcher import Dispatcher
from bot.line import outbound
from bot.sorter import Sorter
from bot.webhook import Door, GroupCommit
from bot.worker import Worker
from domain.delivery import Method
from domain.postback import Act
from handlers import HANDLERS
from handlers.member.understanding import understand
from models.arrival import Arrival, ArrivalState
from models.envelope import Envelope
from models.lane import Lane
from models.outbox import Outgoing
from models.tip import Tip
from models.unit_of_work import Store
from tests.bot.test_webhook import SECRETS, Caller
from tests.conftest import FixedClock
from tests.fuzz.rounds import ODD_WORDS, fuzz, twisted
from tests.handlers.precinct import Precinct, line_of
from tests.handlers.talk import the_catalog, the_words

WHO: Final = ("member", "p1", "d1", "c1", "a1", "stranger")
SAID: Final = (
    "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย", "ไฟไหม้บ้านที่ลาดปลาเค้า ช่วยด้วย", "ส่งเลย", "ยกเลิก", "สถานะ",
    "งานของฉัน", "เข้าเวร", "ออกเวร", "คอนโซล", "ประกาศ", "โควตา", "1/2569", "KK-2569-000001",
    "ข้อมูลของฉัน",
    "ออกจากเครือข่าย", "ฝึกแจ้ง", "ซ้อม: ไฟไหม้", "#แจ้ง ขายยา", "แจ้งทุกท่าน", "ผูกกลุ่ม v1", "ลา พรุ่งนี้",
    "แลกเวร", "รับแจ้ง", "แบบสำรวจ 1", "acd3-4679-ef", "ขอทราบชื่อผู้แจ้ง", "ทุกวันจันทร์ 8 โมง", "ข้าม", "ใช่",
)  # fmt: skip


class Station:
    """A whole station behind its door, its clock in our hands."""

    def __init__(self, store: Store, station: int, clock: FixedClock) -> None:
        self.store, self.station, self.clock = store, station, clock
        with store.writing(station, clock()) as uow:
            Precinct(uow)
            uow.commit()
        self.commit = GroupCommit(store, committed=lambda: None)
        door = Door(store, self.commit, secrets=SECRETS, clock=clock, max_body_bytes=1 << 20)
        self.caller, self.sorter = Caller(door), Sorter(store, clock=clock)
        dispatcher = Dispatcher(
            HANDLERS,
            understand=lambda event, uow: understand(event, uow, the_words()),
            catalog=the_catalog(),
        )
        self.worker = Worker(
            store,
            dispatcher,
            clock=clock,
            settled=lambda files: None,
        )
        self.ids = itertools.count(1)

    def handles(self, body: bytes) -> int:
        """Post a body, then sort and handle all that is due; return the door's answer."""
        status = self.caller.post(body)
        while self.sorter.step() or self.worker.step():
            pass
        return status

    def tip_ids(self) -> list[uuid.UUID]:
        with self.store.database.reading() as session:
            return list(session.scalars(select(Tip.id)))

    def troubles(self) -> list[str]:
        """Return what is left over, or could not be sent."""
        with self.store.reading(self.station, self.clock()) as uow:
            now = uow.now
            stuck = select(Arrival.event_type, Arrival.fault).where(
                (Arrival.state == ArrivalState.SET_ASIDE) | (Arrival.attempts > 0)
            )
            found = [f"{kind}: {fault}" for kind, fault in uow.session.execute(stuck)]
            due = select(func.count()).where(
                Arrival.state == ArrivalState.WAITING, Arrival.due_at <= now
            )
            held = uow.session.scalar(select(func.count()).select_from(Lane)) or 0
            if not held:
                found += [f"{uow.session.scalar(due)} not handled"] * bool(uow.session.scalar(due))
            found += ["an envelope is left"] * bool(uow.session.scalars(select(Envelope)).all())
            for row in uow.session.scalars(select(Outgoing)):
                contents, to = uow.outbox.contents(row), uow.outbox.recipient(row)
                if contents and to.line_id:
                    outbound.body(Method.PUSH, contents, to=to, token=None, is_quiet=False)
            return found

    def an_event(self, chance: random.Random) -> dict[str, Any]:
        """Return something that LINE might say, by somebody who might."""
        number, who = next(self.ids), chance.choice(WHO)
        source = {"type": "user", "userId": line_of(who)}
        if chance.random() < 0.2:
            source = {"type": "group", "groupId": "C" + "7" * 32, "userId": line_of(who)}
        made = chance.choice(KINDS)(self, number, chance)
        return {
            "timestamp": int(self.clock().timestamp() * 1000) + number,
            "source": source,
            "webhookEventId": f"01H{number:08}",
            "deliveryContext": {"isRedelivery": chance.random() < 0.1},
            "replyToken": f"token{number}",
            "mode": "active",
            **made,
        }


def words(_: Station, number: int, chance: random.Random) -> dict[str, Any]:
    said = chance.choice((*SAID, *SAID, *ODD_WORDS))
    message: dict[str, Any] = {"id": str(number), "type": "text", "text": said}
    if chance.random() < 0.2:
        message["quotedMessageId"] = str(chance.randint(1, number))
    if chance.random() < 0.1:
        message["mention"] = {"mentionees": [{"isSelf": True, "index": 0, "length": 3}]}
    return {"type": "message", "message": message}


def a_thing(_: Station, number: int, chance: random.Random) -> dict[str, Any]:
    kinds: tuple[dict[str, Any], ...] = (
        {"type": "image", "contentProvider": {"type": "line"}, "imageSet": {"id": "s", "index": 1}},
        {"type": "audio", "duration": 1000, "contentProvider": {"type": "line"}},
        {"type": "video", "contentProvider": {"type": "external", "originalContentUrl": "x"}},
        {"type": "file", "fileName": "a.pdf", "fileSize": 5},
        {"type": "location", "latitude": 13.8, "longitude": 100.6, "title": "x", "address": "y"},
        {"type": "sticker", "packageId": "1", "stickerId": "2", "keywords": ["hi", "ดี"]},
    )
    return {"type": "message", "message": {"id": str(number), **chance.choice(kinds)}}


def a_change(_: Station, number: int, chance: random.Random) -> dict[str, Any]:
    earlier = str(chance.randint(1, number))
    edited = {"id": earlier, "type": "text", "text": chance.choice(SAID)}
    kinds: tuple[dict[str, Any], ...] = (
        {"type": "unsend", "unsend": {"messageId": earlier}},
        {"type": "messageEdited", "message": edited},
        {"type": "follow", "follow": {"isUnblocked": True}},
        {"type": "unfollow"},
        {"type": "join"},
        {"type": "leave"},
        {"type": "memberJoined", "joined": {"members": [{"userId": "U1"}]}},
        {"type": "memberLeft", "left": {"members": [{"userId": "U1"}]}},
        {"type": "somethingNew", "novelty": {"a": 1}},
    )
    return chance.choice(kinds)


def a_press(station: Station, _: int, chance: random.Random) -> dict[str, Any]:
    tips = station.tip_ids()
    tip = chance.choice(tips).hex if tips and chance.random() < 0.9 else chance.choice(ODD_WORDS)
    value = chance.choice(("", "v1", "yes", "0", "unfounded", "@bungkum", "p1", *ODD_WORDS))
    data = f"{chance.choice(list(Act)).value}|{tip}|{value}"
    params = {chance.choice(("date", "datetime", "time")): chance.choice(("2026-12-01", "x"))}
    return {"type": "postback", "postback": {"data": data, "params": params}}


Making = Callable[[Station, int, random.Random], dict[str, Any]]
KINDS: Final[tuple[Making, ...]] = (words, words, words, a_thing, a_change, a_press, a_press)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def town(store: Store, station: int, clock: FixedClock) -> Station:
    return Station(store, station, clock)


def test_whatever_is_said_and_pressed_is_handled(town: Station) -> None:
    def attempt(chance: random.Random) -> None:
        town.clock.passes(seconds=chance.choice((0, 0, 1, 31, 300, 90_000)))
        events = [town.an_event(chance) for _ in range(chance.choice((1, 1, 2, 5)))]
        body = json.dumps({"destination": "U", "events": events}).encode()
        assert town.handles(body) == 200
        assert town.troubles() == []

    fuzz(50, attempt)
    town.commit.close()


def test_whatever_is_twisted_is_refused_or_handled(town: Station) -> None:
    def attempt(chance: random.Random) -> None:
        town.clock.passes(seconds=chance.choice((0, 1, 31, 300)))
        events = [town.an_event(chance) for _ in range(chance.choice((1, 2, 3)))]
        odd = twisted({"destination": "U", "events": events}, chance)
        assert town.handles(json.dumps(odd).encode()) in (200, 400)
        assert town.troubles() == []

    fuzz(50, attempt)
    town.commit.close()
