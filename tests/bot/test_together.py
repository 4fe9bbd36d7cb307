"""What many write to one station is one transaction, and comes to what it would alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, select

import bot.handling
import bot.worker
from bot.handling import Batch, Handling
from catalog import Catalog
from domain.answers import Answer
from domain.events import MessageSaid
from domain.refusals import Refusal
from models.arrival import Arrival, ArrivalState
from models.case import posts_for
from models.lane import Lanes
from models.unit_of_work import Store, UnitOfWork
from tests.bot.test_worker import Inbox, a_worker, drain, echo, outbox
from tests.bot.town import EMERGENCY, Ticking, Town, of
from tests.conftest import FixedClock
from tests.handlers.precinct import Precinct


def crowd(store: Store, station: int, clock: FixedClock, *, people: int) -> list[Inbox]:
    """Let several people write one message each."""
    inboxes = [of(f"p{number}", store, station, clock) for number in range(people)]
    for number, one in enumerate(inboxes):
        one.gets(number, seconds=number)
    return inboxes


@contextmanager
def counting_commits(store: Store) -> Iterator[list[int]]:
    seen: list[int] = []

    def note(_connection: object) -> None:
        seen.append(1)

    event.listen(store.database.engine, "commit", note)
    yield seen
    event.remove(store.database.engine, "commit", note)


def test_what_many_write_to_a_station_is_one_commit(
    store: Store, station: int, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.handling, "_LONGEST_ALONE", 60.0)
    sessions: set[int] = set()

    def notes(said: MessageSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        sessions.add(id(uow.session))
        return echo(said, uow, catalog)

    crowd(store, station, clock, people=6)
    worker = a_worker(store, clock, {MessageSaid: notes})
    with counting_commits(store) as commits:
        assert worker.step()
    # To look for work is a transaction of its own.
    assert len(commits) == 2
    assert len(sessions) == 1
    assert sorted(outbox(store, station, clock)) == [f"ข้อความ {n}" for n in range(6)]


def test_what_fails_for_one_person_is_handled_for_the_others(
    store: Store, station: int, clock: FixedClock
) -> None:
    def fails(said: MessageSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        if said.message_id == "3":
            raise ZeroDivisionError
        return echo(said, uow, catalog)

    inboxes = crowd(store, station, clock, people=6)
    drain(a_worker(store, clock, {MessageSaid: fails}))
    assert sorted(outbox(store, station, clock)) == [f"ข้อความ {n}" for n in (0, 1, 2, 4, 5)]
    assert inboxes[0].states()["key-3"] == ArrivalState.WAITING


def test_what_is_refused_to_one_person_is_told_them_and_undoes_nothing_of_others(
    store: Store, station: int, clock: FixedClock
) -> None:
    def refuses(said: MessageSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        if said.message_id == "2":
            uow.paces.word("somebody", now=uow.now)
            raise Refusal("refused", why="พอแล้ว")
        return echo(said, uow, catalog)

    crowd(store, station, clock, people=4)
    drain(a_worker(store, clock, {MessageSaid: refuses}))
    told = [f"ข้อความ {n}" for n in (0, 1, 3)]
    assert sorted(outbox(store, station, clock)) == sorted([*told, "ทำไม่ได้: พอแล้ว"])


def test_what_nobody_can_open_holds_up_its_own_lane_alone(
    store: Store, station: int, clock: FixedClock
) -> None:
    crowd(store, station, clock, people=4)
    with store.database.writing() as session:
        broken = session.scalars(select(Arrival).where(Arrival.key == "key-1")).one()
        broken.body = b"\x01" + b"x" * 60
        session.commit()
    drain(a_worker(store, clock, {MessageSaid: echo}))
    assert sorted(outbox(store, station, clock)) == [f"ข้อความ {n}" for n in (0, 2, 3)]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_the_lanes_of_a_station_that_somebody_has_in_hand_are_taken_one_by_one(
    store: Store, station: int, clock: FixedClock
) -> None:
    inboxes = crowd(store, station, clock, people=3)
    with store.writing(station, clock()) as frozen:
        assert frozen.lanes.take_station(station)
        assert frozen.lanes.take(inboxes[0].lane)
        drain(a_worker(store, clock, {MessageSaid: echo}))
        assert sorted(outbox(store, station, clock)) == ["ข้อความ 1", "ข้อความ 2"]
    drain(a_worker(store, clock, {MessageSaid: echo}))
    assert len(outbox(store, station, clock)) == 3


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_several_lanes_are_taken_but_those_that_others_have(
    store: Store, station: int, clock: FixedClock
) -> None:
    mine, theirs = b"m" * 16, b"t" * 16
    with store.database.writing() as one, store.database.writing() as other:
        assert Lanes(other, store.database).take(theirs)
        assert Lanes(one, store.database).take_all([mine, theirs]) == {mine}


def test_where_the_first_took_long_the_others_are_left_for_the_next_turn(
    store: Store, station: int, clock: FixedClock
) -> None:
    inboxes = crowd(store, station, clock, people=3)
    moments = iter((0.0, 0.01, 9.0, 9.1, 9.2))
    dispatcher = a_worker(store, clock, {MessageSaid: echo})._handling._dispatcher
    handling = Handling(store, dispatcher, clock=clock, watch=lambda: next(moments))
    batch = Batch.of(station, [one.lane for one in inboxes], most=4)
    handling.handle(batch)
    assert [len(one.handled) for one in batch.stretches] == [1, 1, 0]
    assert len(outbox(store, station, clock)) == 2


def test_who_works_beside_others_takes_other_lanes_of_the_station(
    store: Store, station: int, clock: FixedClock
) -> None:
    if store.database.is_sqlite:
        return
    crowd(store, station, clock, people=12)
    workers = [a_worker(store, clock, {MessageSaid: echo}) for _ in range(3)]
    threads = [threading.Thread(target=drain, args=(one,)) for one in workers]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(outbox(store, station, clock)) == sorted(f"ข้อความ {n}" for n in range(12))


@pytest.mark.parametrize("kind", [FixedClock, Ticking])
def test_together_it_comes_to_what_it_comes_to_one_by_one(
    store: Store, station: int, kind: type[FixedClock], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = store.station("bungkum").id
    together, alone = Town(store, station, kind()), Town(store, other, kind())
    together.lives()
    monkeypatch.setattr(bot.worker, "_TOGETHER", 1)
    monkeypatch.setattr(bot.worker, "_AT_ONCE", 1)
    alone.lives()
    mine, theirs = together.came_to(), alone.came_to()
    for one, as_it_was in zip(mine, theirs, strict=True):
        assert one == as_it_was


def test_a_tip_is_found_like_one_that_came_at_the_same_moment(
    store: Store, station: int, clock: FixedClock
) -> None:
    town = Town(store, station, clock)
    for name in ("crowd0", "crowd1"):
        town.writes(name, f"{EMERGENCY} รถทะเบียน ขค 2520")
    town.works()
    with store.reading(station, clock()) as uow:
        tips = uow.tips.all()
        alike = [uow.tips.detail(uow.tips.history(one, "alike")[-1])["tip"] for one in tips]
    assert [one.sequence for one in tips] == [1, 2]
    assert set(alike) == {one.id.hex for one in tips}


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_who_left_since_the_roster_was_read_is_seen_to_have_left(
    store: Store, station: int, clock: FixedClock
) -> None:
    """Somebody before in the same transaction may have asked for the roster."""
    with store.writing(station, clock()) as uow:
        tip = Precinct(uow).a_tip()
        uow.commit()
        tip_id = tip.id
    with store.writing(station, clock()) as uow:
        neighbour = uow.officers.by_code("n1")
        assert neighbour is not None
        assert uow.roster.duty(neighbour, at=uow.now).absences == ()
        assert posts_for(uow, uow.tips.get(tip_id))
        with store.writing(station, clock()) as other:
            gone = other.officers.by_code("p1")
            assert gone is not None
            other.officers.seize(gone)
            until = other.now + timedelta(days=1)
            other.roster.grant(gone, begins_at=other.now, ends_at=until)
            other.assignments.appoint(gone, {}, at=other.now)
            other.commit()
        uow.hold_officers()
        posts = {one.officer: one for one in posts_for(uow, uow.tips.get(tip_id))}
        assert not posts[gone.id].is_on_duty
        assert not posts[gone.id].charges


def test_numbers_of_tips_that_came_at_the_same_moment_follow_each_other(
    store: Store, station: int, clock: FixedClock
) -> None:
    town = Town(store, station, clock)
    for number in range(9):
        town.writes(f"crowd{number}", EMERGENCY)
    town.works()
    town.writes("member", EMERGENCY)
    town.works()
    with store.reading(station, clock()) as uow:
        assert [one.sequence for one in uow.tips.all()] == list(range(1, 11))
