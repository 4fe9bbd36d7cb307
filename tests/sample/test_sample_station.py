"""The sample station passes the importers and shows what it is there to show."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import files
from domain.crowd import Crowd, Scope, crowd_label
from domain.identity import is_line_group_id, is_line_user_id
from files.members import MemberRow, read_members
from files.officers import OfficerRow, read_officers
from files.tables import read_table
from files.villages import VillageRow, read_villages

SAMPLE = Path(files.__file__).parents[1] / "sample"
DAYS = (date(2025, 1, 1), date(2026, 11, 24), date(2040, 1, 1))
WHOLE_STATION = "*"


@pytest.fixture
def villages() -> dict[str, VillageRow]:
    checked = read_villages(read_table(SAMPLE / "villages.csv"))
    assert (checked.faults, checked.notes) == ((), ())
    return {row.code: row for row in checked.rows}


@pytest.fixture
def known(villages: dict[str, VillageRow]) -> dict[str, str]:
    return {code: row.name for code, row in villages.items()}


@pytest.fixture
def officers(known: dict[str, str]) -> tuple[OfficerRow, ...]:
    checked = read_officers(read_table(SAMPLE / "officers.csv"), known)
    assert (checked.faults, checked.notes) == ((), ())
    return checked.rows


@pytest.fixture
def members(known: dict[str, str]) -> tuple[MemberRow, ...]:
    return read_members(read_table(SAMPLE / "members.csv"), known, today=DAYS[1]).rows


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((SAMPLE / name).read_text("utf-8"))


@pytest.mark.parametrize("today", DAYS)
def test_every_member_passes_the_import_in_any_year(known: dict[str, str], today: date) -> None:
    checked = read_members(read_table(SAMPLE / "members.csv"), known, today=today)
    assert (checked.faults, checked.notes) == ((), ())


def test_there_are_enough_of_each(
    villages: dict[str, VillageRow],
    officers: tuple[OfficerRow, ...],
    members: tuple[MemberRow, ...],
) -> None:
    assert 20 <= len(villages) <= 30
    assert 40 <= len(members) <= 50
    assert Counter(row.role for row in officers) == {
        "village": 6,
        "duty": 2,
        "commander": 1,
        "admin": 1,
    }


def test_points_are_rounded_and_none_is_official(villages: dict[str, VillageRow]) -> None:
    text = (SAMPLE / "villages.csv").read_text("utf-8")
    assert not re.search(r"\d\.\d{5}", text)
    assert all(row.lat and row.lon and row.radius_m for row in villages.values())


def test_one_name_stands_in_two_subdistricts(villages: dict[str, VillageRow]) -> None:
    names = Counter(row.name for row in villages.values())
    (shared,) = [name for name, count in names.items() if count > 1]
    assert len({row.subdistrict for row in villages.values() if row.name == shared}) == 2


def test_every_village_has_one_primary_officer(
    villages: dict[str, VillageRow], officers: tuple[OfficerRow, ...]
) -> None:
    assert Counter(code for row in officers for code in row.villages) == dict.fromkeys(villages, 1)


def test_nobody_is_a_real_person(members: tuple[MemberRow, ...]) -> None:
    assert all(row.national_id.startswith("99999") for row in members)
    assert all(row.phone.startswith("08000") for row in members)


def test_the_crowd_hides_a_sender_in_the_villages_of_the_demonstration(
    villages: dict[str, VillageRow], members: tuple[MemberRow, ...]
) -> None:
    bound = Counter(
        (row.village, row.trained_on is not None) for row in members if row.line_user_id
    )
    crowds = [
        Crowd(
            village=code,
            subdistrict=villages[code].subdistrict,
            is_trained=is_trained,
            members=count,
        )
        for (code, is_trained), count in bound.items()
        if code
    ]
    labels = {
        code: crowd_label(village=code, subdistrict=row.subdistrict, crowds=crowds, min_crowd=5)
        for code, row in villages.items()
    }
    hidden = {code for code, label in labels.items() if label.scope is Scope.VILLAGE}
    assert hidden == {"KK001", "KK003", "KK012"}
    assert labels["KK001"].shows_mark
    assert {label.scope for label in labels.values()} == set(Scope)


def test_groups_hold_people_and_villages_that_exist(
    villages: dict[str, VillageRow],
    officers: tuple[OfficerRow, ...],
    members: tuple[MemberRow, ...],
) -> None:
    people = {person["user_id"]: person for person in toml("people.toml")["people"]}
    accounts = {row.line_user_id for row in (*officers, *members) if row.line_user_id}
    assert accounts <= {one for one, person in people.items() if person["role"] != "stranger"}
    assert all(is_line_user_id(one) for one in people)
    groups = toml("groups.toml")["groups"]
    assert len(groups) == 3
    for group in groups:
        assert is_line_group_id(group["group_id"])
        assert set(group["members"]) <= people.keys()
        assert set(group["villages"]) <= {*villages, WHOLE_STATION}


def test_the_station_has_a_latin_short_name() -> None:
    assert toml("station.toml")["station"]["short_name"] == "KK"
