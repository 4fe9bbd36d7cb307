"""A station whose bulletins go out to a LINE of our own, with many groups and members."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from bot.crier import Crier
from bot.dispatcher import Dispatcher
from bot.line.gateway import Gateway
from bot.shift import Shift
from bot.worker import Worker
from catalog import Catalog
from catalog.words import load_words
from domain.answers import Content, Words
from domain.audience import Audience
from domain.bulletin import DeliveryState
from domain.events import MessageSaid, Speaker, Text
from handlers import HANDLERS
from handlers.member.understanding import understand
from models.bulletin import Bulletin, NewBulletin, Occurrence
from models.member import MemberProfile, MemberState
from models.outbox import Outgoing, ReplyDoor
from models.planning import plan
from models.sealed import Purpose
from models.tally import Tally
from models.village import Village
from simulator import Cast, Channel, GroupChat, Person
from simulator.chats import BOT
from tests.bot.sending import LEASE, OFFICER, Office

SAID = "ประชุมชุมชนวันเสาร์ 9 โมง"
TO_GROUPS = Audience(groups=True)
TO_MEMBERS = Audience(members=True)


def group_line(number: int) -> str:
    return f"C{number:032x}"


def person_line(number: int) -> str:
    return f"U{number:032x}"


def a_crowd(groups: int, people: int) -> Cast:
    facts = {"bot_user_id": "U" + "f" * 32, "secret": "s"}
    lines = [person_line(one) for one in range(people)]
    return Cast(
        channels=[Channel(station_code="khokkhram", name="โคกคราม", token="token-KK", **facts)],
        people=[
            Person(user_id=OFFICER, name="ด.ต.สมชาย"),
            *(Person(user_id=one, name=f"คนที่ {place}") for place, one in enumerate(lines)),
        ],
        groups=[
            GroupChat(
                group_id=group_line(one),
                name=f"กลุ่ม {one}",
                channel="khokkhram",
                members=[lines[one % people]],
            )
            for one in range(groups)
        ],
    )


@functools.cache
def the_dispatcher() -> Dispatcher:
    words = load_words()
    return Dispatcher(
        HANDLERS,
        understand=lambda event, uow: understand(event, uow, words),
        catalog=Catalog.load("en"),
    )


class Square(Office):
    """The office of a station with its groups and members, and who calls bulletins out."""

    def __init__(self, *facts: Any) -> None:
        super().__init__(*facts)
        self.gateways: list[Gateway] = []
        self.numbers = itertools.count(1)

    def has(self, *, groups: int = 0, members: int = 0, limit: int | None = 1000) -> None:
        with self.store.writing(self.station, self.clock()) as uow:
            village = uow.villages.add(Village(code="v1", name="เปรมฤทัย"))
            for number in range(groups):
                group = uow.groups.meet(group_line(number), now=uow.now)
                group.member_count = 1
                uow.groups.bind(group, [village.id], whole_station=False, now=uow.now)
            for number in range(members):
                profile = MemberProfile(
                    first_name="ก", last_name="ข", birth_date="1967-03-21",
                    national_id=f"{number:013d}",
                )  # fmt: skip
                member = uow.members.add(profile, MemberState.TRAINED)
                uow.members.bind(member, person_line(number), uow.now)
            uow.quotas.told(uow.now, limit=limit, used=0)
            uow.commit()

    def rules(self, **facts: Any) -> None:
        seated = self.store.stations[self.station]
        seated.rules = replace(seated.rules, **facts)

    def announces(
        self,
        audience: Audience = TO_GROUPS,
        *contents: Content,
        after: float = 0,
        **facts: Any,
    ) -> int:
        with self.store.writing(self.station, self.clock()) as uow:
            said = list(contents) or [Words(text=SAID)]
            new = NewBulletin(contents=said, audience=audience, **facts)
            bulletin = uow.bulletins.draft(new, now=uow.now)
            timer = plan(uow, bulletin, uow.now + timedelta(seconds=after))
            lane = uow.keys.fingerprint(Purpose.LANE, uow.rules.code, timer.lane)
            uow.inbox.set_timer(timer, lane=lane, now=uow.now)
            uow.commit()
            return bulletin.id

    def hears(self, group: str, text: str) -> None:
        """Let somebody in a group say something, with LINE's free reply token for it."""
        now = self.clock()
        chat = self.platform.chats.group(group)
        token = self.platform.replies.issue("khokkhram", chat.id, self.platform.clock())
        event = MessageSaid(
            happened_at=now,
            speaker=Speaker(user_id=person_line(0), group_id=group),
            message_id=str(next(self.numbers)),
            content=Text(text=text),
        )
        door = ReplyDoor(token=token, until=now + timedelta(seconds=50))
        with self.store.writing(self.station, now) as uow:
            the_dispatcher().dispatch(event, uow, lane=b"group", reply=door)
            uow.commit()

    def works(self, owner: str = "w1") -> None:
        """Let a worker run all timers that are due."""
        worker = Worker(
            self.store,
            the_dispatcher(),
            clock=self.clock,
            settled=lambda left: None,
        )
        while worker.step():
            pass

    def crier(self, gateway: Gateway | None = None, **facts: Any) -> Crier:
        given = {"clock": self.clock, "shift": Shift(owner="c1", lease=LEASE), **facts}
        return Crier(self.store, {self.station: gateway or self.gateway()}, **given)

    def gateway(self, kind: type[Gateway] = Gateway, **facts: Any) -> Gateway:
        made = super().gateway(kind, **facts)
        self.gateways.append(made)
        return made

    def closes(self) -> None:
        for one in self.gateways:
            one.hang_up()
        self.line.close()

    def calls_out(self, gateway: Gateway | None = None, **facts: Any) -> None:
        crier = self.crier(gateway, **facts)
        while crier.step():
            pass

    def lives(self, seconds: int = 10, **facts: Any) -> None:
        """Let time pass, with everybody at work."""
        crier = self.crier(**facts)
        sender = self.sender()
        for _ in range(seconds):
            self.works()
            while crier.step():
                pass
            while sender.step():
                pass
            self.clock.passes(seconds=1)

    def expire_leases(self) -> None:
        """Let whoever claimed anything have died long ago."""
        with self.store.database.writing() as session:
            session.execute(update(Outgoing).values(leased_until=self.clock.now.replace(year=2020)))
            session.commit()

    def bulletin(self, bulletin_id: int) -> Bulletin:
        with self.store.reading(self.station, self.clock()) as uow:
            return uow.bulletins.get(bulletin_id)

    def times(self, bulletin_id: int) -> Sequence[Occurrence]:
        with self.store.reading(self.station, self.clock()) as uow:
            return uow.bulletins.times(uow.bulletins.get(bulletin_id))

    def tally(self, bulletin_id: int) -> Tally:
        with self.store.reading(self.station, self.clock()) as uow:
            (occurrence,) = uow.bulletins.times(uow.bulletins.get(bulletin_id))
            return uow.tallies.of(occurrence)

    def accepted(self, bulletin_id: int) -> int:
        return self.tally(bulletin_id).of(DeliveryState.ACCEPTED)

    def rows(self) -> Sequence[Outgoing]:
        with self.store.database.reading() as session:
            query = select(Outgoing).where(Outgoing.occurrence_id.is_not(None))
            return session.scalars(query.order_by(Outgoing.id)).all()

    def counted(self) -> int:
        with self.store.writing(self.station, self.clock()) as uow:
            return uow.quotas.at(uow.now).counted

    def bubbles(self, line_id: str) -> list[str]:
        """Return what the bot wrote in a chat, oldest first."""
        chats = self.platform.chats
        is_group = line_id.startswith("C")
        chat = chats.group(line_id) if is_group else chats.one_to_one("khokkhram", line_id)
        said = [one.content for one in chat.bubbles if one.sender == BOT]
        return [str(one.get("text") or one["type"]) for one in said]
