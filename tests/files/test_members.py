"""A list of members is checked row by row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from catalog import Catalog
from files.faults import Checked, describe
from files.members import MEMBER_COLUMNS, MemberRow, age_on, read_members
from files.tables import read_table

TODAY = date(2026, 11, 24)
KNOWN = {"V1": "บ้านโคก", "V2": "เอกสิน", "V3": "เอกสิน"}
LINE = "U" + "0123456789abcdef" * 2
CELLS = {
    "first_name": "สมชาย",
    "last_name": "ใจดี",
    "birth_date": "21 มี.ค. 2510",
    "national_id": "1-2345-67890-12-1",
    "education": "ป.6",
    "occupation": "ค้าขาย",
    "registered_address": "12/3 ซอย 5",
    "current_address": "",
    "phone": "812345678",
    "village": "บ้านโคก",
    "kind": "",
    "trained_on": "๑/๑๐/๒๕๖๖",
    "line_user_id": LINE,
}


def identity(number: int) -> str:
    """The number-th national id that is valid."""
    first = f"3{number:011d}"
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(first))
    return first + str((11 - total % 11) % 10)


def read(path: Path) -> Checked[MemberRow]:
    return read_members(read_table(path), KNOWN, today=TODAY)


def members(folder: Path, *rows: dict[str, str], encoding: str = "utf-8") -> Checked[MemberRow]:
    path = folder / "members.csv"
    lines = [",".join({**CELLS, **row}.values()) for row in rows]
    path.write_text("\r\n".join([",".join(MEMBER_COLUMNS), *lines]), encoding=encoding)
    return read(path)


def test_a_member_is_read_with_every_column(tmp_path: Path) -> None:
    checked = members(tmp_path, {})
    assert checked.faults == ()
    assert checked.rows == (
        MemberRow(
            first_name="สมชาย",
            last_name="ใจดี",
            birth_date=date(1967, 3, 21),
            national_id="1234567890121",
            education="ป.6",
            occupation="ค้าขาย",
            registered_address="12/3 ซอย 5",
            phone="0812345678",
            village="V1",
            kind="public",
            trained_on=date(2023, 10, 1),
            line_user_id=LINE,
        ),
    )


@pytest.mark.parametrize(
    ("column", "cell", "key"),
    [
        ("first_name", "", "files.cell_missing"),
        ("last_name", "", "files.cell_missing"),
        ("birth_date", "", "files.cell_missing"),
        ("birth_date", "21/3/10", "files.date_short_year"),
        ("birth_date", "31/2/2510", "files.date_impossible"),
        ("birth_date", "เมษา", "files.date_unreadable"),
        ("birth_date", "1/1/2570", "files.date_future"),
        ("birth_date", "25/11/2554", "files.too_young"),
        ("birth_date", "1/1/2430", "files.too_old"),
        ("national_id", "", "files.cell_missing"),
        ("national_id", "1234567890122", "files.national_id_check"),
        ("national_id", "123456789012", "files.national_id_shape"),
        ("national_id", "1.23457E+12", "files.excel_number"),
        ("phone", "081", "files.phone_shape"),
        ("phone", "0812345678/0898765432", "files.phone_shape"),
        ("village", "บ้านอื่น", "files.village_unknown"),
        ("village", "เอกสิน", "files.village_shared"),
        ("kind", "police", "files.value_unknown"),
        ("trained_on", "1/1/2580", "files.date_future"),
        ("trained_on", "1/1/2500", "files.trained_before_birth"),
        ("line_user_id", "@somchai", "files.line_user_id_shape"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, column: str, cell: str, key: str) -> None:
    faults = members(tmp_path, {column: cell}).faults
    assert [(fault.row, fault.column, fault.key) for fault in faults] == [(2, column, key)]


@pytest.mark.parametrize(
    "phone", ["0812345678", "+66 81 234 5678", "66812345678", "๐๘๑ ๒๓๔ ๕๖๗๘", "812345678"]
)
def test_a_telephone_keeps_its_nought(tmp_path: Path, phone: str) -> None:
    assert members(tmp_path, {"phone": phone}).rows[0].phone == "0812345678"


def test_nobody_and_no_account_stands_in_two_rows(tmp_path: Path) -> None:
    faults = members(tmp_path, {}, {}).faults
    assert [(fault.row, fault.column, fault.values["first"]) for fault in faults] == [
        (3, "line_user_id", "2"),
        (3, "national_id", "2"),
    ]


def test_who_is_not_of_age_is_noted(tmp_path: Path) -> None:
    checked = members(tmp_path, {"birth_date": "24/11/2554", "trained_on": ""})
    assert (checked.is_right, [note.key for note in checked.notes]) == (True, ["files.guardian"])


def test_age_counts_full_years() -> None:
    assert age_on(date(2026, 3, 20), date(2000, 3, 21)) == 25
    assert age_on(date(2026, 3, 21), date(2000, 3, 21)) == 26


def forty(wrong: dict[str, str]) -> list[dict[str, str]]:
    rows = [{"national_id": identity(n), "line_user_id": ""} for n in range(41)]
    rows[38] |= wrong
    return rows


def test_a_fault_in_row_40_of_an_excel_made_thai_file_is_named_by_row_and_column(
    tmp_path: Path,
) -> None:
    checked = members(tmp_path, *forty({"birth_date": "30/2/2510"}), encoding="cp874")
    assert not checked.is_right
    thai, english = (Catalog.load(language) for language in ("th", "en"))
    (fault,) = checked.faults
    assert describe(fault, thai.say).startswith("แถว 40 คอลัมน์ birth_date: ")
    assert describe(fault, english.say).startswith("row 40, column birth_date: ")


def test_the_same_fault_in_a_workbook_is_named_alike(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(list(MEMBER_COLUMNS))
    for row in forty({"national_id": "1234567890122"}):
        cells = {**CELLS, **row}
        number = int(cells.pop("national_id"))
        book.active.append([*list(cells.values())[:3], number, *list(cells.values())[3:]])
    book.save(tmp_path / "members.xlsx")
    faults = read(tmp_path / "members.xlsx").faults
    assert [(fault.row, fault.column, fault.key) for fault in faults] == [
        (40, "national_id", "files.national_id_check")
    ]


def test_no_fault_repeats_what_a_persons_cell_says(tmp_path: Path) -> None:
    wrong = {
        name: f"secret{place}" for place, name in enumerate(MEMBER_COLUMNS) if name != "village"
    }
    checked = members(tmp_path, wrong)
    told = " ".join(describe(fault, Catalog.load("en").say) for fault in checked.faults)
    assert len(checked.faults) >= 5
    assert "secret" not in told
