"""This is how one row is checked: each cell is read, and what is wrong is noted, never raised."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Final, TypeVar

from domain.calendar import DateDoubt, DateUnclear, parse_thai_date
from domain.identity import has_valid_check_digit, is_line_user_id
from files.cells import arabic
from files.faults import Checked, Fault
from files.tables import Row, Table, check_columns

T = TypeVar("T")
LONGEST_TEXT: Final = 300
_EXCEL_NUMBER: Final = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_NUMBER: Final = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,15})?(?:[eE][+-]?\d{1,2})?")
_CODE: Final = re.compile(r"[^\s|,;/\\\"']{1,64}")
_PHONE: Final = re.compile(r"0[2-7]\d{7}|0[689]\d{8}")
_ID_DIGITS: Final = 13
_DATE_FAULTS: Final = {
    DateDoubt.UNREADABLE: "files.date_unreadable",
    DateDoubt.SHORT_YEAR: "files.date_short_year",
    DateDoubt.IMPOSSIBLE: "files.date_impossible",
}


class Cells:
    """The cells of one row, with the faults found while reading them."""

    def __init__(self, row: Row) -> None:
        self.number = row.number
        self._cells = row.cells
        self.faults: list[Fault] = []
        self.notes: list[Fault] = []

    def refuse(self, column: str, key: str, **values: str) -> None:
        """Note that a cell is wrong."""
        self.faults.append(Fault(key=key, row=self.number, column=column, values=values))

    def remark(self, column: str, key: str, **values: str) -> None:
        """Note something that does not stop the file."""
        self.notes.append(Fault(key=key, row=self.number, column=column, values=values))

    def text(self, column: str, *, required: bool = False, longest: int = LONGEST_TEXT) -> str:
        """Return a cell's text; note one that is missing or too long."""
        text = self._cells.get(column, "")
        if required and not text:
            self.refuse(column, "files.cell_missing")
        if len(text) > longest:
            self.refuse(column, "files.cell_too_long", longest=str(longest))
        return text

    def code(self, column: str) -> str:
        """Return a code: some letters without spaces or dividers."""
        text = arabic(self.text(column, required=True))
        if text and not _CODE.fullmatch(text):
            self.refuse(column, "files.code_shape")
        return text

    def parts(self, column: str) -> tuple[str, ...]:
        """Return the parts of a cell divided by `|`, each once."""
        text = self.text(column, longest=10 * LONGEST_TEXT)
        return tuple(dict.fromkeys(part.strip() for part in text.split("|") if part.strip()))

    def choice(self, column: str, known: Iterable[str], *, otherwise: str = "") -> str:
        """Return one of the known values; an empty cell means `otherwise` if there is one."""
        text = self.text(column, required=not otherwise).casefold() or otherwise
        if text and text not in set(known):
            self.refuse(column, "files.value_unknown", known=", ".join(known))
        return text

    def number_between(
        self, column: str, lowest: float, highest: float, *, else_say: str = "files.number_range"
    ) -> float | None:
        """Return a number within bounds, None for an empty cell."""
        text = arabic(self.text(column))
        if not text:
            return None
        if _THOUSANDS.fullmatch(text):
            text = text.replace(",", "")
        if not _NUMBER.fullmatch(text):
            self.refuse(column, "files.number_unreadable")
            return None
        number = float(text.replace(",", "."))
        if not lowest <= number <= highest:
            self.refuse(column, else_say, lowest=f"{lowest:g}", highest=f"{highest:g}")
            return None
        return number

    def day(self, column: str, *, today: date, required: bool = False) -> date | None:
        """Return a day of either era that is not in the future."""
        text = self.text(column, required=required)
        if not text:
            return None
        try:
            day = parse_thai_date(text)
        except DateUnclear as unclear:
            self.refuse(column, _DATE_FAULTS[unclear.doubt])
            return None
        if day > today:
            self.refuse(column, "files.date_future")
            return None
        return day

    def national_id(self, column: str) -> str:
        """Return thirteen digits whose check digit is right."""
        text = arabic(self.text(column, required=True))
        digits = re.sub(r"[\s.\-]", "", text)
        if _EXCEL_NUMBER.fullmatch(text):
            self.refuse(column, "files.excel_number")
        elif digits and not (digits.isdigit() and len(digits) == _ID_DIGITS):
            self.refuse(column, "files.national_id_shape")
        elif digits and not has_valid_check_digit(digits):
            self.refuse(column, "files.national_id_check")
        return digits

    def phone(self, column: str) -> str:
        """Return a Thai telephone number as digits, with the nought that Excel took away."""
        text = arabic(self.text(column))
        digits = re.sub(r"[\s.()\-\u2010-\u2015]", "", text)
        digits = re.sub(r"^(?:\+|00)?66(?=\d{8,9}$)0?", "0", digits)
        if re.fullmatch(r"[689]\d{8}|[2-7]\d{7}", digits):
            digits = "0" + digits
        if text and _EXCEL_NUMBER.fullmatch(text):
            self.refuse(column, "files.excel_number")
        elif digits and not _PHONE.fullmatch(digits):
            self.refuse(column, "files.phone_shape")
        return digits

    def line_user_id(self, column: str) -> str | None:
        """Return a LINE user id, None for an empty cell."""
        text = self.text(column)
        if text and not is_line_user_id(text):
            self.refuse(column, "files.line_user_id_shape")
        return text or None


class Once:
    """What may stand in one row of a file only."""

    def __init__(self, column: str) -> None:
        self._column = column
        self._seen: dict[str, int] = {}

    def check(self, cells: Cells, value: str | None) -> None:
        """Note a value that an earlier row holds already."""
        if not value:
            return
        first = self._seen.setdefault(value.casefold(), cells.number)
        if first != cells.number:
            cells.refuse(self._column, "files.twice", first=str(first))


def check_rows(
    table: Table,
    read: Callable[[Cells], T],
    *,
    required: tuple[str, ...],
    optional: tuple[str, ...] = (),
) -> Checked[T]:
    """Read every row and gather every fault, in the order of the sheet.

    Of a column whose header is wrong, that alone is told.
    """
    faults, notes = check_columns(table, required=required, optional=optional)
    broken = {fault.column for fault in faults if fault.row == 1}
    rows = []
    for row in table.rows:
        cells = Cells(row)
        rows.append(read(cells))
        faults += [fault for fault in cells.faults if fault.column not in broken]
        notes += [note for note in cells.notes if note.column not in broken]
    in_order = sorted(faults, key=lambda fault: fault.order)
    return Checked(rows=tuple(rows), faults=tuple(in_order), notes=tuple(notes))
