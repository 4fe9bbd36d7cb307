"""Who has a bulletin and who not, and why, by command: no member is named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from commands.bulletin_wish import Act
from commands.deliveries import run_deliveries
from models.officer import Role
from models.unit_of_work import Store
from tests.bot.square import group_line, person_line
from tests.commands.clinic import add_officer
from tests.commands.machine import Machine, at_machine
from tests.conftest import FixedClock


@pytest.fixture
def machine(store: Store, station: int, clock: FixedClock) -> Iterator[Machine]:
    with at_machine(Machine, store, station, clock, groups=3, members=4) as made:
        yield made


def told(machine: Machine, state: str = "") -> tuple[str, list[list[str]]]:
    assert run_deliveries(machine.desk, 1, state) == 0
    first, *lines = machine.out.getvalue().splitlines()
    return first, [line.split("\t") for line in lines]


def test_each_recipient_stands_where_line_and_time_left_them(machine: Machine) -> None:
    assert machine.asks(members=True) == 0
    first, lines = told(machine)
    assert "never sent yet" in first
    machine.works()
    first, lines = told(machine)
    assert first == "Bulletin 1 of 24 พ.ย. 2569 12:00 น.: waiting 7"
    assert [one[1] for one in lines] == ["waiting"] * 7
    machine.platform.world.groups[group_line(1)].bot = None
    machine.lives()
    first, lines = told(machine)
    assert first.endswith("accepted 6, refused 1")
    assert [one[0] for one in lines[:3]] == [f"Group {n} (เปรมฤทัย)" for n in (1, 2, 3)]
    assert [one[0] for one in lines[3:]] == ["member"] * 4
    (refused,) = told(machine, "refused")[1]
    assert refused[:2] == ["Group 2 (เปรมฤทัย)", "refused"]
    assert refused[2].startswith("2026-11-24T12:00")
    assert "Failed to send messages" in refused[3]
    assert told(machine, "given_up")[1] == []


def test_the_village_of_a_member_shows_where_a_crowd_hides_them(machine: Machine) -> None:
    with machine.store.writing(machine.station, machine.clock()) as uow:
        village = uow.villages.by_code("v1")
        assert village is not None
        for member in uow.members.all():
            member.village_id = village.id
        uow.commit()
    machine.rules(min_crowd=5)
    assert machine.asks(groups=False, members=True) == 0
    machine.lives()
    assert {one[0] for one in told(machine)[1]} == {"member"}
    machine.rules(min_crowd=4)
    assert {one[0] for one in told(machine)[1]} == {"member (เปรมฤทัย)"}


def test_an_officer_stands_by_their_code(machine: Machine) -> None:
    with machine.store.writing(machine.station, machine.clock()) as uow:
        uow.officers.bind(add_officer(uow, "C1", Role.COMMANDER), person_line(3), machine.clock())
        uow.commit()
    assert machine.asks(groups=False, roles="commander") == 0
    machine.lives()
    assert [one[:2] for one in told(machine)[1]] == [["officer (C1)", "accepted"]]


def test_why_nobody_got_it_is_said_in_words(machine: Machine) -> None:
    assert machine.asks(saver=True, drop=True, wait_hours=1) == 0
    machine.lives(3)
    machine.clock.passes(hours=1)
    machine.lives(70)
    lines = told(machine, "dropped")[1]
    assert [one[3] for one in lines] == ["nobody spoke in the group in time"] * 3


def test_what_repeats_shows_its_newest_time(machine: Machine) -> None:
    assert machine.asks(Act.SCHEDULE, cron="0 13 * * *") == 0
    for _ in range(2):
        machine.clock.passes(hours=1)
        machine.lives()
        machine.clock.passes(hours=22, minutes=59, seconds=50)
    assert "25 พ.ย. 2569 13:00 น." in told(machine)[0]


def test_what_cannot_be_asked_is_said(machine: Machine) -> None:
    assert run_deliveries(machine.desk, 9) == 1
    assert "no bulletin 9" in machine.aside.getvalue()
    assert run_deliveries(machine.desk, 1, "lost") == 1
    assert "waiting, sent, accepted" in machine.aside.getvalue()
