"""This is the reader of XLSX workbooks, guarded against files made to exhaust the machine."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from typing import Any

from files.cells import written
from files.faults import FileFault

_LARGEST_UNPACKED = 128 * 1024 * 1024
_SMALL_UNPACKED = 8 * 1024 * 1024
_TIGHTEST = 100
_MOST_PARTS = 2_000
_MOST_COLUMNS = 200
# Openpyxl lets whatever a broken part raises through; only these are what a broken file can cause.
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


def read_workbook(raw: bytes, *, most_rows: int) -> list[list[str]]:
    """Return the lines of the first sheet that holds anything; raise FileFault for the rest."""
    try:
        _guard(raw)
        return _first_sheet(raw, most_rows)
    except _BROKEN as trouble:
        raise FileFault("files.broken_workbook") from trouble


def _guard(raw: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise FileFault("files.locked_workbook")
        unpacked = sum(part.file_size for part in parts)
        is_bomb = unpacked > _SMALL_UNPACKED and unpacked > _TIGHTEST * len(raw)
        if len(parts) > _MOST_PARTS or unpacked > _LARGEST_UNPACKED or is_bomb:
            raise FileFault("files.too_large", megabytes=str(_LARGEST_UNPACKED // 1024 // 1024))
        if "xl/workbook.xml" not in archive.namelist():
            raise FileFault("files.broken_workbook")


def _first_sheet(raw: bytes, most_rows: int) -> list[list[str]]:
    # Importing openpyxl takes a while, and only those who bring a workbook should wait for it.
    import openpyxl  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        try:
            for sheet in book.worksheets:
                lines = _lines(sheet, most_rows) if sheet.sheet_state == "visible" else []
                if lines:
                    return lines
        finally:
            book.close()
    raise FileFault("files.empty")


def _lines(sheet: Any, most_rows: int) -> list[list[str]]:
    """Read down to the last row that holds anything, one column further than the header."""
    sheet.reset_dimensions()
    header = [written(cell) for cell in next(sheet.iter_rows(values_only=True), ())]
    while header and not header[-1]:
        header.pop()
    width = min(len(header), _MOST_COLUMNS) + 1
    lines: list[list[str]] = [header] if header else []
    for number, row in enumerate(sheet.iter_rows(min_row=2, max_col=width, values_only=True), 2):
        line = [written(cell) for cell in row]
        if any(line):
            if number > most_rows + 1:
                raise FileFault("files.too_many_rows", rows=str(most_rows))
            lines += [[] for _ in range(number - len(lines) - 1)]
            lines.append(line)
    return lines
