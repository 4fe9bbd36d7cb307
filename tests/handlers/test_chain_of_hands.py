"""The chain goes on by its rungs when a tip changes hands, is read anew, or is opened again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.answers import Message
from domain.timer_events import AcceptanceDue, TipHandedOver
from handlers import alerting
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.precinct import CATALOG
from tests.handlers.talk import Heard, Person, Talk, a_card, for_whom, to
from tests.handlers.test_handing_on import hands_on
from tests.handlers.test_relay import report

NIGHTLY = "เมื่อเดือนก่อนมีคนทิ้งขยะข้างกำแพงที่เปรมฤทัย ยังไม่มีใครเก็บ"
FIRE = "ไฟไหม้บ้านที่เปรมฤทัยตอนนี้"
OFFICERS = ("p1", "b1", "n1", "d1", "c1", "a1")
Person_of = Callable[[str], Person]


@pytest.fixture
def who(in_force: Talk) -> Person_of:
    return lambda name: Person(in_force, name)


def officers(news: list[Heard]) -> list[str]:
    return sorted(one.to for one in news if one.to in OFFICERS)


def rung(talk: Talk) -> int:
    return talk.tips()[0].rung


def fires(talk: Talk, step: int) -> list[object]:
    """Let a timer of a step come, perhaps one that came late."""
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        due = AcceptanceDue(happened_at=uow.now, tip=tip.id, step=step)
        return list(alerting.go_on(due, uow, CATALOG))


def test_a_timer_of_before_the_handing_on_is_void(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    card = report(member)
    before = rung(in_force)
    hands_on(who("p1"), card, "ชื่อn1")
    assert rung(in_force) == before + 1
    assert fires(in_force, before) == []
    assert fires(in_force, before + 1)


def test_whom_a_tip_was_handed_and_who_goes_off_duty_passes_it_on(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    hands_on(who("p1"), report(member), "ชื่อn1")
    assert officers(who("n1").says("ออกเวร")) == ["b1", "n1"]


def test_who_handed_an_emergency_on_may_go_off_duty_without_another_alert(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    hands_on(who("p1"), to("p1", member.says(FIRE)), "ชื่อn1")
    assert officers(who("p1").says("ออกเวร")) == ["p1"]


def test_a_tip_handed_to_one_whom_nothing_reaches_any_more_goes_on_at_once(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    report(member)
    with in_force.uow() as uow:
        (tip,) = uow.tips.all()
        neighbour = uow.officers.by_code("n1")
        neighbour.unreachable_since = uow.now
        uow.tips.record(tip, "handed_to", at=uow.now, officer_id=neighbour.id)
        event = TipHandedOver(happened_at=uow.now, tip=tip.id, to=neighbour.id)
        before = tip.rung
        told = alerting.HANDLERS[TipHandedOver](event, uow, CATALOG)
        assert [one.officer for one in told if isinstance(one, Message)] == [
            uow.officers.by_code("b1").id
        ]
        assert tip.rung == before + 1


def test_leave_that_is_typed_as_the_reason_is_no_leave(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    news = hands_on(who("p1"), report(member), "ชื่อn1", "ลาป่วย 3 วัน")
    assert "เหตุผล: ลาป่วย 3 วัน" in a_card(to("n1", news)).body
    with in_force.uow() as uow:
        officer = uow.officers.by_code("p1")
        assert uow.roster.duty(officer, at=uow.now).absences == ()


@pytest.mark.parametrize("choice", ["routine", "emergency"])
def test_a_timer_of_before_another_urgency_is_void(
    in_force: Talk, member: Person, who: Person_of, choice: str
) -> None:
    report(member)
    before, tip = rung(in_force), in_force.tips()[0].id.hex
    who("p1").presses(f"urgency|{tip}|{choice}")
    assert rung(in_force) == before + 1
    assert fires(in_force, before) == []


def test_an_urgency_lowered_by_day_lets_the_wait_end_in_the_morning(
    in_force: Talk, store: Store, clock: FixedClock, member: Person, who: Person_of
) -> None:
    rules = replace(store.station("khokkhram").rules, routine_pause="22:00-06:00")
    store.seat({"khokkhram": rules}, clock())
    in_force.passes(hours=9, minutes=50)
    report(member)
    who("p1").presses(f"urgency|{in_force.tips()[0].id.hex}|routine")
    assert officers(in_force.passes(hours=8)) == []
    assert officers(in_force.passes(minutes=11)) == ["b1"]


def test_a_tip_that_waits_for_the_morning_goes_out_once_it_is_given_an_hour(
    in_force: Talk, store: Store, clock: FixedClock, member: Person, who: Person_of
) -> None:
    rules = replace(store.station("khokkhram").rules, routine_pause="22:00-06:00")
    store.seat({"khokkhram": rules}, clock())
    in_force.passes(hours=11)
    member.says(NIGHTLY)
    member.says("ส่งเลย")
    news = who("d1").presses(f"urgency|{in_force.tips()[0].id.hex}|soon")
    assert "p1" in officers(news)
    assert officers(in_force.passes(minutes=15)) == ["b1"]


def test_a_commanders_order_gives_the_officers_their_time_and_climbs_again(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    report(member)
    tip = in_force.tips()[0].id.hex
    who("p1").presses(f"accept|{tip}|")
    who("p1").presses(f"outcome|{tip}|unfounded")
    before = rung(in_force)
    assert officers(who("c1").presses(f"reopen|{tip}|")) == ["c1", "p1"]
    assert rung(in_force) == before + 1
    assert officers(in_force.passes(minutes=15)) == ["b1"]
    assert officers(in_force.passes(minutes=15)) == ["d1"]
    assert officers(in_force.passes(minutes=15)) == ["c1"]


def test_whom_an_order_did_not_reach_is_called_when_their_turn_comes_again(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    report(member)
    assert officers(in_force.passes(minutes=15)) == ["b1"]
    tip = in_force.tips()[0].id.hex
    who("p1").presses(f"accept|{tip}|")
    who("p1").presses(f"outcome|{tip}|unfounded")
    who("b1").blocks()
    assert officers(who("c1").presses(f"reopen|{tip}|")) == ["c1", "p1"]
    who("b1").follows()
    assert officers(in_force.passes(minutes=15)) == ["b1"]


def test_a_tip_opened_again_whose_officer_is_off_duty_goes_on_at_once_and_each_is_told_once(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    report(member)
    tip = in_force.tips()[0].id.hex
    who("p1").presses(f"accept|{tip}|")
    who("p1").presses(f"outcome|{tip}|unfounded")
    for name in ("p1", "c1"):
        who(name).says("ออกเวร")
    assert officers(member.presses(f"rate|{tip}|not_done")) == ["b1", "c1", "p1"]


def test_what_its_officer_opens_again_is_theirs_and_awaits_nobody(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    report(member)
    tip = in_force.tips()[0].id.hex
    who("p1").presses(f"accept|{tip}|")
    who("p1").presses(f"outcome|{tip}|unfounded")
    assert officers(who("p1").presses(f"reopen|{tip}|")) == ["c1", "p1"]
    assert for_whom(in_force.passes(hours=5)) == set()
