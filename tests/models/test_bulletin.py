"""What is remembered of a bulletin: its life, its times, its recipients, and what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from domain.answers import Picture, Words
from domain.audience import Audience
from domain.bulletin import BulletinState, BulletinStep, DeliveryState
from models.bulletin import NewBulletin, Occurrence
from models.delivery import Delivery
from models.group import Group
from models.member import MemberProfile, MemberState
from models.outbox import OutboxState, Outgoing
from models.quota import Fall
from models.reach import budget_of, reach_of
from models.unit_of_work import Store, UnitOfWork
from models.village import Village
from tests.conftest import FixedClock

SAYS = [Words(text="ประชุมชุมชนวันเสาร์"), Picture(url="https://p/1", preview="https://p/2")]


def a_bulletin(uow: UnitOfWork, **facts: object) -> int:
    new = NewBulletin(contents=SAYS, audience=Audience(groups=True), **facts)  # type: ignore[arg-type]
    return uow.bulletins.draft(new, now=uow.now).id


def some_groups(uow: UnitOfWork, *sizes: int | None) -> Sequence[Group]:
    village = uow.villages.by_code("v1") or uow.villages.add(Village(code="v1", name="เปรมฤทัย"))
    made = []
    for number, size in enumerate(sizes):
        group = uow.groups.meet(f"C{number:032x}", now=uow.now)
        group.member_count = size
        uow.groups.bind(group, [village.id], whole_station=False, now=uow.now)
        made.append(group)
    return made


def begun(uow: UnitOfWork, *sizes: int, rides: bool = False) -> Occurrence:
    bulletin = uow.bulletins.get(a_bulletin(uow))
    occurrence = uow.bulletins.at(bulletin, uow.now)
    uow.bulletins.begin(occurrence, bulletin, now=uow.now)
    occurrence.cost = sum(sizes)
    uow.deliveries.to_groups(occurrence, some_groups(uow, *sizes), now=uow.now, rides=rides)
    return occurrence


def test_a_bulletin_is_found_again_as_it_was_written(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        bulletin = uow.bulletins.get(a_bulletin(uow, is_urgent=True))
        assert uow.bulletins.by_number(bulletin.number) is bulletin
        words, picture = uow.bulletins.contents(bulletin)
        assert isinstance(words, Words)
        assert (words.text, picture) == ("ประชุมชุมชนวันเสาร์", SAYS[1])
        assert uow.bulletins.audience(bulletin) == Audience(groups=True)
        assert "ประชุม".encode() not in bulletin.words


def test_no_station_sees_the_bulletins_of_another(
    store: Store, station: int, clock: FixedClock
) -> None:
    other = store.station("bungkum").id
    with store.writing(station, clock()) as uow:
        number = uow.bulletins.get(a_bulletin(uow)).number
        uow.commit()
    with store.reading(other, clock()) as uow:
        assert uow.bulletins.by_number(number) is None
        assert list(uow.bulletins.all()) == []


def test_a_change_voids_the_approval_and_the_planned_time(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        bulletin = uow.bulletins.get(a_bulletin(uow))
        bulletin.takes(BulletinStep.PLAN, now=uow.now)
        bulletin.next_at = bulletin.approved_at = uow.now
        before = bulletin.version
        bulletin.takes(BulletinStep.CHANGE, now=uow.now)
        assert bulletin.state == BulletinState.DRAFT
        assert (bulletin.next_at, bulletin.approved_at) == (None, None)
        assert bulletin.version > before


def test_a_planned_time_is_there_but_once(store: Store, station: int, clock: FixedClock) -> None:
    with store.writing(station, clock()) as uow:
        bulletin = uow.bulletins.get(a_bulletin(uow))
        first = uow.bulletins.at(bulletin, uow.now)
        assert uow.bulletins.at(bulletin, uow.now) is first
        uow.session.add(
            Occurrence(bulletin_id=bulletin.id, planned_at=uow.now, state="x", is_spread=False)
        )
        with pytest.raises(IntegrityError):
            uow.session.flush()


def test_each_group_gets_one_message_of_its_own_key(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        occurrence = begun(uow, 40, 60)
        uow.deliveries.to_groups(occurrence, some_groups(uow, 40, 60), now=uow.now, rides=False)
        rows = uow.session.scalars(select(Outgoing).order_by(Outgoing.id)).all()
        assert [uow.outbox.recipient(one).line_id for one in rows] == [f"C{n:032x}" for n in (0, 1)]
        assert len({one.retry_key for one in rows}) == 2
        assert [one.cost for one in rows] == [40, 60]
        assert [one.content for one in rows] == [None, None]
        told = uow.session.scalars(select(Delivery.message_id).order_by(Delivery.id)).all()
        assert list(told) == [one.id for one in rows]


def test_what_became_of_each_is_what_became_of_its_message(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        occurrence = begun(uow, 1, 2, 4, 8, 16)
        states = (
            OutboxState.WAITING,
            OutboxState.SENDING,
            OutboxState.ACCEPTED,
            OutboxState.SET_ASIDE,
            OutboxState.UNKNOWN,
        )
        rows = uow.session.scalars(select(Outgoing).order_by(Outgoing.id))
        for row, state in zip(rows, states, strict=True):
            row.state = state
        uow.session.flush()
        tally = uow.tallies.of(occurrence)
        assert tally.counts == dict.fromkeys(list(DeliveryState)[:5], 1)
        assert (tally.cost, tally.open) == (4, 2)
        assert uow.tallies.queued() == 31 - (4 + 8 + 16)


def test_what_waits_for_a_ride_costs_nothing_yet(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        occurrence = begun(uow, 40, rides=True)
        assert uow.session.scalars(select(Outgoing)).all() == []
        assert uow.tallies.of(occurrence).of(DeliveryState.WAITING) == 1
        uow.deliveries.withdraw(occurrence, now=uow.now)
        assert uow.tallies.of(occurrence).counts == {DeliveryState.DROPPED: 1}


def test_what_line_may_have_is_not_taken_back(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        occurrence = begun(uow, 1, 1)
        first = uow.session.scalars(select(Outgoing).order_by(Outgoing.id)).first()
        assert first is not None
        first.is_doubtful = True
        uow.session.flush()
        uow.deliveries.withdraw(occurrence, now=uow.now)
        uow.session.expire_all()
        states = uow.session.scalars(select(Outgoing.state).order_by(Outgoing.id)).all()
        assert list(states) == [OutboxState.WAITING, OutboxState.WITHDRAWN]


def test_a_multicast_names_nobody_and_is_halved_when_it_is_refused(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        occurrence = begun(uow)
        people = [("member_id", a_member(uow, number)) for number in range(3)]
        uow.deliveries.to_people(occurrence, people, now=uow.now)
        (row,) = uow.session.scalars(select(Outgoing)).all()
        assert uow.outbox.recipient(row).line_id == ""
        assert uow.deliveries.known_people(occurrence) == set(people)
        assert uow.deliveries.split(row, now=uow.now)
        others = select(Outgoing).where(Outgoing.id != row.id).order_by(Outgoing.id)
        later = uow.session.scalars(others).all()
        assert [one.cost for one in later] == [1, 2]
        assert [len(uow.deliveries.of_message(one.id)) for one in (row, *later)] == [0, 1, 2]
        assert not uow.deliveries.split(later[0], now=uow.now)


def a_member(uow: UnitOfWork, number: int, *, trained: date | None = None) -> int:
    profile = MemberProfile(
        first_name="ก", last_name="ข", birth_date="1967-03-21", national_id=f"{number:013d}"
    )
    member = uow.members.add(profile, MemberState.TRAINED)
    member.trained_on = trained
    uow.members.bind(member, f"U{number:032x}", uow.now)
    uow.session.flush()
    return member.id


def test_the_reach_is_who_can_be_reached_now(store: Store, station: int, clock: FixedClock) -> None:
    with store.writing(station, clock()) as uow:
        some_groups(uow, 40, None, 9)[2].is_joined = False
        for number in range(4):
            a_member(uow, number, trained=date(2026, 11, 1) if number else None)
        uow.members.befriended(f"U{1:032x}", is_friend=False, now=uow.now)
        suspended = uow.members.by_line_user(f"U{2:032x}")
        assert suspended is not None
        suspended.state = MemberState.SUSPENDED
        uow.session.flush()
        found = reach_of(uow, Audience(groups=True, members=True, trained_in=(2570,)))
        assert [one.people for one in found.groups] == [40, None]
        assert len(found.people) == 1
        assert len(found.uncounted) == 1
        assert found.cost == 41


def test_the_month_is_unknown_until_line_told_of_it(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        assert budget_of(uow) is None
        uow.quotas.told(uow.now, limit=300, used=10)
        uow.quotas.count(uow.now, 5)
        later = uow.bulletins.get(a_bulletin(uow, cost=50))
        later.takes(BulletinStep.PLAN, now=uow.now)
        later.next_at = uow.now + timedelta(days=1)
        uow.session.flush()
        begun(uow, 30)
        budget = budget_of(uow)
        assert budget is not None
        assert (budget.limit, budget.used, budget.planned, budget.queued) == (300, 15, 50, 30)
        # The station of the tests keeps nothing back but by its rules.
        assert budget.kept_back == 90
        later.next_at = uow.now + timedelta(days=31)
        uow.session.flush()
        without = budget_of(uow)
        assert without is not None
        assert without.planned == 0


def test_a_lower_limit_of_the_station_s_own_holds(
    store: Store, station: int, clock: FixedClock
) -> None:
    from dataclasses import replace

    seated = store.stations[station]
    seated.rules = replace(seated.rules, monthly_limit=200)
    with store.writing(station, clock()) as uow:
        uow.quotas.told(uow.now, limit=300, used=0)
        budget = budget_of(uow)
        assert budget is not None
        assert budget.limit == 200


def test_those_who_count_at_once_do_not_lose_each_other_s(
    store: Store, station: int, clock: FixedClock
) -> None:
    with store.writing(station, clock()) as uow:
        month = uow.quotas.at(uow.now)
        assert month.counted == 0
        uow.quotas.count(uow.now, 3)
        uow.quotas.count(uow.now, 4)
        uow.commit()
    with store.reading(station, clock()) as uow:
        assert uow.quotas.at(uow.now).counted == 7


def test_a_fall_of_the_limit_is_seen(store: Store, station: int, clock: FixedClock) -> None:
    with store.writing(station, clock()) as uow:
        assert uow.quotas.told(uow.now, limit=15_000, used=1) is None
        assert uow.quotas.told(uow.now, limit=15_000, used=1) is None
        assert uow.quotas.told(uow.now, limit=300, used=2) == Fall(before=15_000, now=300)
        later = uow.now + timedelta(days=10)
        assert uow.quotas.told(later, limit=200, used=0) == Fall(before=300, now=200)
        assert uow.quotas.told(later, limit=500, used=0) is None
