"""Tables are read however a Thai office made them, and refused in one line when they are none."""

from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from files.cells import clean
from files.faults import FileFault
from files.tables import check_columns, read_table

TEXT = "code,name\nA1,บ้านโคก\nA2,นวลจันทร์\n"


def written(folder: Path, raw: bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def workbook(folder: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / "list.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        pytest.param(TEXT.encode(), "utf-8", id="UTF-8"),
        pytest.param(TEXT.encode("utf-8-sig"), "utf-8-sig", id="UTF-8 with a mark"),
        pytest.param(TEXT.encode("tis-620"), "tis-620", id="TIS-620"),
        pytest.param(TEXT.encode("cp874"), "tis-620", id="Windows-874"),
        pytest.param(TEXT.encode("utf-16"), "utf-16", id="UTF-16 with a mark"),
        pytest.param(TEXT.encode("utf-16-le"), "utf-16-le", id="UTF-16 without a mark"),
        pytest.param(TEXT.encode("utf-16-be"), "utf-16-be", id="UTF-16 the other way"),
        pytest.param(TEXT.replace(",", ";").encode(), "utf-8", id="semicolons"),
        pytest.param(TEXT.replace(",", "\t").encode(), "utf-8", id="tabs"),
        pytest.param(("sep=;\n" + TEXT.replace(",", ";")).encode(), "utf-8", id="a sep line"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), "utf-8", id="line ends of Windows"),
        pytest.param(
            TEXT.replace("code,name", " Code ,\u200bNAME").encode(), "utf-8", id="a sloppy header"
        ),
        pytest.param((TEXT + ",\n,,\n\n").encode(), "utf-8", id="empty rows at the end"),
    ],
)
def test_a_csv_file_is_read_in_every_form(tmp_path: Path, raw: bytes, encoding: str) -> None:
    table = read_table(written(tmp_path, raw))
    assert table.header == ("code", "name")
    assert [(row.number, row.cells["name"]) for row in table.rows] == [
        (2, "บ้านโคก"),
        (3, "นวลจันทร์"),
    ]
    assert table.encoding == encoding
    assert not table.faults


def test_rows_are_numbered_as_in_the_sheet_across_empty_ones(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, b'code,name\n\nA1,"two\nlines"\n,\nA2,x\n'))
    assert [(row.number, row.cells["name"]) for row in table.rows] == [(3, "two lines"), (5, "x")]


def test_a_workbook_is_read_with_its_numbers_and_dates(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        ["Code", "National ID", "birth_date", "lat", "phone", None],
        ["A1", 1101700230708, datetime.fromisoformat("2510-03-21"), 13.8144, 812345678],
        [],
        ["A2", "๑๑๐๑", date(1967, 3, 21), None, " 081-2345678 "],
        [None, None, None],
    )
    table = read_table(path)
    assert table.header == ("code", "national_id", "birth_date", "lat", "phone")
    assert table.encoding == "xlsx"
    first, second = table.rows
    assert tuple(first.cells.values()) == (
        "A1",
        "1101700230708",
        "2510-03-21",
        "13.8144",
        "812345678",
    )
    assert (second.number, second.cells["birth_date"]) == (4, "1967-03-21")


def test_a_workbook_is_known_by_what_it_holds_and_not_by_its_name(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["code"], ["A1"])
    assert read_table(path.rename(tmp_path / "list.csv")).rows[0].cells == {"code": "A1"}


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("\u200bบ้าน\u00a0 โคก\ufeff ", "บ้าน โคก"),
        ("'=1+1", "=1+1"),
        ("'นา", "'นา"),
        ("น\u0e4dา", "นำ"),
        ("เเม่", "แม่"),
        ("ที\uf70a", "ที่"),
        ("a\r\nb", "a b"),
    ],
)
def test_a_cell_loses_what_nobody_sees(cell: str, read: str) -> None:
    assert clean(cell) == read


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        pytest.param(b"", "files.empty", id="nothing"),
        pytest.param(b"\n,,\n \n", "files.empty", id="nothing but empty rows"),
        pytest.param(b"\xff\xfe", "files.empty", id="nothing but a mark"),
        pytest.param(b"\ncode\nA1\n", "files.header_not_first", id="the header in row 2"),
        pytest.param(b"\x00\x01\x02\x03" * 64, "files.no_text", id="junk"),
        pytest.param(bytes(range(256)), "files.no_text", id="every byte"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "files.no_text", id="a picture"),
        pytest.param(b"%PDF-1.7\n\xdb\xfc\xfd", "files.no_text", id="a document"),
        pytest.param(b"code\n\xdb\xdc\xfe\xff", "files.no_text", id="letters of no Thai encoding"),
        pytest.param(b"PK\x03\x04junk", "files.broken_workbook", id="a broken workbook"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "files.old_excel", id="an old workbook"),
        pytest.param(
            b'code,name\nA1,"x\nA2,y\n', "files.broken_row", id="a quote without its partner"
        ),
    ],
)
def test_what_is_no_table_is_refused_with_its_fault(tmp_path: Path, raw: bytes, key: str) -> None:
    with pytest.raises(FileFault) as refused:
        read_table(written(tmp_path, raw))
    assert refused.value.fault.key == key


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    for path, key in ((tmp_path, "files.is_folder"), (tmp_path / "no.csv", "files.missing")):
        with pytest.raises(FileFault) as refused:
            read_table(path)
        assert refused.value.fault.key == key


def zipped(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        pytest.param({"a.txt": b"x"}, "files.broken_workbook", id="another archive"),
        pytest.param({"xl/workbook.xml": b"<"}, "files.broken_workbook", id="parts missing"),
        pytest.param({"xl/workbook.xml": b" " * 30_000_000}, "files.too_large", id="a bomb"),
    ],
)
def test_a_hostile_archive_is_refused(tmp_path: Path, parts: dict[str, bytes], key: str) -> None:
    with pytest.raises(FileFault) as refused:
        read_table(written(tmp_path, zipped(parts), "list.xlsx"))
    assert refused.value.fault.key == key


def test_a_truncated_workbook_is_refused_wherever_it_ends(tmp_path: Path) -> None:
    whole = workbook(tmp_path, ["code"], *[[f"A{n}"] for n in range(50)]).read_bytes()
    for end in range(4, len(whole), len(whole) // 25):
        with pytest.raises(FileFault):
            read_table(written(tmp_path, whole[:end], "cut.xlsx"))


def test_a_cell_far_down_and_far_right_takes_no_time(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"], book.active["XFD3"] = "code", "A1", "x"
    book.active["A1048576"] = None
    book.save(tmp_path / "wide.xlsx")
    assert len(read_table(tmp_path / "wide.xlsx").rows) == 1


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileFault) as refused:
        read_table(written(tmp_path, b"code\n" + b"A\n" * 200_001))
    assert refused.value.fault.key == "files.too_many_rows"


def test_cells_beyond_the_header_and_failed_formulas_are_faults(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, b"code,name\nA1,x,y\nA2,#REF!\n"))
    assert [(fault.row, fault.column, fault.key) for fault in table.faults] == [
        (2, None, "files.extra_cells"),
        (3, "name", "files.cell_error"),
    ]


def test_missing_double_and_strange_columns_are_told_apart(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, b"code,code,colour\nA1,A1,red\n"))
    faults, notes = check_columns(table, required=("code", "name"))
    assert [(fault.column, fault.key) for fault in faults] == [
        ("name", "files.column_missing"),
        ("code", "files.column_twice"),
    ]
    assert [(note.column, note.key) for note in notes] == [("colour", "files.column_ignored")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.binary(max_size=300))
@example(b"-")
def test_any_bytes_are_a_table_or_one_fault(tmp_path: Path, raw: bytes) -> None:
    with contextlib.suppress(FileFault):
        assert read_table(written(tmp_path, raw)).header
