"""Bulletins as who sits at the machine announces, lists, cancels and exports them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from app import command_line
from commands.budgeting import run_quota
from commands.bulletin_wish import Act
from commands.bulletins_listed import run_cancel
from commands.exporting import ExportKind, run_export
from models.audit import AuditLine
from models.officer import Role
from models.unit_of_work import Store
from models.village import Village
from tests.bot.square import SAID, group_line, person_line
from tests.commands.clinic import add_officer
from tests.commands.machine import Machine, at_machine
from tests.conftest import FixedClock


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def machine(store: Store, station: int, clock: FixedClock) -> Iterator[Machine]:
    with at_machine(Machine, store, station, clock, groups=3, members=4) as made:
        yield made


def test_it_is_sent_and_listed(machine: Machine) -> None:
    assert machine.asks() == 0
    assert "Groups: 3, people: 0, counted messages: 3" in machine.out.getvalue()
    assert "Bulletin 1: sending" in machine.out.getvalue()
    machine.lives()
    assert [machine.bubbles(group_line(one)) for one in range(3)] == [[SAID]] * 3
    (line,) = machine.listed()
    assert line == ["1", "sent", "2026-11-24T12:00+07:00", "groups:all", "3/3", "3"]


def test_groups_are_meant_if_nothing_is_said(machine: Machine) -> None:
    assert machine.asks(groups=False) == 0
    assert machine.listed()[0][3] == "groups:all"


def test_in_quiet_hours_it_is_held_and_says_until_when(machine: Machine) -> None:
    machine.clock.passes(hours=10)
    assert machine.asks() == 0
    assert "Bulletin 1: held in quiet hours until 25 พ.ย. 2569 06:00 น." in machine.out.getvalue()
    machine.lives(3)
    assert machine.states() == ["held"]
    machine.clock.passes(hours=8)
    machine.lives()
    assert machine.states() == ["sent"]


def test_an_urgent_one_is_not_held(machine: Machine) -> None:
    machine.clock.passes(hours=10)
    assert machine.asks(urgent=True) == 0
    machine.lives()
    assert machine.states() == ["sent"]


@pytest.mark.parametrize(
    ("at", "utc"),
    [
        pytest.param("2026-11-25T08:00", "2026-11-25T08:00+07:00", id="the station's time"),
        pytest.param("2026-11-25T08:00+09:00", "2026-11-25T06:00+07:00", id="with an offset"),
        pytest.param("2569-11-25T08:00", "2026-11-25T08:00+07:00", id="a Buddhist year"),
        pytest.param("2026-11-25T08:00Z", "2026-11-25T15:00+07:00", id="in UTC"),
    ],
)
def test_it_is_scheduled_for_a_time(machine: Machine, at: str, utc: str) -> None:
    assert machine.asks(Act.SCHEDULE, at=at) == 0
    assert machine.listed()[0][1:3] == ["scheduled", utc]
    machine.lives(3)
    assert machine.calls("push") == []


def test_a_time_within_quiet_hours_is_told_with_the_hour_at_which_it_goes(
    machine: Machine,
) -> None:
    assert machine.asks(Act.SCHEDULE, at="2026-11-24T23:00") == 0
    assert (
        "Bulletin 1: scheduled for 24 พ.ย. 2569 23:00 น. "
        "(quiet hours: goes at 25 พ.ย. 2569 06:00 น.)"
    ) in machine.out.getvalue()
    assert machine.asks(Act.SCHEDULE, cron="30 22 * * *") == 0
    assert "(quiet hours: goes at 25 พ.ย. 2569 06:00 น.)" in machine.out.getvalue()
    for said in ({"at": "2026-11-24T23:00", "urgent": True}, {"at": "2026-11-25T08:00"}):
        assert machine.asks(Act.SCHEDULE, **said) == 0
        assert "quiet hours" not in machine.out.getvalue()


def test_a_commander_s_leave_for_quiet_hours_is_told_likewise(machine: Machine) -> None:
    machine.rules(needs_approval=True)
    assert machine.asks(Act.SCHEDULE, at="2026-11-24T23:00") == 0
    assert "goes at 25 พ.ย. 2569 06:00 น." in machine.out.getvalue()


def test_it_repeats_by_a_cron_line(machine: Machine) -> None:
    assert machine.asks(Act.SCHEDULE, cron="0 13 * * *") == 0
    assert machine.listed()[0][2] == "2026-11-24T13:00+07:00"
    for _ in range(2):
        machine.clock.passes(minutes=60)
        machine.lives()
        machine.clock.passes(hours=22, minutes=59, seconds=50)
    assert machine.bubbles(group_line(0)) == [SAID, SAID]
    assert machine.states() == ["scheduled"]


def test_what_is_only_asked_keeps_nothing(machine: Machine) -> None:
    assert machine.asks(Act.ESTIMATE, members=True) == 0
    assert machine.asks(dry_run=True) == 0
    said = machine.out.getvalue()
    assert "left for bulletins 70" in said
    assert machine.kept() == 0


def test_what_would_eat_the_alerts_share_is_refused_with_the_numbers(machine: Machine) -> None:
    machine.line.set_quota("khokkhram", limit=100, used=68)
    assert machine.asks() == 1
    assert machine.aside.getvalue().strip() == (
        "Refused: it needs 3 messages and 2 are left (limit 100, used 68, on their way 0, "
        "planned 0, kept for alerts 30); 2 of 3 recipients would fit, for 2"
    )
    assert machine.kept() == 0
    assert machine.asks(dry_run=True) == 1
    machine.line.set_quota("khokkhram", limit=100, used=67)
    assert machine.asks() == 0


def test_what_is_planned_is_promised(machine: Machine) -> None:
    machine.line.set_quota("khokkhram", limit=100, used=65)
    assert machine.asks(Act.SCHEDULE, at="2026-11-25T08:00") == 0
    assert machine.asks() == 1
    assert "planned 3" in machine.aside.getvalue()
    assert machine.asks(Act.SCHEDULE, at="2026-12-01T08:00") == 0


def test_all_times_of_the_month_are_paid_for(machine: Machine) -> None:
    machine.line.set_quota("khokkhram", limit=100, used=55)
    assert machine.asks(Act.SCHEDULE, cron="0 8 * * *") == 1
    assert "needs 18 messages and 15 are left" in machine.aside.getvalue()


def test_the_sizes_of_groups_are_line_s_own_of_today(machine: Machine) -> None:
    machine.clock.passes(days=1)
    with machine.store.writing(machine.station, machine.clock()) as uow:
        for group in uow.groups.all():
            group.member_count = 99
        uow.commit()
    assert machine.asks(Act.ESTIMATE) == 0
    assert "counted messages: 3" in machine.out.getvalue()


def test_while_line_is_away_nothing_is_announced(machine: Machine) -> None:
    machine.line.set_fault(kind="status", status=500)
    assert machine.asks() == 1
    assert "HTTP 500" in machine.aside.getvalue()
    assert machine.kept() == 0


@pytest.mark.parametrize(
    ("act", "said", "complaint"),
    [
        pytest.param(Act.SEND, {"text": " "}, "say at least one", id="no words"),
        pytest.param(Act.SEND, {"text": "ก" * 5001}, "longer than 5,000", id="too long"),
        pytest.param(Act.SEND, {"villages": "v1"}, "say where", id="two places"),
        pytest.param(Act.SEND, {"all_villages": False}, "say where", id="no place"),
        pytest.param(
            Act.SEND, {"all_villages": False, "villages": "v1,v9"}, "there is no v9", id="village"
        ),
        pytest.param(
            Act.SEND, {"all_villages": False, "subdistricts": "x"}, "there is no x", id="area"
        ),
        pytest.param(Act.SEND, {"roles": "king"}, "there is no king", id="role"),
        pytest.param(Act.SEND, {"trained_in": "ปีนี้"}, "cannot be read", id="year"),
        pytest.param(Act.SEND, {"author": "zz"}, "no officer zz", id="author"),
        pytest.param(Act.SCHEDULE, {}, "say one of them", id="no time"),
        pytest.param(
            Act.SCHEDULE, {"at": "2026-11-25", "cron": "* * * * *"}, "say one", id="two times"
        ),
        pytest.param(Act.SCHEDULE, {"at": "tomorrow"}, "cannot be read", id="time"),
        pytest.param(Act.SCHEDULE, {"at": "2026-11-24T11:00"}, "has passed", id="the past"),
        pytest.param(Act.SCHEDULE, {"cron": "8 o'clock"}, "cannot be read", id="cron"),
        pytest.param(Act.SCHEDULE, {"cron": "0 0 30 2 *"}, "never comes", id="never"),
        pytest.param(Act.SEND, {"saver": True, "wait_hours": 0}, "more than 0", id="no wait"),
    ],
)
def test_what_cannot_be_meant_is_said_in_one_line(
    machine: Machine, act: Act, said: dict[str, Any], complaint: str
) -> None:
    assert machine.asks(act, **said) == 1
    (line,) = machine.aside.getvalue().splitlines()
    assert complaint in line
    assert machine.kept() == 0


def test_nobody_is_no_audience(machine: Machine) -> None:
    with machine.store.writing(machine.station, machine.clock()) as uow:
        uow.villages.add(Village(code="v2", name="ลาดปลาเค้า"))
        uow.commit()
    assert machine.asks(all_villages=False, villages="v2") == 1
    assert "Nobody fits" in machine.aside.getvalue()


def test_a_village_s_groups_and_the_members_are_told_once(machine: Machine) -> None:
    assert machine.asks(all_villages=False, villages="v1", members=True) == 0
    assert machine.listed()[0][3] == "groups+members:v1"
    assert machine.asks(groups=False, members=True) == 0
    machine.lives()
    assert [machine.bubbles(person_line(one)) for one in range(4)] == [[SAID]] * 4


def test_it_is_cancelled_before_it_goes_and_only_once(machine: Machine) -> None:
    machine.asks(Act.SCHEDULE, at="2026-11-25T08:00")
    assert run_cancel(machine.desk, 1) == 0
    assert run_cancel(machine.desk, 1) == 1
    assert "cannot be cancelled" in machine.aside.getvalue()
    assert run_cancel(machine.desk, 7) == 1
    machine.clock.passes(days=1)
    machine.lives(3)
    assert machine.states() == ["cancelled"]
    assert machine.calls("push") == []


def test_what_was_sent_cannot_be_cancelled(machine: Machine) -> None:
    machine.asks()
    machine.lives()
    assert run_cancel(machine.desk, 1) == 1
    assert machine.states() == ["sent"]


def test_a_saver_waits_for_a_word_and_says_so(machine: Machine) -> None:
    assert machine.asks(saver=True, wait_hours=1) == 0
    assert "Saver:" in machine.out.getvalue()
    machine.lives(3)
    assert machine.calls("push") == []
    assert machine.states() == ["sending"]
    machine.clock.passes(hours=1)
    machine.lives(70)
    assert machine.states() == ["sent"]
    assert len(machine.calls("push")) == 3


def test_an_urgent_saver_does_not_wait(machine: Machine) -> None:
    assert machine.asks(saver=True, urgent=True) == 0
    machine.lives()
    assert len(machine.calls("push")) == 3


def test_a_station_that_approves_lets_it_wait_for_a_commander(machine: Machine) -> None:
    machine.rules(needs_approval=True)
    assert machine.asks() == 0
    assert "No commander can be reached" in machine.aside.getvalue()
    with machine.store.writing(machine.station, machine.clock()) as uow:
        officer = add_officer(uow, "C1", Role.COMMANDER)
        uow.officers.bind(officer, person_line(3), machine.clock())
        uow.commit()
    assert machine.asks(Act.SCHEDULE, at="2026-11-25T08:00") == 0
    assert machine.aside.getvalue() == ""
    machine.lives(3)
    assert machine.states() == ["awaiting", "awaiting"]
    assert machine.bubbles(person_line(3)) == [SAID, "flex"]
    assert machine.bubbles(group_line(0)) == []
    with machine.store.writing(machine.station, machine.clock()) as uow:
        row = uow.bulletins.by_number(2)
        assert row is not None
        assert row.next_at is not None


def test_the_author_gets_the_report(machine: Machine) -> None:
    with machine.store.writing(machine.station, machine.clock()) as uow:
        officer = add_officer(uow, "P1", Role.VILLAGE)
        uow.officers.bind(officer, person_line(3), machine.clock())
        uow.commit()
    assert machine.asks(author="P1") == 0
    machine.lives()
    (report,) = machine.bubbles(person_line(3))
    assert report.startswith("Bulletin 1 is sent: 3 of 3")


def test_each_act_is_on_the_audit_trail(machine: Machine) -> None:
    machine.asks(Act.SCHEDULE, at="2026-11-25T08:00")
    run_cancel(machine.desk, 1)
    with machine.store.database.reading() as session:
        assert list(session.scalars(select(AuditLine.act))) == [
            "bulletin.schedule",
            "bulletin.cancel",
        ]


def test_the_export_tells_each_time_and_what_came_of_it(machine: Machine, tmp_path: Path) -> None:
    machine.asks()
    machine.asks(Act.SCHEDULE, at="2026-11-25T08:00")
    machine.lives()
    file = tmp_path / "bulletins.csv"
    assert run_export(machine.desk, ExportKind.BULLETINS, file, "monthly report") == 0
    with file.open(encoding="utf-8-sig") as opened:
        rows = list(csv.reader(opened))
    assert rows == [
        ["id", "sent_at", "audience", "state", "accepted", "refused", "cost"],
        ["1", "2026-11-24T12:00:00+07:00", "groups:all", "sent", "3", "0", "3"],
        ["2", "", "groups:all", "scheduled", "0", "0", "0"],
    ]


def test_what_was_taken_back_cost_nothing_in_the_list_and_in_the_export(
    machine: Machine, tmp_path: Path
) -> None:
    machine.asks(Act.SCHEDULE, at="2026-11-25T08:00")
    machine.clock.passes(hours=10)
    machine.asks()
    assert [line[-1] for line in machine.listed()] == ["3", "3"]
    for number in (1, 2):
        assert run_cancel(machine.desk, number) == 0
    assert [(line[1], line[-1]) for line in machine.listed()] == [("cancelled", "0")] * 2
    file = tmp_path / "bulletins.csv"
    assert run_export(machine.desk, ExportKind.BULLETINS, file, "monthly report") == 0
    with file.open(encoding="utf-8-sig") as opened:
        exported = list(csv.DictReader(opened))
    assert [(one["state"], one["cost"]) for one in exported] == [("cancelled", "0")] * 2


def test_the_quota_is_line_s_beside_ours(machine: Machine) -> None:
    machine.asks()
    machine.lives()
    machine.line.set_quota("khokkhram", limit=100, used=13)
    machine.asks(Act.SCHEDULE, at=(machine.clock() + timedelta(days=1)).isoformat())
    assert run_quota(machine.desk, line=machine.gateway) == 0
    said = dict(line.split(": ", 1) for line in machine.out.getvalue().splitlines())
    assert said == {
        "Limit of this month": "100",
        "Used, says LINE": "13",
        "Used, as counted here": "3",
        "Difference (LINE less ours)": "+10",
        "Bulletins on their way": "0",
        "Bulletins planned this month": "3",
        "Kept for alerts": "30",
        "Left for bulletins": "54",
        "Forecast until the month's end": "20",
    }


def test_the_quota_of_yesterday_is_shown_with_its_age_while_line_is_away(machine: Machine) -> None:
    assert run_quota(machine.desk, line=machine.gateway) == 0
    machine.clock.passes(hours=25, minutes=5)
    machine.line.set_fault(kind="status", status=500)
    assert run_quota(machine.desk, line=machine.gateway) == 1
    assert machine.aside.getvalue() == (
        "The quota cannot be read from LINE (HTTP 500): "
        "below is what it told on 24 พ.ย. 2569 12:00 น., 1,505 minutes ago\n"
    )
    assert "Limit of this month: 100" in machine.out.getvalue()


def test_no_quota_is_promised_of_a_month_of_which_line_told_nothing(machine: Machine) -> None:
    machine.clock.passes(days=10)
    machine.line.set_fault(kind="status", status=500)
    assert run_quota(machine.desk, line=machine.gateway) == 1
    (line,) = machine.aside.getvalue().splitlines()
    assert "told nothing of this month" in line
    assert machine.out.getvalue() == ""


def test_the_commands_have_the_options_of_the_contract() -> None:
    runner = CliRunner()
    wanted = {
        "send": "text image villages all-villages groups members saver urgent dry-run",
        "schedule": "text image villages all-villages groups members at cron saver urgent dry-run",
        "estimate": "text image villages all-villages groups members saver urgent",
    }
    for command, options in wanted.items():
        told = runner.invoke(command_line(), ["bulletin", command, "--help"], terminal_width=200)
        shown = set(re.findall(r"--([a-z-]+)", told.output))
        assert set(options.split()) <= shown, command
