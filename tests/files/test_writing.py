"""Tables are written so that Excel opens them and runs nothing in them."""

from __future__ import annotations

import stat
from pathlib import Path

import openpyxl
import pytest

from files.faults import FileFault
from files.tables import read_table
from files.writing import write_csv, write_table

HEADER = ("code", "text")
ROWS = [("A1", "=HYPERLINK(1)"), ("A2", "+66"), ("A3", "-1"), ("A4", "@x"), ("A5", 'บ้าน, "โคก"')]


def test_csv_opens_in_excel_as_thai_and_without_formulas(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_table(path, HEADER, [*ROWS, ("A6", "\tx"), ("A7", "\rx")])
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    for cell in (b"'=HYPERLINK", b"'+66", b"'-1", b"'@x", b"'\tx", b'"\'\rx"'):
        assert cell in raw


def test_a_workbook_holds_strings_alone(tmp_path: Path) -> None:
    path = tmp_path / "out.XLSX"
    write_table(path, HEADER, ROWS)
    sheet = openpyxl.load_workbook(path).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert sheet["B2"].value == "=HYPERLINK(1)"


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_what_we_write_we_read_again(tmp_path: Path, name: str) -> None:
    write_table(tmp_path / name, HEADER, ROWS)
    rows = read_table(tmp_path / name).rows
    assert [tuple(row.cells.values()) for row in rows] == ROWS


def test_a_written_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.touch(mode=0o644)
    write_table(path, HEADER, ROWS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


def test_another_ending_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match=r"files\.unknown_ending"):
        write_table(tmp_path / "out.pdf", HEADER, ROWS)
    with pytest.raises(FileFault, match=r"files\.not_writable"):
        write_csv(tmp_path, HEADER, ROWS)
    with pytest.raises(FileFault, match=r"files\.not_writable"):
        write_csv(tmp_path / "no" / "out.csv", HEADER, ROWS)
