"""This is the list of officers that a station brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from files.faults import Checked
from files.reading import Cells, Once, check_rows
from files.tables import Table
from files.villages import VillageNames

OFFICER_COLUMNS = (
    "code", "rank", "first_name", "last_name", "phone", "role",
    "villages", "backup_villages", "line_user_id",
)  # fmt: skip
ROLES = ("village", "duty", "commander", "admin")


@dataclass(frozen=True, kw_only=True)
class OfficerRow:
    """One officer as the file gives them; villages by code."""

    code: str
    rank: str
    first_name: str
    last_name: str
    phone: str
    role: str
    villages: tuple[str, ...] = ()
    backup_villages: tuple[str, ...] = ()
    line_user_id: str | None = None


def read_officers(table: Table, known: Mapping[str, str]) -> Checked[OfficerRow]:
    """Check every row of a list of officers; `known` gives the villages' names by code."""
    names = VillageNames(known)
    codes, accounts = Once("code"), Once("line_user_id")

    def read(cells: Cells) -> OfficerRow:
        row = OfficerRow(
            code=cells.code("code"),
            rank=cells.text("rank", longest=50),
            first_name=cells.text("first_name", required=True, longest=100),
            last_name=cells.text("last_name", longest=100),
            phone=cells.phone("phone"),
            role=cells.choice("role", ROLES),
            villages=_villages(cells, "villages", names),
            backup_villages=_villages(cells, "backup_villages", names),
            line_user_id=cells.line_user_id("line_user_id"),
        )
        codes.check(cells, row.code)
        accounts.check(cells, row.line_user_id)
        both = set(row.villages) & set(row.backup_villages)
        if both:
            cells.refuse("backup_villages", "files.village_both", codes=", ".join(sorted(both)))
        if row.role == "village" and not (row.villages or row.backup_villages):
            cells.remark("villages", "files.officer_without_village")
        return row

    return check_rows(table, read, required=OFFICER_COLUMNS)


def _villages(cells: Cells, column: str, names: VillageNames) -> tuple[str, ...]:
    found = (names.find(cells, column, said) for said in cells.parts(column))
    return tuple(dict.fromkeys(code for code in found if code is not None))
