"""This is the reader of CSV text in the encodings and with the delimiters that Excel writes."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from files.cells import LONGEST_CELL
from files.faults import FileFault

_DELIMITERS = ",;\t"
_THAI = "cp874"


def read_text(raw: bytes, *, most_rows: int) -> tuple[str, list[list[str]]]:
    """Return the encoding's name and the lines as cells; raise FileFault for what is no table."""
    encoding, text = _decoded(raw)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    if first[:4].casefold() == "sep=":
        delimiter = first[4:5]
        text = text.split("\n", 1)[1] if "\n" in text else ""
    else:
        delimiter = max(_DELIMITERS, key=lambda one: _outside_quotes(first).count(one))
    return encoding, list(_lines(text, delimiter if delimiter in _DELIMITERS else ",", most_rows))


def _decoded(raw: bytes) -> tuple[str, str]:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            return encoding, _strictly(raw, encoding)
    if b"\0" in raw:
        return _without_mark(raw)
    try:
        return "utf-8", raw.decode("utf-8")
    except UnicodeDecodeError:
        return "tis-620", _strictly(raw, _THAI)


def _without_mark(raw: bytes) -> tuple[str, str]:
    """Read UTF-16 that lost its mark, known by the zero beside each letter of an ASCII header."""
    encoding = "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"
    text = _strictly(raw, encoding)
    if "\0" in text or not text[:1].isascii():
        raise FileFault("files.no_text")
    return encoding, text


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as trouble:
        raise FileFault("files.no_text") from trouble
    if any(ord(c) < ord(" ") and c not in "\t\r\n\v\f" for c in text[:10_000]):
        raise FileFault("files.no_text")
    return text


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _lines(text: str, delimiter: str, most_rows: int) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True
    )
    number = 0
    while True:
        number += 1
        try:
            line = next(reader)
        except StopIteration:
            return
        except csv.Error as trouble:
            raise FileFault("files.broken_row", row=number) from trouble
        if number > most_rows + 1:
            raise FileFault("files.too_many_rows", rows=str(most_rows))
        yield line
