"""A station's outbox before a LINE of our own: what is kept, sent, and seen on phones."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.carrier import Carrier, Fallback
from bot.line.gateway import Gateway
from bot.sender import Sender
from bot.shift import Shift
from bot.tray import Tray
from bot.turns import Shares, Turns
from domain.answers import Card, Chat, Content, Message, Rank, Recipient, Words
from domain.delivery import LineAnswer, Method
from domain.tip import Trust
from models.arrival import Arrival, ArrivalKind
from models.officer import OfficerProfile, Role
from models.outbox import Outgoing, ReplyDoor
from models.tip import Tip
from models.unit_of_work import Store
from simulator import Cast, Channel, GroupChat, Person, Platform
from simulator.client import SimulatorClient
from simulator.server import Running
from tests.conftest import FixedClock

MEMBER, OFFICER, OTHER = ("U" + digit * 32 for digit in "123")
GROUP = "C" + "a" * 32
NOBODY = "U" + "9" * 32
SHY = "U" + "7" * 32
LEASE = timedelta(seconds=30)
AT_ONCE_OVER = timedelta(milliseconds=-1)
ALT = "เรื่องที่ 1/2569 เหตุด่วนเหตุร้าย ชุมชนโพธิ์ทอง"


def a_cast() -> Cast:
    facts = {"bot_user_id": "U" + "f" * 32, "secret": "s"}
    return Cast(
        channels=[
            Channel(station_code="khokkhram", name="โคกคราม", token="token-KK", **facts),
            Channel(station_code="bungkum", name="บึงกุ่ม", token="token-BK", **facts),
        ],
        people=[
            Person(user_id=MEMBER, name="สมหญิง"),
            Person(user_id=OFFICER, name="ด.ต.สมชาย"),
            Person(user_id=OTHER, name="ส.ต.อ.สมศักดิ์"),
            Person(user_id=SHY, name="คนเงียบ", befriended=False),
        ],
        groups=[GroupChat(group_id=GROUP, name="กลุ่ม", channel="khokkhram", members=[MEMBER, SHY])],
    )


def a_card(body: str = "คนร้ายงัดบ้าน", **parts: Any) -> Card:
    return Card(
        **{
            "title": "เรื่องที่ 1/2569",
            "headline": "เหตุด่วนเหตุร้าย",
            "tone": "emergency",
            "alt": ALT,
            "body": body,
            **parts,
        }
    )


def to_person(line_id: str, *contents: Content, text: str = "สวัสดี", **facts: Any) -> Message:
    to = Recipient(chat=Chat.PERSON, line_id=line_id)
    return Message(to=to, contents=contents or [Words(text=text)], **facts)


class Office:
    """One station with its outbox, its LINE, and the phones of those to whom it writes."""

    def __init__(self, store: Store, station: int, clock: FixedClock, running: Running) -> None:
        self.store, self.station, self.clock = store, station, clock
        self.line_url = running.line_url
        self.platform: Platform = running.platform
        self.line = SimulatorClient(running.url)

    def keeps(
        self, *messages: Message, token: str | None = None, fresh_for: float = 50
    ) -> list[int]:
        until = self.clock() + timedelta(seconds=fresh_for)
        door = None if token is None else ReplyDoor(token=token, until=until)
        with self.store.writing(self.station, self.clock()) as uow:
            rows = []
            for one in messages:
                tip = uow.tips.get(one.about) if one.about else None
                key = tip.data_key_id if tip else None
                rows.append(uow.outbox.keep(one, now=uow.now, tip_key=key, reply=door))
            uow.commit()
            return [row.id for row in rows]

    def has_a_tip(self, line_id: str = MEMBER) -> uuid.UUID:
        with self.store.writing(self.station, self.clock()) as uow:
            tip: Tip = uow.tips.open_new(
                line_id, member_key=None, trust=Trust.TRAINED, year=2569, now=uow.now
            )
            uow.commit()
            return tip.id

    def has_an_officer(self, code: str = "p1", line_id: str = OFFICER) -> int:
        profile = OfficerProfile(rank="ด.ต.", first_name="สมชาย", last_name="ใจดี", phone="")
        with self.store.writing(self.station, self.clock()) as uow:
            officer = uow.officers.add(code, Role.VILLAGE, profile)
            uow.officers.bind(officer, line_id, uow.now)
            uow.commit()
            return officer.id

    def knows_a_group(self) -> None:
        with self.store.writing(self.station, self.clock()) as uow:
            uow.groups.meet(GROUP, now=uow.now)
            uow.commit()

    def is_in_the_group(self) -> bool:
        with self.store.reading(self.station, self.clock()) as uow:
            group = uow.groups.find(GROUP)
            assert group is not None
            return group.is_joined

    def alerts_an_officer(self, *, about: uuid.UUID | None = None, card: Card | None = None) -> int:
        message = to_person(
            OFFICER,
            card or a_card(),
            rank=Rank.ALERT,
            officer=self.has_an_officer(),
            about=about or self.has_a_tip(),
            carries_content=True,
        )
        return self.keeps(message)[0]

    def reply_token(self, line_id: str = MEMBER) -> str:
        chat = self.platform.chats.one_to_one("khokkhram", line_id)
        return self.platform.replies.issue("khokkhram", chat.id, self.platform.clock())

    def gateway(self, kind: type[Gateway] = Gateway, **facts: Any) -> Gateway:
        given = {"token": "token-KK", "api": self.line_url, "data": self.line_url}
        return kind(**{**given, **facts})

    def sender(
        self,
        owner: str = "s1",
        *,
        lease: timedelta = LEASE,
        gateway: Gateway | None = None,
        gateways: Mapping[int, Gateway] | None = None,
        woke: Callable[[], None] = lambda: None,
        fallback: Fallback | None = None,
    ) -> Sender:
        known = gateways or {self.station: gateway or self.gateway()}
        carrier = Carrier(self.store, known, clock=self.clock, fallback=fallback)
        shift = Shift(owner=owner, lease=lease)
        tray = Tray(carrier, hands=shift.hands, turns=Turns(Shares.of(shift.hands, len(known))))
        return Sender(self.store, tray, stations=known, clock=self.clock, shift=shift, woke=woke)

    def sends(self, **facts: Any) -> None:
        """Let a sender send until nothing can leave now."""
        sender = self.sender(**facts)
        while sender.step():
            pass

    def sends_later(self, **span: float) -> None:
        self.clock.passes(**span)
        self.sends()

    def row(self, row_id: int) -> Outgoing:
        with self.store.database.reading() as session:
            row = session.get(Outgoing, row_id)
            assert row is not None
            return row

    def calls(self, endpoint: str | None = None) -> list[dict[str, Any]]:
        return self.line.calls(endpoint)

    def shown(self, line_id: str = OFFICER) -> list[str]:
        """Return what the bot's messages on a phone say, oldest first."""
        bubbles = self.line.person(line_id, station="khokkhram").received()
        return [one["content"].get("text") or one["content"]["altText"] for one in bubbles]

    def troubled(self) -> list[int]:
        with self.store.reading(self.station, self.clock()) as uow:
            return [row.id for row in uow.outbox.troubled()]

    def timers(self) -> Sequence[str]:
        with self.store.database.reading() as session:
            rows = session.query(Arrival).filter(Arrival.kind == ArrivalKind.TIMER)
            return [row.event_type for row in rows]

    def is_month_spent(self) -> bool:
        with self.store.writing(self.station, self.clock()) as uow:
            return uow.quotas.at(self.clock()).is_spent


class Killed(BaseException):
    """The process is gone, as after `kill -9`: nothing after this line ran."""


class DyingBefore(Gateway):
    """A process that is killed when it is about to hand a message over."""

    def send(self, method: Method, body: dict[str, Any], *, retry_key: str) -> LineAnswer:
        raise Killed


class DyingAfter(Gateway):
    """A process that is killed between LINE's answer and its recording."""

    def send(self, method: Method, body: dict[str, Any], *, retry_key: str) -> LineAnswer:
        super().send(method, body, retry_key=retry_key)
        raise Killed


class Meanwhile(Gateway):
    """A slow connection: something else happens before the answer comes back."""

    happens: Callable[[], None]

    def send(self, method: Method, body: dict[str, Any], *, retry_key: str) -> LineAnswer:
        answer = super().send(method, body, retry_key=retry_key)
        self.happens()
        return answer
