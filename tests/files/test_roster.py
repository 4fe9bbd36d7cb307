"""A roster is checked row by row."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from catalog.roster import load_period_words, load_weekdays
from domain.roster import Shift
from files.faults import Checked
from files.roster import RosterRow, read_roster
from files.tables import read_table


def roster(folder: Path, *lines: str, encoding: str = "utf-8") -> Checked[RosterRow]:
    path = folder / "roster.csv"
    path.write_text("\n".join(["officer,weekday,from,to", *lines]), encoding=encoding)
    codes = frozenset({"P1", "D1"})
    return read_roster(read_table(path), codes, load_weekdays(), load_period_words().day_words)


@pytest.mark.parametrize(
    ("line", "weekday", "begins", "ends"),
    [
        ("P1,จันทร์,08:00,16:00", 1, time(8), time(16)),
        ("p1, จ. ,๐๘.๐๐,๑๖.๓๐", 1, time(8), time(16, 30)),
        ("P1,Mon,8,16", 1, time(8), time(16)),
        ("P1,๑,8:00 น.,24:00", 1, time(8), time()),
        ("P1,วันพฤหัสบดี,20:00:00,08:00:00", 4, time(20), time(8)),
    ],
)
def test_a_shift_is_read_as_offices_write_it(
    tmp_path: Path, line: str, weekday: int, begins: time, ends: time
) -> None:
    for encoding in ("utf-8", "utf-8-sig", "cp874"):
        checked = roster(tmp_path, line, encoding=encoding)
        assert checked.faults == ()
        (row,) = checked.rows
        assert row == RosterRow(
            officer="P1", shift=Shift(weekday=weekday, begins=begins, ends=ends)
        )


@pytest.mark.parametrize(
    ("line", "column", "key"),
    [
        ("P9,จันทร์,08:00,16:00", "officer", "files.officer_unknown"),
        (",จันทร์,08:00,16:00", "officer", "files.cell_missing"),
        ("P1,หยุด,08:00,16:00", "weekday", "files.weekday_unknown"),
        ("P1,8,08:00,16:00", "weekday", "files.weekday_unknown"),
        ("P1,จันทร์,24:00,16:00", "from", "files.clock_unreadable"),
        ("P1,จันทร์,เช้า,16:00", "from", "files.clock_unreadable"),
        ("P1,จันทร์,08:00,16:60", "to", "files.clock_unreadable"),
        ("P1,จันทร์,08:00,", "to", "files.cell_missing"),
    ],
)
def test_what_is_wrong_is_named_with_its_row_and_column(
    tmp_path: Path, line: str, column: str, key: str
) -> None:
    checked = roster(tmp_path, "D1,Tue,08:00,16:00", line)
    assert [(one.row, one.column, one.key) for one in checked.faults] == [(3, column, key)]


def test_every_fault_is_listed_and_the_same_shift_twice_is_one(tmp_path: Path) -> None:
    checked = roster(tmp_path, "P1,จันทร์,08:00,16:00", "P1,Mon,08:00,17:00", "P9,x,y,z")
    assert [(one.row, one.column) for one in checked.faults] == [
        (3, "from"),
        (4, "from"),
        (4, "officer"),
        (4, "to"),
        (4, "weekday"),
    ]
