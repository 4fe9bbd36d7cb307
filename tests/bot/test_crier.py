"""Bulletins on their way: to each group and person once, whatever LINE or a kill does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.line.crowd import Parcel
from bot.line.gateway import Gateway
from domain.answers import Card, Picture, Words
from domain.audience import Audience
from domain.bulletin import BulletinState, DeliveryState
from domain.bulletin_events import due
from domain.delivery import LineAnswer
from models.outbox import OutboxState
from models.planning import cancel
from models.unit_of_work import Store
from simulator import Platform
from simulator.server import serve
from tests.bot.sending import AT_ONCE_OVER, Killed, to_person
from tests.bot.square import SAID, TO_MEMBERS, Square, a_crowd, group_line, person_line
from tests.conftest import FixedClock

GROUPS, PEOPLE = 5, 4


@pytest.fixture
def square(store: Store, station: int, clock: FixedClock) -> Iterator[Square]:
    with serve(Platform(a_crowd(GROUPS, PEOPLE), clock=clock)) as running:
        made = Square(store, station, clock, running)
        yield made
        made.closes()


def has_once(square: Square, *lines: str) -> bool:
    return all(square.bubbles(line) == [SAID] for line in lines)


ALL_GROUPS = [group_line(one) for one in range(GROUPS)]
ALL_PEOPLE = [person_line(one) for one in range(PEOPLE)]


class DyingAfter(Gateway):
    """A process that is killed between LINE's answers and their recording."""

    def send_many(self, parcels: Any) -> list[LineAnswer]:
        super().send_many(parcels)
        raise Killed


class Meanwhile(Gateway):
    """Something else happens before a bulletin is handed over."""

    happens: Any
    bodies: list[Parcel]

    def send_many(self, parcels: Any) -> list[LineAnswer]:
        self.happens()
        return super().send_many(parcels)


def test_every_group_gets_a_bulletin_once_and_its_price_is_counted(square: Square) -> None:
    square.has(groups=GROUPS)
    bulletin = square.announces()
    square.lives()
    assert has_once(square, *ALL_GROUPS)
    assert square.bulletin(bulletin).state == BulletinState.SENT
    (done,) = square.times(bulletin)
    assert (done.state, done.receivers, done.accepted, done.cost) == ("sent", 5, 5, 5)
    assert square.counted() == 5
    assert len(square.calls("push")) == 5


def test_members_are_told_together_and_each_pays_one(square: Square) -> None:
    square.has(members=PEOPLE)
    bulletin = square.announces(TO_MEMBERS)
    square.lives()
    assert has_once(square, *ALL_PEOPLE)
    (call,) = square.calls("multicast")
    assert sorted(call["body"]["to"]) == sorted(ALL_PEOPLE)
    (done,) = square.times(bulletin)
    assert (done.accepted, done.cost, square.counted()) == (PEOPLE, PEOPLE, PEOPLE)


def test_one_member_is_pushed_to(square: Square) -> None:
    square.has(members=1)
    square.announces(TO_MEMBERS)
    square.lives()
    assert has_once(square, ALL_PEOPLE[0])
    assert square.calls("multicast") == []


def test_a_card_and_a_picture_go_as_line_wants_them(square: Square) -> None:
    square.has(groups=1)
    card = Card(title="ประกาศเตือน", headline="น้ำท่วม", tone="soon", alt="ประกาศเตือน", body="ระวัง")
    picture = Picture(url="https://p.example/b/1.jpg", preview="https://p.example/b/2.jpg")
    square.announces(Audience(groups=True), Words(text="ก"), card, picture)
    square.lives()
    assert square.bubbles(ALL_GROUPS[0]) == ["ก", "flex", "image"]


def test_a_bulletin_that_is_due_twice_goes_once(square: Square) -> None:
    square.has(groups=GROUPS)
    bulletin = square.announces()
    square.works()
    square.works()
    square.clock.passes(seconds=-1)
    square.lives()
    assert has_once(square, *ALL_GROUPS)
    assert len(square.times(bulletin)) == 1


def test_whoever_dies_after_line_accepted_sends_with_the_same_key(square: Square) -> None:
    square.has(groups=GROUPS)
    bulletin = square.announces()
    square.works()
    with pytest.raises(Killed):
        square.crier(square.gateway(DyingAfter)).step()
    square.clock.passes(minutes=3)
    square.expire_leases()
    square.lives()
    assert has_once(square, *ALL_GROUPS)
    assert square.accepted(bulletin) == GROUPS
    assert square.platform.retry_key_conflicts == []
    keys = [call["retry_key"] for call in square.calls("push")]
    assert len(keys) == 2 * GROUPS
    assert len(set(keys)) == GROUPS


def test_a_multicast_whose_answer_was_lost_reaches_its_people_once(square: Square) -> None:
    square.has(members=PEOPLE)
    square.announces(TO_MEMBERS)
    square.line.set_fault(kind="drop_answer", endpoint="multicast", count=1)
    square.lives()
    assert has_once(square, *ALL_PEOPLE)
    assert square.counted() == PEOPLE
    first, second = square.calls("multicast")
    assert first["retry_key"] == second["retry_key"]
    assert first["body"] == second["body"]


def test_dropped_answers_and_errors_double_nothing(square: Square) -> None:
    square.has(groups=GROUPS)
    bulletin = square.announces()
    square.line.set_fault(kind="drop_answer", endpoint="push", count=2)
    square.line.set_fault(kind="status", endpoint="push", status=500, count=2, skip=2)
    square.lives()
    assert has_once(square, *ALL_GROUPS)
    assert square.accepted(bulletin) == GROUPS


def test_the_body_is_the_same_though_the_words_changed_meanwhile(square: Square) -> None:
    square.has(groups=2)
    bulletin = square.announces()
    square.works()
    square.line.set_fault(kind="drop_answer", endpoint="push", count=2)
    square.calls_out()
    with square.store.writing(square.station, square.clock()) as uow:
        uow.bulletins.rewrite(uow.bulletins.get(bulletin), [Words(text="อย่างอื่น")])
        uow.commit()
    square.lives()
    assert has_once(square, *ALL_GROUPS[:2])
    assert square.platform.retry_key_conflicts == []


def test_what_line_may_have_is_given_up_when_its_key_is_forgotten(square: Square) -> None:
    square.has(groups=2)
    square.rules(bulletin_hours="")
    bulletin = square.announces()
    square.works()
    square.line.set_fault(kind="drop_answer", endpoint="push")
    square.calls_out()
    square.line.clear_faults()
    square.clock.passes(hours=24)
    square.lives()
    assert len(square.calls("push")) == 2
    (done,) = square.times(bulletin)
    assert (done.state, done.given_up, done.accepted) == ("sent", 2, 0)


def test_what_line_never_had_is_not_sent_hours_later(square: Square) -> None:
    square.has(groups=2)
    bulletin = square.announces()
    square.works()
    square.clock.passes(hours=3)
    square.lives()
    assert square.calls("push") == []
    (done,) = square.times(bulletin)
    assert (done.state, done.refused) == ("sent", 2)


def test_a_group_that_the_bot_left_is_refused_and_the_others_are_not(square: Square) -> None:
    square.has(groups=GROUPS)
    square.platform.world.groups[ALL_GROUPS[2]].bot = None
    bulletin = square.announces()
    square.lives()
    (done,) = square.times(bulletin)
    assert (done.accepted, done.refused) == (GROUPS - 1, 1)
    with square.store.reading(square.station, square.clock()) as uow:
        assert "Failed to send messages" in next(iter(uow.tallies.reasons(done)))
        group = uow.groups.find(ALL_GROUPS[2])
        assert group is not None
        assert not group.is_joined


def test_one_whom_line_does_not_know_keeps_nobody_else_waiting(square: Square) -> None:
    square.has(members=PEOPLE + 1)
    bulletin = square.announces(TO_MEMBERS)
    square.lives(15)
    assert has_once(square, *ALL_PEOPLE)
    (done,) = square.times(bulletin)
    assert (done.accepted, done.refused, done.cost) == (PEOPLE, 1, PEOPLE)


def test_who_left_before_it_began_is_not_told(square: Square) -> None:
    square.has(members=PEOPLE)
    bulletin = square.announces(TO_MEMBERS)
    square.works()
    with square.store.writing(square.station, square.clock()) as uow:
        gone = uow.members.by_line_user(ALL_PEOPLE[1])
        assert gone is not None
        uow.members.erase(gone)
        uow.commit()
    square.lives()
    assert square.bubbles(ALL_PEOPLE[1]) == []
    (done,) = square.times(bulletin)
    assert (done.accepted, done.dropped, square.counted()) == (PEOPLE - 1, 1, PEOPLE - 1)


def test_no_line_id_of_a_person_stands_in_the_tables(square: Square) -> None:
    square.has(members=PEOPLE)
    square.announces(TO_MEMBERS)
    square.works()
    square.line.set_fault(kind="drop_answer", endpoint="multicast", count=1)
    square.calls_out()
    (row,) = square.rows()
    held = b"".join(one for one in (row.recipient, row.frozen or b"", row.order_mark))
    assert row.frozen
    assert not any(line.encode() in held for line in ALL_PEOPLE)
    square.lives()
    assert square.rows()[0].frozen is None


def test_an_alert_overtakes_ten_thousand_bulletins(square: Square) -> None:
    square.has(groups=GROUPS)
    square.announces()
    square.works()
    row = square.alerts_an_officer()
    square.sends()
    assert square.row(row).state == OutboxState.ACCEPTED
    assert [call["endpoint"] for call in square.calls()] == ["push"]
    assert {one.state for one in square.rows()} == {OutboxState.WAITING}


def test_an_alert_leaves_while_a_bulletin_is_called_out(square: Square) -> None:
    square.has(groups=GROUPS)
    square.announces()
    square.works()
    gateway = square.gateway(Meanwhile)
    row = square.alerts_an_officer()
    gateway.happens = square.sends
    square.calls_out(gateway, at_once=2)
    assert square.row(row).state == OutboxState.ACCEPTED
    assert len(square.shown()) == 1
    assert has_once(square, *ALL_GROUPS)


def test_a_word_to_a_member_does_not_wait_for_a_bulletin(square: Square) -> None:
    square.has(members=1)
    square.announces(TO_MEMBERS)
    square.works()
    (row,) = square.keeps(to_person(ALL_PEOPLE[0]))
    square.sends()
    assert square.row(row).state == OutboxState.ACCEPTED


def test_two_bulletins_reach_a_group_in_their_order(square: Square) -> None:
    square.has(groups=1)
    square.line.set_fault(kind="status", endpoint="push", status=500, count=2)
    for text in ("หนึ่ง", "สอง", "สาม"):
        square.announces(Audience(groups=True), Words(text=text))
        square.works()
    square.lives()
    assert square.bubbles(ALL_GROUPS[0]) == ["หนึ่ง", "สอง", "สาม"]


def test_a_bulletin_taken_back_reaches_nobody_more(square: Square) -> None:
    square.has(groups=GROUPS)
    bulletin = square.announces()
    square.works()
    square.crier(at_once=2).step()
    with square.store.writing(square.station, square.clock()) as uow:
        cancel(uow, uow.bulletins.get(bulletin, held=True))
        uow.commit()
    square.lives()
    assert len(square.calls("push")) == 2
    (done,) = square.times(bulletin)
    assert (done.state, done.accepted, done.dropped) == ("cancelled", 2, GROUPS - 2)
    assert square.bulletin(bulletin).state == BulletinState.CANCELLED


def test_a_night_that_begins_meanwhile_is_waited_for(square: Square) -> None:
    square.has(groups=GROUPS)
    square.rules(bulletin_hours="12:01-13:00")
    bulletin = square.announces()
    square.works()
    square.crier(at_once=2).step()
    square.clock.passes(minutes=2)
    square.lives(3)
    assert len(square.calls("push")) == 2
    square.clock.passes(minutes=60)
    square.lives(70)
    assert has_once(square, *ALL_GROUPS)
    assert square.bulletin(bulletin).state == BulletinState.SENT


def test_a_spent_month_stops_a_bulletin_and_is_not_asked_again_and_again(square: Square) -> None:
    square.has(groups=GROUPS)
    square.line.set_quota("khokkhram", limit=2, used=0)
    bulletin = square.announces()
    square.lives(30, at_once=1)
    assert square.accepted(bulletin) == 2
    assert len(square.calls("push")) == 3
    square.clock.passes(minutes=95)
    square.lives(100)
    (done,) = square.times(bulletin)
    assert (done.accepted, done.refused, done.cost) == (2, 3, 2)


def test_the_rate_limit_is_waited_for_and_loses_nobody(square: Square) -> None:
    square.has(groups=GROUPS)
    bulletin = square.announces()
    square.line.set_fault(kind="rate", endpoint="push", count=4)
    square.lives(15)
    assert has_once(square, *ALL_GROUPS)
    assert square.accepted(bulletin) == GROUPS


def test_two_clocks_that_fire_at_once_begin_it_once(square: Square) -> None:
    square.has(groups=GROUPS)
    bulletin = square.announces(after=60)
    row = square.bulletin(bulletin)
    with square.store.writing(square.station, square.clock()) as uow:
        assert row.next_at is not None
        for number in range(3):
            at = row.next_at
            timer = due(bulletin, version=row.version, planned_at=at, at=at)
            again = replace(timer, key=f"clock{number}")
            uow.inbox.set_timer(again, lane=f"lane{number}".encode(), now=uow.now)
        uow.commit()
    square.clock.passes(minutes=1)
    hands = [threading.Thread(target=square.works, args=(f"w{one}",)) for one in range(3)]
    for one in hands:
        one.start()
    for one in hands:
        one.join()
    square.lives()
    assert len(square.times(bulletin)) == 1
    assert len(square.rows()) == GROUPS
    assert has_once(square, *ALL_GROUPS)


def test_a_ride_on_a_free_reply_is_accepted_and_costs_nothing(square: Square) -> None:
    square.has(groups=2)
    bulletin = square.announces(saver_end="drop", rides_for=600)
    square.lives(3)
    square.hears(ALL_GROUPS[0], "อรุณสวัสดิ์")
    square.hears(ALL_GROUPS[0], "จ้า")
    square.lives(3)
    assert square.bubbles(ALL_GROUPS[0]) == [SAID]
    square.clock.passes(minutes=10)
    square.lives(70)
    (done,) = square.times(bulletin)
    assert (done.state, done.accepted, done.dropped, done.cost) == ("sent", 1, 1, 0)
    assert square.counted() == 0
    assert len(square.calls("reply")) == 1


def test_a_free_reply_that_came_too_late_is_ridden_on_again(square: Square) -> None:
    square.has(groups=1)
    square.announces(saver_end="drop", rides_for=600)
    square.lives(3)
    square.hears(ALL_GROUPS[0], "อรุณสวัสดิ์")
    square.clock.passes(minutes=2)
    square.lives(3)
    assert square.bubbles(ALL_GROUPS[0]) == []
    square.hears(ALL_GROUPS[0], "อยู่ไหม")
    square.lives(3)
    assert square.bubbles(ALL_GROUPS[0]) == [SAID]


def test_two_criers_send_to_nobody_twice(square: Square) -> None:
    square.has(groups=GROUPS)
    bulletin = square.announces()
    square.works()
    other = square.crier(at_once=2)
    gateway = square.gateway(Meanwhile)
    gateway.happens = other.step
    square.calls_out(gateway, at_once=2)
    square.lives()
    assert has_once(square, *ALL_GROUPS)
    assert len(square.calls("push")) == GROUPS
    assert square.accepted(bulletin) == GROUPS


def test_a_frozen_crier_settles_nothing_that_another_took_over(square: Square) -> None:
    square.has(groups=GROUPS)
    bulletin = square.announces()
    square.works()
    gateway = square.gateway(Meanwhile)

    def takes_over() -> None:
        gateway.happens = lambda: None
        square.expire_leases()
        square.calls_out()

    gateway.happens = takes_over
    square.crier(gateway).step()
    square.lives()
    assert has_once(square, *ALL_GROUPS)
    assert (square.accepted(bulletin), square.counted()) == (GROUPS, GROUPS)
    assert DeliveryState.SENT not in square.tally(bulletin).counts


def test_hands_of_another_station_leave_it_alone(square: Square) -> None:
    square.has(groups=1)
    square.announces()
    square.works()
    other = square.store.station("bungkum").id
    crier = square.crier()
    crier._claimant = type(crier._claimant)(
        owner="o", lease=AT_ONCE_OVER, stations=(other,), of_bulletins=True
    )
    assert not crier.step()
