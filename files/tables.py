"""This is the reader of tables, in CSV and XLSX, as Thai offices make them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from files.cells import clean
from files.faults import Fault, FileFault, must_be_a_file
from files.text_tables import read_text
from files.workbooks import read_workbook

LARGEST_FILE = 64 * 1024 * 1024
MOST_ROWS = 200_000
_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of the sheet under its number; every column of the table has a cell."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A header in lower case and rows of clean text; `encoding` says how the file was written."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    faults: tuple[Fault, ...] = ()


def read_table(path: Path) -> Table:
    """Read a CSV or XLSX file by what it holds; raise FileFault if it cannot be a table."""
    raw = _bytes(path)
    if raw.startswith(_OLD_EXCEL):
        raise FileFault("files.old_excel")
    if raw.startswith(_ZIP):
        encoding, lines = "xlsx", read_workbook(raw, most_rows=MOST_ROWS)
    else:
        encoding, lines = read_text(raw, most_rows=MOST_ROWS)
    return _table(encoding, [[clean(cell) for cell in line] for line in lines])


def check_columns(
    table: Table, *, required: Sequence[str], optional: Sequence[str] = ()
) -> tuple[list[Fault], list[Fault]]:
    """Return what is wrong with the header, and notes on columns that are not used."""
    twice = [name for name, count in Counter(table.header).items() if name and count > 1]
    faults = [
        Fault(key="files.column_missing", row=1, column=name)
        for name in required
        if name not in table.header
    ]
    faults += [Fault(key="files.column_twice", row=1, column=name) for name in twice]
    known = {*required, *optional}
    strange = [name for name in dict.fromkeys(table.header) if name and name not in known]
    notes = [Fault(key="files.column_ignored", row=1, column=name) for name in strange]
    return [*faults, *table.faults], notes


def _bytes(path: Path) -> bytes:
    must_be_a_file(path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FileFault("files.too_large", megabytes=str(LARGEST_FILE // 1024 // 1024))
        return path.read_bytes()
    except OSError as trouble:
        raise FileFault("files.unreadable") from trouble


def _table(encoding: str, lines: Sequence[Sequence[str]]) -> Table:
    first = next((number for number, line in enumerate(lines) if any(line)), None)
    if first is None:
        raise FileFault("files.empty")
    if first:
        raise FileFault("files.header_not_first", row=first + 1)
    header = tuple(_column(name) for name in lines[0])
    while header and not header[-1]:
        header = header[:-1]
    if not header:
        # Dashes and the like are no names.
        raise FileFault("files.empty")
    rows, faults = [], []
    for number, line in enumerate(lines[1:], start=2):
        if not any(line):
            continue
        if any(line[len(header) :]):
            faults.append(Fault(key="files.extra_cells", row=number))
        faults += [
            Fault(key="files.cell_error", row=number, column=name)
            for name, cell in zip(header, line, strict=False)
            if cell in _ERRORS
        ]
        padded = (*line, *("" for _ in header))
        rows.append(Row(number=number, cells=dict(zip(header, padded, strict=False))))
    return Table(header=header, rows=tuple(rows), encoding=encoding, faults=tuple(faults))


def _column(name: str) -> str:
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())
