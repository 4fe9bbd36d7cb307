"""This is the weekly duty roster that a station brings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import time
from typing import Final

from domain.period import read_weekday
from domain.roster import Shift
from files.cells import arabic
from files.faults import Checked
from files.reading import Cells, Once, check_rows
from files.tables import Table

ROSTER_COLUMNS = ("officer", "weekday", "from", "to")
_CLOCK: Final = re.compile(
    r"(?:\d{4}-\d\d-\d\d )?(\d{1,2})(?:[:.](\d{2})(?:[:.]\d{2})?)?(?:\s?\D{1,2}\.?)?"
)
_HOURS, _MINUTES = 24, 60
_MIDNIGHT: Final = time()


@dataclass(frozen=True, kw_only=True)
class RosterRow:
    """One weekly shift of an officer, by code."""

    officer: str
    shift: Shift


def read_roster(
    table: Table, officers: Set[str], weekdays: Mapping[str, int], prefixes: tuple[str, ...]
) -> Checked[RosterRow]:
    """Check every row of a roster; `weekdays` gives the number of each name of a day."""
    known = {code.casefold(): code for code in officers}
    once = Once("from")

    def read(cells: Cells) -> RosterRow:
        said = cells.code("officer")
        officer = known.get(said.casefold(), "")
        if said and not officer:
            cells.refuse("officer", "files.officer_unknown")
        weekday = _weekday(cells, weekdays, prefixes)
        begins = _clock(cells, "from")
        ends = _clock(cells, "to", may_be_24=True)
        if officer and weekday and begins is not None:
            once.check(cells, f"{officer}|{weekday}|{begins}")
        shift = Shift(weekday=weekday or 1, begins=begins or _MIDNIGHT, ends=ends or _MIDNIGHT)
        return RosterRow(officer=officer, shift=shift)

    return check_rows(table, read, required=ROSTER_COLUMNS)


def _weekday(cells: Cells, weekdays: Mapping[str, int], prefixes: tuple[str, ...]) -> int | None:
    text = cells.text("weekday", required=True)
    found = read_weekday(text, weekdays, prefixes) if text else None
    if text and found is None:
        cells.refuse("weekday", "files.weekday_unknown")
    return found


def _clock(cells: Cells, column: str, *, may_be_24: bool = False) -> time | None:
    """Return a time of the day; 24:00 is the midnight at which a shift ends."""
    text = arabic(cells.text(column, required=True))
    found = _CLOCK.fullmatch(text) if text else None
    if not text:
        return None
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (_HOURS + 1, 0)
    if may_be_24 and (hour, minute) == (_HOURS, 0):
        return _MIDNIGHT
    if hour >= _HOURS or minute >= _MINUTES:
        cells.refuse(column, "files.clock_unreadable")
        return None
    return time(hour, minute)
