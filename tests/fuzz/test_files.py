"""Files that no office would make: read or refused in our own words, and never at great length."""

from __future__ import annotations

import csv
import io
import random
import time
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest

from catalog.roster import load_period_words, load_weekdays
from files.faults import Checked, FileFault
from files.members import read_members
from files.officers import read_officers
from files.roster import read_roster
from files.tables import Table, read_table
from files.villages import read_villages
from tests.fuzz.rounds import ODD_WORDS, fuzz, mangled

SAMPLE: Final = Path(__file__).resolve().parents[2] / "sample"
TODAY: Final = date(2026, 11, 27)
VILLAGES: Final = {"KK001": "ชุมชนโพธิ์ทอง", "KK002": "ชุมชนสมัญญาอุทิศ"}
# Far more than a machine under load needs, far less than a file made to stop it would take.
MOST_SECONDS: Final = 20.0
Reading = Callable[[Table], Checked[Any]]
READERS: Final[Mapping[str, Reading]] = {
    "members": lambda table: read_members(table, VILLAGES, today=TODAY),
    "officers": lambda table: read_officers(table, VILLAGES),
    "villages": read_villages,
    "roster": lambda table: read_roster(
        table, {"D01", "P01"}, load_weekdays(), load_period_words().day_words
    ),
}


def sheet(kind: str) -> list[list[str]]:
    """Return the first lines of a sample file."""
    text = (SAMPLE / f"{kind}.csv").read_text(encoding="utf-8")
    return list(csv.reader(io.StringIO(text)))[:6]


def as_csv(lines: list[list[str]], chance: random.Random) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=chance.choice(",,,;\t")).writerows(lines)
    encoding = chance.choice(("utf-8", "utf-8-sig", "utf-16", "cp874"))
    return out.getvalue().encode(encoding, "replace")


def as_workbook(lines: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for line in lines:
        page.append([cell.replace("\0", "") for cell in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def spoilt(lines: list[list[str]], chance: random.Random) -> list[list[str]]:
    """Return lines of which some cells are odd, too many, or gone."""
    changed = [list(line) for line in lines]
    for _ in range(chance.choice((0, 1, 2, 8))):
        line = chance.choice(changed)
        at = chance.randrange(len(line) + 1)
        line[at : at + 1] = chance.choice(([], [chance.choice(ODD_WORDS)], [*line[:3]]))
    return changed


def mangled_workbook(whole: bytes, chance: random.Random) -> bytes:
    """Mangle the parts within a workbook, so that its wrapping still opens."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        victim = chance.choice(names)
        for name in names:
            content = old.read(name)
            new.writestr(name, mangled(content, chance) if name == victim else content)
    return out.getvalue()


def reads(content: bytes, kind: str, folder: Path) -> None:
    """Read a file as the command does; whatever is wrong with it is a fault of the file's."""
    path = folder / "file"
    path.write_bytes(content)
    begun = time.monotonic()
    try:
        checked = READERS[kind](read_table(path))
    except FileFault:
        pass
    else:
        assert isinstance(checked, Checked)
    assert time.monotonic() - begun < MOST_SECONDS


@pytest.mark.parametrize("kind", sorted(READERS))
def test_any_text_table_is_read_or_refused(kind: str, tmp_path: Path) -> None:
    def attempt(chance: random.Random) -> None:
        content = as_csv(spoilt(sheet(kind), chance), chance)
        reads(mangled(content, chance) if chance.random() < 0.7 else content, kind, tmp_path)

    fuzz(150, attempt)


@pytest.mark.parametrize("kind", sorted(READERS))
def test_any_workbook_is_read_or_refused(kind: str, tmp_path: Path) -> None:
    whole = as_workbook(sheet(kind))

    def attempt(chance: random.Random) -> None:
        breaks = chance.choice((mangled, mangled_workbook, mangled_workbook))
        reads(breaks(whole, chance), kind, tmp_path)

    fuzz(40, attempt)
