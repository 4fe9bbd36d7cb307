"""A small station with officers, members and tips, told in the words of the domain."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from catalog import Catalog
from domain.answers import Answer, Card, Content, Message, Recipient, Timer
from domain.classification.kinds import Urgency
from domain.events import Event, Speaker
from domain.timer_events import TipReady
from domain.tip import Trust
from models.assignment import Charge
from models.member import Member, MemberProfile, MemberState
from models.officer import Officer, OfficerProfile, Role
from models.tip import Tip
from models.unit_of_work import Store, UnitOfWork
from models.village import Village

CATALOG = Catalog.load("th")
SECRETS = ("สมหมาย", "ใจเด็ดเดี่ยว", "0812345678", "081-234-5678", "99/123", "1234567890121")
_PROFILE = MemberProfile(
    first_name="สมหมาย",
    last_name="ใจเด็ดเดี่ยว",
    birth_date="1967-03-21",
    national_id="1234567890121",
    current_address="99/123 ซอย 5",
    phone="0812345678",
)
TEXT = "คนเมาถือมีดหน้าร้านป้าแดง โทร 081-234-5678 ถามสมหมาย ใจเด็ดเดี่ยว บ้านเลขที่ 99/123"


def line_of(name: str) -> str:
    return "U" + name.encode().hex().ljust(32, "0")[:32]


class Precinct:
    """One station within one transaction."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.village = self.a_village("v1", "เปรมฤทัย")
        self.other = self.a_village("v2", "ลาดปลาเค้า")
        self.primary = self.an_officer("p1", Role.VILLAGE, {self.village.id: Charge.PRIMARY})
        self.backup = self.an_officer("b1", Role.VILLAGE, {self.village.id: Charge.BACKUP})
        self.neighbour = self.an_officer("n1", Role.VILLAGE, {self.other.id: Charge.PRIMARY})
        self.desk = self.an_officer("d1", Role.DUTY)
        self.commander = self.an_officer("c1", Role.COMMANDER)
        self.admin = self.an_officer("a1", Role.ADMIN)
        self.member = self.a_member(_PROFILE)

    def a_village(self, code: str, name: str) -> Village:
        row = Village(code=code, name=name, subdistrict="รามอินทรา", aliases=[], landmarks=[])
        return self.uow.villages.add(row)

    def an_officer(
        self, code: str, role: Role, charges: Mapping[int, Charge] | None = None
    ) -> Officer:
        profile = OfficerProfile(
            rank="ส.ต.อ.", first_name=f"ชื่อ{code}", last_name="สกุล", phone="020000000"
        )
        officer = self.uow.officers.add(code, role, profile)
        self.uow.officers.bind(officer, line_of(code), self.uow.now)
        self.uow.assignments.appoint(officer, charges or {}, at=self.uow.now)
        return officer

    def a_member(self, profile: MemberProfile) -> Member:
        member = self.uow.members.add(profile, MemberState.TRAINED)
        member.village_id = self.village.id
        self.uow.members.bind(member, line_of("member"), self.uow.now)
        return member

    def a_crowd(self, members: int) -> None:
        for count in range(members):
            profile = replace(_PROFILE, first_name="คน", national_id=f"{count:013d}")
            member = self.uow.members.add(profile, MemberState.TRAINED)
            member.village_id = self.village.id
            self.uow.members.bind(member, line_of(f"crowd{count}"), self.uow.now)
        self.uow.session.flush()

    def a_tip(self, *, text: str = TEXT, by: str = "member", **facts: Any) -> Tip:
        is_member = by == "member"
        tip = self.uow.tips.open_new(
            line_of(by),
            member_key=self.member.data_key_id if is_member else None,
            trust=facts.pop("trust", Trust.TRAINED),
            year=2569,
            now=self.uow.now,
        )
        tip.village_id = facts.pop("village_id", self.village.id)
        tip.category = "body"
        for name, value in facts.items():
            setattr(tip, name, value)
        self.says(tip, text)
        return tip

    def says(self, tip: Tip, text: str) -> None:
        content = {"says": "text", "text": text}
        at = self.uow.now + timedelta(seconds=len(self.uow.tips.messages(tip)))
        self.uow.tips.add_message(
            tip, content, kind="text", author="sender", message_id=None, happened_at=at
        )

    def an_emergency(self, **facts: Any) -> Tip:
        return self.a_tip(urgency=Urgency.EMERGENCY, **facts)

    def a_sent_tip(self, **facts: Any) -> Tip:
        tip = self.a_tip(**facts)
        self.ready(tip)
        return tip

    def ready(self, tip: Tip) -> Sequence[Answer]:
        from handlers import alerting

        event = TipReady(happened_at=self.uow.now, tip=tip.id)
        return alerting.send(event, self.uow, CATALOG)

    def speaker(self, officer: Officer) -> Speaker:
        return Speaker(user_id=self.uow.officers.line_id(officer))

    def who(self, to: Recipient) -> str:
        names = {line_of(one.code): one.code for one in self.uow.officers.all()}
        return names.get(to.line_id, "member" if to.line_id == line_of("member") else "?")


def messages(answers: Sequence[Answer]) -> list[Message]:
    return [one for one in answers if isinstance(one, Message)]


def timers(answers: Sequence[Answer]) -> list[Event]:
    return [one.event for one in answers if isinstance(one, Timer)]


def contents(answers: Sequence[Answer]) -> list[Content]:
    return [content for one in messages(answers) for content in one.contents]


def the_card(answers: Sequence[Answer]) -> Card:
    found = [one for one in contents(answers) if isinstance(one, Card)]
    assert len(found) == 1
    return found[0]


def said(answers: Sequence[Answer]) -> str:
    """Return all that is said, as one text to search in."""
    return json.dumps([asdict(one) for one in contents(answers)], ensure_ascii=False, default=str)


@contextmanager
def opened(store: Store, station: int, now: Any) -> Iterator[Precinct]:
    with store.writing(station, now) as uow:
        yield Precinct(uow)
