"""A list of officers is checked row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from files.faults import Checked
from files.officers import OFFICER_COLUMNS, OfficerRow, read_officers
from files.tables import read_table

KNOWN = {"V1": "บ้านโคก", "V2": "เอกสิน", "V3": "เอกสิน", "V4": "ชุมชนวัดใหม่"}
LINE = "U" + "0123456789abcdef" * 2
ROW = f"P1,ร.ต.อ.,สมชาย,ใจดี,081-234-5678,village,V1|ชุมชน วัดใหม่,v2,{LINE}"


def officers(folder: Path, *lines: str) -> Checked[OfficerRow]:
    path = folder / "officers.csv"
    path.write_text("\n".join([",".join(OFFICER_COLUMNS), *lines]), encoding="utf-8")
    return read_officers(read_table(path), KNOWN)


def test_an_officer_is_read_with_villages_by_code_or_name(tmp_path: Path) -> None:
    checked = officers(tmp_path, ROW)
    assert checked.faults == ()
    assert checked.rows == (
        OfficerRow(
            code="P1",
            rank="ร.ต.อ.",
            first_name="สมชาย",
            last_name="ใจดี",
            phone="0812345678",
            role="village",
            villages=("V1", "V4"),
            backup_villages=("V2",),
            line_user_id=LINE,
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "column", "key"),
    [
        ("P1", "", "code", "files.cell_missing"),
        ("สมชาย", "", "first_name", "files.cell_missing"),
        ("village", "chief", "role", "files.value_unknown"),
        ("village", "", "role", "files.cell_missing"),
        ("V1", "V9", "villages", "files.village_unknown"),
        ("V1", "เอกสิน", "villages", "files.village_shared"),
        ("v2", "V1", "backup_villages", "files.village_both"),
        ("081-234-5678", "12345", "phone", "files.phone_shape"),
        ("081-234-5678", "8.12E+08", "phone", "files.excel_number"),
        (LINE, "somchai_line", "line_user_id", "files.line_user_id_shape"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, old: str, new: str, column: str, key: str) -> None:
    faults = officers(tmp_path, ROW.replace(old, new, 1)).faults
    assert [(fault.row, fault.column, fault.key) for fault in faults] == [(2, column, key)]


def test_a_code_and_an_account_stand_in_one_row_only(tmp_path: Path) -> None:
    faults = officers(tmp_path, ROW, ROW).faults
    assert [(fault.row, fault.column) for fault in faults] == [(3, "code"), (3, "line_user_id")]


def test_a_village_officer_without_a_village_is_noted(tmp_path: Path) -> None:
    checked = officers(tmp_path, "P1,,สมชาย,,,VILLAGE,,,")
    assert (checked.is_right, [note.key for note in checked.notes]) == (
        True,
        ["files.officer_without_village"],
    )
