"""`held`: what a restore held goes on, or ends, by a person's word alone."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from catalog import Catalog
from commands.desk import Desk
from commands.erasing import erase_member
from commands.holding import run_drop, run_list, run_release
from domain.answers import Words
from domain.audience import Audience
from domain.bulletin import DeliveryState
from models.arrival import Arrival, ArrivalState
from models.base import to_milliseconds
from models.bulletin import NewBulletin
from models.envelope import Envelope, NewEnvelope, keep_envelopes
from models.holding import HeldKind, hold
from models.outbox import OutboxState, Outgoing
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.talk import Person, Talk

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย"


class Office:
    """A station whose unsent messages were held, and whoever decides about them."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.out = io.StringIO()

    def desk(self) -> Desk:
        self.out = io.StringIO()
        return Desk(
            store=self.talk.store,
            station_id=self.talk.station,
            catalog=Catalog.load("en"),
            clock=self.talk.clock,
            out=self.out,
            aside=self.out,
        )

    def holds(self) -> int:
        with self.talk.uow() as uow:
            count = hold(uow)
            uow.commit()
        return count

    def listed(self) -> list[list[str]]:
        assert run_list(self.desk()) == 0
        # That there is none is said aside, which is the same place here.
        return [one.split("\t") for one in self.out.getvalue().splitlines() if "\t" in one]

    def receives(self, count: int) -> None:
        """Take in what nobody sorts any more."""
        store, at = self.talk.store, to_milliseconds(self.talk.clock())
        new = [
            NewEnvelope(station_id=self.talk.station, received_at=at, body=b"x%d" % number)
            for number in range(count)
        ]
        with store.database.writing() as session:
            keep_envelopes(session, store.database, new)
            session.commit()

    def shown(self) -> str:
        assert run_list(self.desk(), is_grouped=True) == 0
        return self.out.getvalue()

    def states(self) -> dict[str, str]:
        with self.talk.uow() as uow:
            messages = uow.session.scalars(select(Outgoing))
            found = {f"M{one.id}": one.state for one in messages}
            arrivals = uow.session.scalars(select(Arrival))
            return {**found, **{f"A{one.id}": one.state for one in arrivals}}


@pytest.fixture
def office(store: Store, station: int, clock: FixedClock, tmp_path: Path) -> Office:
    talk = Talk(store, station, clock)
    member = Person(talk, "member")
    member.says(NOISE)
    member.says("ส่งเลย")
    return Office(talk)


def test_what_is_held_is_listed_without_a_word_or_a_name(office: Office) -> None:
    count = office.holds()
    listed = office.listed()
    assert len(listed) == count > 0
    assert any("KK-2569-000001" in one for one in listed)
    assert "เปรมฤทัย" not in str(listed)
    # Again: nothing more is to be held.
    assert office.holds() == count


def test_a_flood_is_told_in_groups_of_how_many_people_and_what_to_do(
    office: Office, clock: FixedClock
) -> None:
    office.receives(45)
    count = office.holds()
    each = office.listed()
    assert len(each) == count > 45
    shown = office.shown()
    assert f"{count} things are held" in shown
    lines = {line.split("\t")[0]: line.split("\t") for line in shown.splitlines()}
    for kind in {one[2] for one in each}:
        assert lines[kind][1] == str(sum(one[2] == kind for one in each))
    assert lines["alert"][2:4] == ["of 1 people or groups", "about 1, as KK-2569-000001"]
    # Nobody knows yet of whom they are.
    assert "people" not in str(lines["received"])
    assert "held release" in shown
    assert "over 24 hours" not in shown
    assert len(shown.splitlines()) < 20
    assert "เปรมฤทัย" not in shown
    clock.passes(hours=25)
    assert "over 24 hours: by their ids alone" in office.shown()


def test_an_officer_of_two_tips_is_one_person_of_whom_things_are_held(office: Office) -> None:
    Person(office.talk, "member").says("มีคนถูกแทงที่เปรมฤทัย เลือดออกเยอะ ช่วยด้วย")
    office.receives(45)
    office.holds()
    lines = {line.split("\t")[0]: line.split("\t") for line in office.shown().splitlines()}
    # The village's officer of both tips, and the desk of the emergency.
    assert lines["alert"][1:3] == ["3", "of 2 people or groups"]


def test_what_can_be_read_in_lines_is_not_grouped(office: Office) -> None:
    office.holds()
    assert "things are held" not in office.shown()


def test_one_kind_is_released_or_dropped_at_once(office: Office) -> None:
    office.holds()
    kinds = [one[2] for one in office.listed()]
    assert {"alert", "answer"} <= set(kinds)
    alerts = {"ids": [], "everything": False, "kind": HeldKind.ALERT}
    assert run_release(office.desk(), **alerts) == 0
    assert f"Released: {kinds.count('alert')}" in office.out.getvalue()
    assert "alert" not in [one[2] for one in office.listed()]
    assert run_release(office.desk(), **alerts) == 0
    assert "Released: 0" in office.out.getvalue()
    assert run_drop(office.desk(), [], everything=False, kind=HeldKind.ANSWER) == 0
    assert [one[2] for one in office.listed() if one[2] == "answer"] == []


@pytest.mark.parametrize("run", [run_release, run_drop])
def test_what_is_decided_about_is_named_in_one_way(office: Office, run: Callable[..., int]) -> None:
    office.holds()
    before = office.listed()
    for ids, everything, kind in (
        ([], False, None),
        (["M1"], True, None),
        (["M1"], False, HeldKind.ALERT),
        ([], True, HeldKind.ALERT),
    ):
        assert run(office.desk(), ids, everything=everything, kind=kind) == 1
        assert "--kind" in office.out.getvalue()
    assert office.listed() == before


def test_a_released_message_waits_to_be_sent_and_is_released_once(office: Office) -> None:
    office.holds()
    code = next(one[0] for one in office.listed() if one[0].startswith("M"))
    assert run_release(office.desk(), [code.lower()], everything=False) == 0
    assert office.states()[code] == OutboxState.WAITING
    assert run_release(office.desk(), [code], everything=False) == 1
    assert f"Not held: {code}" in office.out.getvalue()
    with office.talk.uow() as uow:
        releases = [one for one in uow.audit.lines() if one.act == "held.release"]
        assert [one.detail["ids"] for one in releases] == [[code]]


def test_all_is_released_at_once_and_only_what_is_fresh(office: Office, clock: FixedClock) -> None:
    count = office.holds()
    clock.passes(hours=24, minutes=1)
    assert run_release(office.desk(), [], everything=True) == 0
    assert f"{count} were held for over 24 hours" in office.out.getvalue()
    listed = office.listed()
    assert len(listed) == count
    assert all("by its id alone" in one[-1] for one in listed)
    first = listed[0][0]
    assert run_release(office.desk(), [first], everything=False) == 0
    assert len(office.listed()) == count - 1


def test_all_that_is_fresh_is_released_at_once(office: Office, clock: FixedClock) -> None:
    count = office.holds()
    clock.passes(hours=23)
    assert run_release(office.desk(), [], everything=True) == 0
    assert f"Released: {count}" in office.out.getvalue()
    assert office.listed() == []
    assert OutboxState.HELD not in office.states().values()


def test_what_is_dropped_is_never_sent(office: Office) -> None:
    count = office.holds()
    codes = [one[0] for one in office.listed()]
    assert run_drop(office.desk(), [], everything=True) == 0
    assert f"Dropped: {count}" in office.out.getvalue()
    states = office.states()
    ended = {OutboxState.WITHDRAWN.value, ArrivalState.HANDLED.value}
    assert {states[one] for one in codes} <= ended
    assert office.listed() == []
    with office.talk.uow() as uow:
        rows = uow.session.scalars(select(Outgoing).where(Outgoing.fault.is_not(None))).all()
        assert {one.content for one in rows} == {None}


def test_what_nobody_had_sorted_is_held_and_goes_back_to_be_sorted(office: Office) -> None:
    office.receives(1)
    office.holds()
    (code,) = [one[0] for one in office.listed() if "received" in one]
    with office.talk.uow() as uow:
        assert uow.session.scalars(select(Envelope)).all() == []
    assert run_release(office.desk(), [code], everything=False) == 0
    with office.talk.uow() as uow:
        assert [one.body for one in uow.session.scalars(select(Envelope))] == [b"x0"]


def test_a_bulletin_that_waits_for_a_ride_rides_on_nothing_while_it_is_held(
    office: Office,
) -> None:
    with office.talk.uow() as uow:
        new = NewBulletin(contents=[Words(text="ประชุม")], audience=Audience(groups=True))
        bulletin = uow.bulletins.draft(new, now=uow.now)
        occurrence = uow.bulletins.at(bulletin, uow.now)
        uow.bulletins.begin(occurrence, bulletin, now=uow.now)
        occurrence.rides_until = uow.now + timedelta(days=1)
        group = uow.groups.meet("C" + "a" * 32, now=uow.now)
        uow.deliveries.to_groups(occurrence, [group], now=uow.now, rides=True)
        assert uow.rides.of_group(group.id, now=uow.now) != []
        uow.commit()
    office.holds()
    (code,) = [one[0] for one in office.listed() if "bulletin" in one]
    with office.talk.uow() as uow:
        assert uow.rides.of_group(group.id, now=uow.now) == []
        assert uow.tallies.of(occurrence).of(DeliveryState.WAITING) == 1
    assert run_drop(office.desk(), [code], everything=False) == 0
    with office.talk.uow() as uow:
        assert uow.rides.of_group(group.id, now=uow.now) == []
        assert uow.tallies.of(occurrence).of(DeliveryState.DROPPED) == 1


@pytest.mark.parametrize("words", [[], ["M"], ["X1"], ["M999999999999999999999"], ["M٣"]])
def test_unknown_ids_are_told_and_change_nothing(office: Office, words: list[str]) -> None:
    office.holds()
    before = office.states()
    assert run_release(office.desk(), words, everything=False) == 1
    assert run_drop(office.desk(), words, everything=False) == 1
    assert office.states() == before


def test_ids_and_all_at_once_are_refused(office: Office) -> None:
    office.holds()
    assert run_release(office.desk(), ["M1"], everything=True) == 1
    assert run_drop(office.desk(), ["M1"], everything=True) == 1


def test_another_station_decides_nothing_here(office: Office) -> None:
    office.holds()
    code = office.listed()[0][0]
    desk = office.desk()
    other = Desk(**{**vars(desk), "station_id": office.talk.store.station("bungkum").id})
    assert run_release(other, [code], everything=False) == 1


def test_who_is_erased_is_sent_nothing_that_was_held(office: Office) -> None:
    member = Person(office.talk, "member")
    office.holds()
    with office.talk.uow() as uow:
        number = uow.members.by_line_user(member.line_id).number
    assert erase_member(office.desk(), number) == 0
    with office.talk.uow() as uow:
        held = select(Outgoing).where(Outgoing.state == OutboxState.HELD)
        to = [uow.outbox.recipient(one).line_id for one in uow.session.scalars(held)]
    assert member.line_id not in to
