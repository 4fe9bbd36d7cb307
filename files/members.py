"""This is the list of network members that a station brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from files.faults import Checked
from files.reading import Cells, Once, check_rows
from files.tables import Table
from files.villages import VillageNames

MEMBER_COLUMNS = (
    "first_name", "last_name", "birth_date", "national_id", "education", "occupation",
    "registered_address", "current_address", "phone", "village", "kind", "trained_on",
    "line_user_id",
)  # fmt: skip
KINDS = ("public", "youth", "state", "local_government", "private")
YOUNGEST = 15
OF_AGE = 18
_OLDEST = 125


@dataclass(frozen=True, kw_only=True)
class MemberRow:
    """One member as the file gives them; the village by code."""

    first_name: str
    last_name: str
    birth_date: date
    national_id: str
    education: str = ""
    occupation: str = ""
    registered_address: str = ""
    current_address: str = ""
    phone: str = ""
    village: str | None = None
    kind: str = "public"
    trained_on: date | None = None
    line_user_id: str | None = None


def age_on(day: date, birth: date) -> int:
    """Return a person's age in full years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def read_members(table: Table, known: Mapping[str, str], *, today: date) -> Checked[MemberRow]:
    """Check every row of a list of members; `known` gives the villages' names by code."""
    names = VillageNames(known)
    people, accounts = Once("national_id"), Once("line_user_id")

    def read(cells: Cells) -> MemberRow:
        village = cells.text("village")
        birth = _birth(cells, today)
        row = MemberRow(
            first_name=cells.text("first_name", required=True, longest=100),
            last_name=cells.text("last_name", required=True, longest=100),
            birth_date=birth,
            national_id=cells.national_id("national_id"),
            education=cells.text("education"),
            occupation=cells.text("occupation"),
            registered_address=cells.text("registered_address", longest=500),
            current_address=cells.text("current_address", longest=500),
            phone=cells.phone("phone"),
            village=names.find(cells, "village", village) if village else None,
            kind=cells.choice("kind", KINDS, otherwise="public"),
            trained_on=_trained(cells, birth, today),
            line_user_id=cells.line_user_id("line_user_id"),
        )
        people.check(cells, row.national_id)
        accounts.check(cells, row.line_user_id)
        return row

    return check_rows(table, read, required=MEMBER_COLUMNS)


def _birth(cells: Cells, today: date) -> date:
    birth = cells.day("birth_date", today=today, required=True)
    if birth is None:
        return today
    age = age_on(today, birth)
    if age < YOUNGEST:
        cells.refuse("birth_date", "files.too_young", youngest=str(YOUNGEST))
    elif age > _OLDEST:
        cells.refuse("birth_date", "files.too_old", oldest=str(_OLDEST))
    elif age < OF_AGE:
        cells.remark("birth_date", "files.guardian", of_age=str(OF_AGE))
    return birth


def _trained(cells: Cells, birth: date, today: date) -> date | None:
    trained = cells.day("trained_on", today=today)
    if trained is not None and trained < birth != today:
        cells.refuse("trained_on", "files.trained_before_birth")
    return trained
