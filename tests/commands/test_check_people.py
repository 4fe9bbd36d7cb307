"""The doctor and the people: who cannot be reached, and what that leaves alone."""

from __future__ import annotations

from domain.answers import Timer
from domain.timer_events import SummaryDue
from models.holding import hold
from models.officer import Role
from models.village import Village
from simulator.client import SimulatorClient
from tests.commands.clinic import DESK, GROUP, VILLAGE, Clinic, add_officer


def test_an_officer_who_blocked_the_account_is_named(
    clinic: Clinic, phones: SimulatorClient
) -> None:
    phones.person(VILLAGE, station="KK").blocks()
    assert "Officer P1 is unreachable" in clinic.only_fix()
    assert any("ชุมชนริมคลอง" in one for one in clinic.said("note"))


def test_an_officer_of_whom_line_told_that_they_left_is_named(clinic: Clinic) -> None:
    with clinic.writing() as uow:
        officer = uow.officers.by_code("P1")
        assert officer is not None
        officer.unreachable_since = clinic.clock()
    assert "Officer P1 is unreachable" in clinic.only_fix()


def test_a_desk_and_a_command_must_be_reachable(clinic: Clinic, phones: SimulatorClient) -> None:
    phones.person(DESK, station="KK").blocks()
    with clinic.writing() as uow:
        chief = uow.officers.by_code("C1")
        assert chief is not None
        chief.is_suspended = True
    assert clinic.check() == 1
    named = clinic.said("fix")
    assert len(named) == 3
    assert any(one.startswith("No duty officer") for one in named)
    assert any(one.startswith("No commander") for one in named)


def test_an_officer_without_an_account_and_a_village_without_officer_are_noted(
    clinic: Clinic,
) -> None:
    with clinic.writing() as uow:
        add_officer(uow, "P2", Role.VILLAGE)
        uow.villages.add(Village(code="V2", name="ชุมชนสอง"))
    assert clinic.check() == 0
    noted = " ".join(clinic.said("note"))
    assert "Officer P2 has bound no LINE account" in noted
    assert "without a primary officer: ชุมชนสอง" in noted


def test_a_station_with_nobody_in_it_is_told_what_to_import(empty_clinic: Clinic) -> None:
    assert empty_clinic.check() == 1
    officers, villages = empty_clinic.said("fix")
    assert "import officers" in officers
    assert "import villages" in villages


def test_people_are_judged_by_what_is_known_while_the_token_is_wrong(clinic: Clinic) -> None:
    clinic.line["channel_access_token"] = "of-another-time"
    with clinic.writing() as uow:
        officer = uow.officers.by_code("D1")
        assert officer is not None
        officer.unreachable_since = clinic.clock()
    assert clinic.check() == 1
    assert any("Officer D1" in one for one in clinic.said("fix"))


def test_a_group_that_lost_the_bot_unnoticed_is_named_with_the_other_account_in_mind(
    clinic: Clinic, phones: SimulatorClient
) -> None:
    phones.person(VILLAGE, station="KK").removes_bot(GROUP)
    found = clinic.only_fix()
    assert "ชุมชนริมคลอง" in found
    assert "other official account" in found


def test_a_group_that_nobody_bound_is_noted_by_its_name(clinic: Clinic) -> None:
    with clinic.writing() as uow:
        uow.groups.unbind(uow.groups.meet(GROUP, now=clinic.clock()))
    assert clinic.check() == 0
    assert any("ริมคลอง" in one for one in clinic.said("note"))


def test_what_a_restore_left_to_be_decided_is_named(clinic: Clinic) -> None:
    now = clinic.clock()
    morning = Timer(key="a", due=now, event=SummaryDue(happened_at=now, day=now.date()))
    with clinic.writing() as uow:
        uow.inbox.set_timer(morning, lane=b"lane", now=now)
        assert hold(uow) == 1
    assert clinic.only_fix().startswith("1 things are held since a restore")
