"""A station whose people write at the same time, and whose worker comes afterwards."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.worker import Worker
from domain.calendar import spoken_number
from domain.postback import Act, encode
from models.arrival import Arrival
from models.outbox import Outgoing
from models.sealed import Purpose
from models.tip import Tip, TipStep
from models.unit_of_work import Store, UnitOfWork
from tests.bot.square import the_dispatcher
from tests.bot.test_worker import Inbox
from tests.conftest import FixedClock
from tests.handlers.precinct import Precinct, line_of


class Ticking(FixedClock):
    """A clock that goes on a little whenever somebody looks."""

    def __call__(self) -> datetime:
        self.passes(seconds=0.007)
        return super().__call__()


def of(name: str, store: Store, station: int, clock: FixedClock) -> Inbox:
    """Return the arrivals of somebody, each with a lane of their own."""
    made = Inbox(store, station, clock)
    code = store.stations[station].rules.code
    made.lane = store.cabinet.fingerprint(Purpose.LANE, code, line_of(name))
    return made


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
        # A clock that goes on at each look does not come as far when fewer look.
        self.is_still = not isinstance(clock, Ticking)
        with store.writing(station, clock()) as uow:
            Precinct(uow).a_crowd(12)
            uow.commit()

    def writes(self, name: str, text: str) -> str:
        number = self.does(name, message={"type": "text", "text": text})
        return str(number)

    def points(self, name: str) -> None:
        place = {"type": "location", "latitude": 13.86, "longitude": 100.66, "title": "x"}
        self.does(name, message=place)

    def withdraws(self, name: str, message: str) -> None:
        self.does(name, type="unsend", unsend={"messageId": message})

    def presses(self, name: str, act: Act, tip: uuid.UUID) -> None:
        self.does(name, type="postback", postback={"data": encode(act, tip)})

    def does(self, name: str, **parts: Any) -> int:
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
                tip.rung, officers.get(tip.handler_id), tip.village_source,
                self.is_still and tip.last_message_at,
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
        return sorted((row.event_type, row.state, self.is_still and row.due_at) for row in rows)
