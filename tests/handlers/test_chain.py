"""The chain as people live it: nights, nobody there, a spent month, and a tip opened again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.answers import Carousel, Chat
from models.chain import is_unattended
from models.outbox import Outgoing
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.talk import Heard, Person, Talk, to

FIRE = "ไฟไหม้บ้านที่เปรมฤทัยตอนนี้"
OFFICERS = ("p1", "b1", "n1", "d1", "c1", "a1")
Person_of = Callable[[str], Person]


@pytest.fixture
def who(in_force: Talk) -> Person_of:
    return lambda name: Person(in_force, name)


@pytest.fixture
def nights(in_force: Talk, store: Store, clock: FixedClock) -> Talk:
    """Let routine tips rest from 22:00 to 06:00."""
    rules = replace(store.station("khokkhram").rules, routine_pause="22:00-06:00")
    store.seat({"khokkhram": rules}, clock())
    return in_force


def sends(member: Person, text: str) -> list[Heard]:
    first = member.says(text)
    return [*first, *member.says("ส่งเลย")]


def officers(news: list[Heard]) -> list[str]:
    return [one.to for one in news if one.to in OFFICERS]


def tip_of(talk: Talk, *whats: str) -> list[str]:
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        return [line.what for line in uow.tips.history(tip, *whats)]


def mails(talk: Talk) -> list[str]:
    with talk.uow() as uow:
        rows = uow.session.query(Outgoing).order_by(Outgoing.id).all()
        return [
            str(uow.outbox.contents(row)[0].text)  # type: ignore[union-attr]
            for row in rows
            if uow.outbox.recipient(row).chat is Chat.MAIL
        ]


def urgency(talk: Talk) -> str:
    return talk.tips()[0].urgency


NIGHTLY = "เมื่อเดือนก่อนมีคนทิ้งขยะข้างกำแพงที่เปรมฤทัย ยังไม่มีใครเก็บ"


def test_a_routine_tip_of_the_night_goes_out_in_the_morning_once(
    nights: Talk, member: Person
) -> None:
    nights.passes(hours=11)
    assert officers(sends(member, NIGHTLY)) == []
    assert urgency(nights) == "routine"
    assert tip_of(nights, "held") == ["held"]
    assert officers(nights.passes(hours=6, minutes=59)) == []
    assert officers(nights.passes(minutes=1)) == ["p1"]
    assert officers(nights.passes(minutes=239)) == []
    assert officers(nights.passes(minutes=1)) == ["b1"]


def test_a_time_to_accept_that_would_end_in_the_night_ends_in_the_morning(
    nights: Talk, member: Person
) -> None:
    nights.passes(hours=8)
    assert officers(sends(member, NIGHTLY)) == ["p1"]
    assert officers(nights.passes(hours=9, minutes=59)) == []
    assert officers(nights.passes(minutes=1)) == ["b1"]


def test_an_emergency_of_the_night_never_waits(nights: Talk, member: Person) -> None:
    nights.passes(hours=11)
    assert set(officers(sends(member, FIRE))) == {"p1", "d1"}
    assert officers(nights.passes(minutes=3)) == ["b1"]


def test_a_tip_that_waits_for_the_morning_goes_out_once_it_is_an_emergency(
    nights: Talk, member: Person
) -> None:
    nights.passes(hours=11)
    sends(member, NIGHTLY)
    news = member.says("ตอนนี้ไฟไหม้บ้านข้างกำแพงแล้ว มีคนติดอยู่ข้างใน")
    assert {"p1", "d1"} <= set(officers(news))


def test_without_the_policy_the_night_is_like_the_day(in_force: Talk, member: Person) -> None:
    in_force.passes(hours=11)
    assert officers(sends(member, NIGHTLY)) == ["p1"]


def test_when_all_are_off_duty_the_station_is_called_mailed_and_the_sender_told(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    for name in ("p1", "b1", "d1", "c1"):
        who(name).says("ออกเวร")
    news = sends(member, FIRE)
    assert set(officers(news)) == {"d1", "c1", "a1"}
    (alt,) = mails(in_force)
    assert alt.endswith("เหตุด่วนเหตุร้าย เปรมฤทัย")
    assert "tel:191" in "".join(one.text for one in news if one.to == "member")
    listed = to("d1", who("d1").says("งานของฉัน")).contents[0]
    assert isinstance(listed, Carousel)
    assert (listed.cards[0].marks[0], listed.cards[0].tone) == ("ยังไม่มีใครรับได้", "emergency")
    again = in_force.passes(minutes=3)
    assert officers(again) == []
    assert len(mails(in_force)) == 1


def test_a_tip_of_nobody_finds_who_comes_on_duty_and_is_no_longer_red(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    for name in OFFICERS:
        who(name).blocks()
    assert officers(sends(member, FIRE)) == []
    assert tip_of(in_force, "nobody") == ["nobody"]
    with in_force.uow() as uow:
        assert is_unattended(uow, uow.tips.all()[0])
    assert "p1" in officers(who("p1").follows())
    with in_force.uow() as uow:
        assert not is_unattended(uow, uow.tips.all()[0])


def test_while_the_month_is_spent_one_alert_waits_and_the_sender_is_told(
    in_force: Talk, member: Person
) -> None:
    with in_force.uow() as uow:
        uow.quotas.at(uow.now).is_spent = True
        uow.commit()
    news = sends(member, FIRE)
    assert set(officers(news)) == {"p1", "d1"}
    assert "โทร 191" in "".join(one.text for one in news if one.to == "member")
    assert officers(in_force.passes(minutes=3)) == []
    with in_force.uow() as uow:
        uow.quotas.at(uow.now).is_spent = False
        uow.commit()
    assert officers(in_force.passes(minutes=3)) == ["b1"]


def test_a_tip_opened_again_has_its_time_and_climbs_again(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    sends(member, NIGHTLY)
    tip = in_force.tips()[0].id.hex
    who("p1").presses(f"accept|{tip}|")
    who("p1").presses(f"outcome|{tip}|unfounded")
    assert set(officers(member.presses(f"rate|{tip}|not_done"))) == {"p1", "c1"}
    assert officers(in_force.passes(minutes=239)) == []
    assert officers(in_force.passes(minutes=1)) == ["b1"]
    assert officers(in_force.passes(minutes=240)) == ["d1"]
    assert officers(in_force.passes(minutes=240)) == []


def test_a_clock_that_jumps_calls_each_step_once(in_force: Talk, member: Person) -> None:
    assert officers(sends(member, NIGHTLY)) == ["p1"]
    assert officers(in_force.passes(days=3)) == ["b1"]
    in_force.clock.passes(days=-2)
    assert officers(in_force.due()) == []
    assert officers(in_force.passes(days=2, minutes=240)) == ["d1"]
    assert officers(in_force.passes(days=1)) == ["c1"]
    assert officers(in_force.passes(days=1)) == []
