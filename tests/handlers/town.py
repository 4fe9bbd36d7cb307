"""What tests of composing share: a town with groups, and how an officer taps through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from domain.answers import Card, Words
from domain.tip import Outcome, TipState, Trust
from models.bulletin import Bulletin
from models.bulletin_photo import BulletinPhoto, PhotoState
from models.member import MemberProfile, MemberState
from models.unit_of_work import Store
from tests.conftest import FixedClock, a_rule_set
from tests.handlers.precinct import line_of
from tests.handlers.talk import Heard, Person, Talk, to

GROUP, OTHER = "C" + "1" * 32, "C" + "2" * 32
TEXT = ("ประกาศ", "ข้อความ", "พรุ่งนี้น้ำไม่ไหล", "กลุ่มไลน์", "ทั้งสถานี")


def a_town(talk: Talk) -> Talk:
    """Two groups of ten and of twenty, each of a village, and a month that bears them."""
    with talk.uow() as uow:
        for line_id, code, people in ((GROUP, "v1", 10), (OTHER, "v2", 20)):
            group = uow.groups.meet(line_id, now=uow.now)
            village = uow.villages.by_code(code)
            assert village is not None
            uow.groups.bind(group, [village.id], whole_station=False, now=uow.now)
            group.member_count = people
        uow.quotas.told(uow.now, limit=300, used=100)
        uow.commit()
    return talk


def needing_approval(store: Store, clock: FixedClock) -> None:
    rules = replace(
        a_rule_set(), needs_approval=True, bulletin_hours="21:00-06:00",
        bulletin_grace=timedelta(minutes=60),
    )  # fmt: skip
    store.seat({"khokkhram": rules}, clock())


def does(person: Person, *steps: str) -> list[Heard]:
    """Tap what is offered by a label, or type it."""
    news: list[Heard] = []
    for step in steps:
        offered = {label: one for heard in news for label, one in heard.buttons.items()}
        news = person.presses(offered[step]) if step in offered else person.says(step)
    return news


def preview(news: Sequence[Heard], name: str = "d1") -> tuple[Card, Heard]:
    heard = to(name, news)
    card = heard.contents[-1]
    assert isinstance(card, Card)
    return card, heard


def facts(card: Card) -> dict[str, str]:
    return {one.label: one.value for one in card.lines}


def words(heard: Heard) -> str:
    first = heard.contents[0]
    assert isinstance(first, Words)
    return first.text


def bulletins(talk: Talk) -> Sequence[Bulletin]:
    with talk.uow() as uow:
        return list(uow.bulletins.all())


def went_out(talk: Talk) -> list[str]:
    """Return the words of each time at which a bulletin was sent; the messages share them."""
    with talk.uow() as uow:
        times = [one for row in uow.bulletins.all() for one in uow.bulletins.times(row)]
        said = [content for one in times for content in uow.bulletins.contents(one)]
    return [one.text for one in said if isinstance(one, Words)]


def does_from(person: Person, heard: Heard, first: str, *steps: str) -> list[Heard]:
    news = person.presses(heard.buttons[first])
    for step in steps:
        offered = {label: one for one in news for label, one in one.buttons.items()}
        news = person.presses(offered[step]) if step in offered else person.says(step)
    return news


def fetched(talk: Talk, state: PhotoState) -> None:
    """Let whoever fetches photos have come to an end with all of them."""
    with talk.uow() as uow:
        for row in uow.session.scalars(select(BulletinPhoto)):
            row.state = state
        uow.commit()


def confirmed(person: Person, when: str = "พรุ่งนี้ 8 โมงเช้า") -> list[Heard]:
    return does(person, *TEXT, when, "ยืนยันส่ง")


def shown(person: Person, number: int = 1) -> Heard:
    return to(person.name, person.presses(f"compose||show/{number}"))


def submitted(person: Person, when: str = "พรุ่งนี้ 8 โมงเช้า") -> list[Heard]:
    return does(person, *TEXT, when, "ส่งให้ผู้บังคับบัญชาอนุมัติ")


def closed_last_month(talk: Talk, village: str, count: int, **facts: object) -> None:
    with talk.uow() as uow:
        row = uow.villages.by_code(village)
        assert row is not None
        for _ in range(count):
            tip = uow.tips.open_new(None, member_key=None, trust=Trust.DESK, year=2569, now=uow.now)
            tip.village_id, tip.state = row.id, TipState.CLOSED
            tip.outcome, tip.closed_at = Outcome.VERIFIED_ARREST, uow.now - timedelta(days=30)
            for name, value in facts.items():
                setattr(tip, name, value)
        uow.commit()


def with_a_crowd(talk: Talk, people: int) -> None:
    """Let the first village have so many members, the one of every test among them."""
    with talk.uow() as uow:
        village = uow.villages.by_code("v1")
        assert village is not None
        for number in range(people - 1):
            profile = MemberProfile(
                first_name="คน",
                last_name="ดี",
                birth_date="1970-01-01",
                national_id=f"{number:013d}",
            )
            member = uow.members.add(profile, MemberState.TRAINED)
            member.village_id = village.id
            uow.members.bind(member, line_of(f"crowd{number}"), uow.now)
        uow.commit()
