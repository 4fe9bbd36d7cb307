"""What is done in one transaction is told apart, by its moment, its number, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.handling import Batch, Handling
from catalog import Catalog
from domain.answers import Answer, Timer
from domain.events import Event, MessageSaid
from domain.postback import Act, encode
from domain.timer_events import RetentionDue
from domain.tip import TipState, Trust
from models.arrival import Arrival
from models.outbox import Outgoing
from models.talk import asked_tips
from models.unit_of_work import Store, UnitOfWork
from tests.bot.square import the_dispatcher
from tests.bot.test_worker import a_worker, drain, echo, outbox
from tests.bot.town import EMERGENCY, Ticking, Town, of
from tests.conftest import FixedClock
from tests.handlers.precinct import Precinct, line_of

PLACELESS = EMERGENCY.partition(" ที่")[0]


def told(town: Town, words: str) -> set[str]:
    """Return the officers whom something tells of some words."""
    with town.store.reading(town.station, town.clock()) as uow:
        rows = uow.session.scalars(select(Outgoing).where(Outgoing.officer_id.is_not(None)))
        return {
            uow.outbox.recipient(one).line_id
            for one in rows
            if words in repr(uow.outbox.contents(one))
        }


def test_all_news_of_a_tip_that_came_at_once_is_told(store: Store, station: int) -> None:
    """A timer is known by its key, and that by its moment: two of one moment would be one."""
    town = Town(store, station, Ticking())
    town.writes("crowd0", PLACELESS)
    town.works()
    town.clock.passes(minutes=4)
    town.works()
    town.writes("crowd0", "ลาดปลาเค้า")
    town.writes("crowd0", "ไม่ใช่ที่ลาดปลาเค้า อยู่ชุมชนเปรมฤทัย มีปืนด้วย")
    town.works()
    assert {line_of("d1"), line_of("p1")} <= told(town, "มีปืน")


def test_what_a_sender_adds_is_no_doing_of_an_officer_of_the_same_moment(
    store: Store, station: int
) -> None:
    town = Town(store, station, Ticking())
    town.writes("member", EMERGENCY)
    town.works()
    tip = town.tip_of("member")
    town.presses("p1", Act.ACCEPT, tip)
    town.works()
    town.does("p1", type="postback", postback={"data": encode(Act.CATEGORY, tip, "drugs")})
    town.writes("member", "เขามีปืนด้วย")
    town.works()
    assert line_of("p1") in told(town, "มีปืน")


def test_photos_stay_in_the_order_in_which_they_came(store: Store, station: int) -> None:
    town = Town(store, station, Ticking())
    town.writes("crowd0", "มีวัยรุ่นมั่วสุมขายยาบ้าทุกคืน ชุมชนลาดปลาเค้า")
    for _ in range(3):
        town.does("crowd0", message={"type": "image", "contentProvider": {"type": "line"}})
    town.works()
    with store.reading(station, town.clock()) as uow:
        (tip,) = uow.tips.all()
        came = [one.message_id for one in uow.media.of_tip(tip.id)]
    assert len(came) == 3
    assert came == sorted(came)


def test_the_newest_of_two_tips_of_one_moment_is_the_one_that_was_written_last(
    store: Store, station: int
) -> None:
    clock = Ticking()
    town = Town(store, station, clock)
    town.writes("crowd0", "มีวัยรุ่นมั่วสุมขายยาบ้าทุกคืน ชุมชนลาดปลาเค้า")
    town.writes("crowd0", "ซ้อมแจ้ง: มีคนเมาส่งเสียงดัง ชุมชนเปรมฤทัย")
    town.works()
    town.writes("crowd0", "ยกเลิก")
    town.works()
    with store.reading(station, clock()) as uow:
        first, second = uow.tips.all()
        assert first.opened_at < second.opened_at
        states = {one.is_practice: one.state for one in (first, second)}
    assert states == {False: "collecting", True: "cancelled"}


@pytest.mark.parametrize("is_written", [False, True])
@pytest.mark.parametrize("touched", [0, 1])
def test_of_two_tips_of_one_moment_the_later_number_is_the_newer(
    store: Store, station: int, clock: FixedClock, *, is_written: bool, touched: int
) -> None:
    with store.writing(station, clock()) as uow:
        tips = [
            uow.tips.open_new("U1", member_key=None, trust=Trust.UNVERIFIED, year=2569, now=uow.now)
            for _ in range(2)
        ]
        if is_written:
            uow.session.flush()
            tips[touched].state = TipState.ASKING
            uow.session.flush()
        found = uow.tips.of_sender("U1", TipState.COLLECTING, TipState.ASKING)
        assert [one.sequence for one in found] == [2, 1]


def test_who_answered_last_goes_on_though_nothing_is_written_yet(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        precinct = Precinct(uow)
        one, two = precinct.a_sent_tip(), precinct.a_sent_tip()
        for tip in (one, two):
            uow.tips.record(tip, "question", at=uow.now, officer_id=precinct.primary.id)
        uow.session.flush()
        uow.tips.record(one, "answered", at=uow.now)
        uow.session.flush()
        uow.tips.record(two, "answered", at=uow.now)
        assert [tip.id for tip in asked_tips(uow, line_of("member"))] == [two.id, one.id]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_who_is_frozen_over_a_station_does_not_starve_it_though_others_have_work(
    store: Store, station: int, clock: FixedClock
) -> None:
    other, seconds = store.station("bungkum").id, iter(range(1000))
    waiting = [of(f"p{number}", store, station, clock) for number in range(3)]
    for number, one in enumerate(waiting):
        one.gets(number)
    worker = a_worker(store, clock, {MessageSaid: echo}, watch=lambda: next(seconds))
    with store.writing(station, clock()) as frozen:
        assert frozen.lanes.take_station(station)
        for number in range(100, 120):
            of("x", store, other, clock).gets(number)
            assert worker.step()
        said = outbox(store, station, clock)
    assert {f"ข้อความ {number}" for number in range(3)} <= set(said)


def test_a_nights_work_of_the_clock_holds_up_no_tip(
    store: Store, station: int, clock: FixedClock
) -> None:
    """It may take a second, and what is in the same transaction waits for its end."""
    town = Town(store, station, clock)
    town.writes("member", EMERGENCY)
    with store.writing(station, clock()) as uow:
        due = Timer(
            key="night", due=uow.now, event=RetentionDue(happened_at=uow.now, day=uow.now.date())
        )
        uow.inbox.set_timer(due, lane=b"c" * 16, now=uow.now)
        uow.commit()
    with store.database.reading() as session:
        lanes = sorted(set(session.scalars(select(Arrival.lane))))
    batch = Batch.of(station, lanes, most=4)
    Handling(store, the_dispatcher(), clock=clock).handle(batch)
    assert {one.lane for one in batch.stretches if one.is_put_off} == {b"c" * 16}
    assert [len(one.handled) for one in batch.stretches if not one.is_put_off] == [2]


def test_a_nights_work_that_fails_beside_a_person_waits_as_it_would_alone(
    store: Store, station: int, clock: FixedClock
) -> None:
    def fails(_event: Event, _uow: UnitOfWork, _catalog: Catalog) -> Sequence[Answer]:
        raise ZeroDivisionError

    with store.writing(station, clock()) as uow:
        night = RetentionDue(happened_at=uow.now, day=uow.now.date())
        due = Timer(key="night", due=uow.now - timedelta(hours=1), event=night)
        uow.inbox.set_timer(due, lane=b"c" * 16, now=uow.now)
        uow.commit()
    of("member", store, station, clock).gets(1)
    worker = a_worker(store, clock, {MessageSaid: fails, RetentionDue: fails})
    assert worker.step()
    with store.database.reading() as session:
        assert session.scalars(select(Arrival.attempts)).all() == [1, 1]


def test_a_nights_work_of_the_clock_is_done_beside_people_who_write(
    store: Store, station: int, clock: FixedClock
) -> None:
    town = Town(store, station, clock)
    with store.writing(station, clock()) as uow:
        due = Timer(
            key="night", due=uow.now, event=RetentionDue(happened_at=uow.now, day=uow.now.date())
        )
        uow.inbox.set_timer(due, lane=b"c" * 16, now=uow.now)
        uow.commit()
    for name in ("member", "crowd0"):
        town.writes(name, EMERGENCY)
    drain(a_worker(store, clock, {}))
    with store.database.reading() as session:
        assert set(session.scalars(select(Arrival.state))) == {"handled"}
