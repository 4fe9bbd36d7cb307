"""This is the writer of tables for Excel, as CSV or XLSX by the ending of the name."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from files.cells import DANGEROUS
from files.faults import FileFault

_OWNER_ONLY = 0o600


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table whole or not at all, readable by its owner alone; no cell is a formula."""
    writers = {".csv": _csv, ".xlsx": _xlsx}
    write = writers.get(path.suffix.casefold())
    if write is None:
        raise FileFault("files.unknown_ending")
    _replace(path, write(header, rows))


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table as CSV whatever its name ends in."""
    _replace(path, _csv(header, rows))


def check_writable(path: Path) -> None:
    """Raise FileFault unless a file can be written under this name; it is left as it is."""
    if path.is_dir() or (path.exists() and not path.is_file()):
        raise FileFault("files.not_writable")
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix="."):
            return
    except OSError as trouble:
        raise FileFault("files.not_writable") from trouble


def _replace(path: Path, content: bytes) -> None:
    check_writable(path)
    try:
        _write_whole(path, content)
    except OSError as trouble:
        raise FileFault("files.not_writable") from trouble


def _write_whole(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=path.suffix)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(_OWNER_ONLY)
        draft.replace(path)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(DANGEROUS) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _xlsx(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    # Importing xlsxwriter takes a while, and only those who want a workbook should wait for it.
    import xlsxwriter  # noqa: PLC0415

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "num_format": "@"})
        plain = book.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, bold)
            sheet.set_column(column, column, max(12, len(name) + 2), plain)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, column, cell, plain)
    return content.getvalue()
