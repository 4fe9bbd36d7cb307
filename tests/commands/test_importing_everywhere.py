"""One list for many stations: whole or not at all, each row at the station that it names."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog import Catalog
from commands.desk import Desk
from commands.importing import ImportWish, ListKind
from commands.importing_everywhere import run_import_everywhere
from models.unit_of_work import Store
from tests.conftest import FixedClock

HEADER = "station,code,name,aliases,moo,subdistrict,district,province,lat,lon,radius_m,founded"
HERE, THERE = "khokkhram", "bungkum"
Importing = Callable[..., tuple[int, str, str]]


@pytest.fixture
def importing(store: Store, station: int, clock: FixedClock, tmp_path: Path) -> Importing:
    def run(*lines: str, header: str = HEADER, **wish: bool) -> tuple[int, str, str]:
        file = tmp_path / "villages.csv"
        file.write_text("\n".join([header, *lines]), encoding="utf-8")
        desk = Desk(
            store=store,
            station_id=station,
            catalog=Catalog.load("en"),
            clock=clock,
            out=io.StringIO(),
            aside=io.StringIO(),
        )
        made = ImportWish(file=file, by_station=True, **wish)
        code = run_import_everywhere(desk, ListKind.VILLAGES, made)
        assert isinstance(desk.out, io.StringIO)
        assert isinstance(desk.aside, io.StringIO)
        return code, desk.out.getvalue(), desk.aside.getvalue()

    return run


def row(station: str, code: str, name: str, moo: str = "") -> str:
    return f"{station},{code},{name},,{moo},,,,,,,2540"


def villages(store: Store, clock: FixedClock, station: str) -> set[tuple[str, str]]:
    with store.reading(store.station(station).id, clock()) as uow:
        return {(one.code, one.name) for one in uow.villages.all()}


def test_each_row_goes_to_the_station_that_it_names(
    importing: Importing, store: Store, clock: FixedClock
) -> None:
    rows = (row(HERE, "V1", "หนึ่ง"), row(THERE, "V1", "สอง"), row("BungKum", "V2", "สาม"))
    code, said, _ = importing(*rows)
    assert (code, said) == (0, "Imported: 3 added, 0 changed, 0 unchanged.\n")
    assert villages(store, clock, HERE) == {("V1", "หนึ่ง")}
    assert villages(store, clock, THERE) == {("V1", "สอง"), ("V2", "สาม")}
    again = importing(rows[0], row(THERE, "V1", "สองใหม่"))
    assert again[1] == "Imported: 0 added, 1 changed, 1 unchanged.\n"


def test_one_wrong_row_keeps_every_station_as_it_was(
    importing: Importing, store: Store, clock: FixedClock
) -> None:
    code, _, complained = importing(
        row(HERE, "V1", "หนึ่ง"), row("nowhere", "V1", "สอง"), row(THERE, "V2", "")
    )
    assert code == 1
    assert "row 3, column station: no station of this deployment has that code" in complained
    assert "row 4, column name" in complained
    assert "2 faults" in complained
    assert villages(store, clock, HERE) == villages(store, clock, THERE) == set()


def test_what_is_said_of_a_column_is_said_once(importing: Importing) -> None:
    _, _, complained = importing(row(HERE, "V1", "หนึ่ง"), row(THERE, "V1", "สอง"))
    assert complained.count("founded") == 1
    assert "station" not in complained


def test_a_list_that_names_no_stations_is_refused(importing: Importing) -> None:
    code, _, complained = importing("V1,หนึ่ง", header="code,name")
    assert code == 1
    assert "station" in complained


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_list_of_no_rows_is_said_to_be_one(importing: Importing, *, dry_run: bool) -> None:
    code, said, _ = importing(dry_run=dry_run)
    assert code == 0
    assert said == "The file has 0 rows below its header: nothing was imported.\n"


def test_a_dry_run_writes_nothing(importing: Importing, store: Store, clock: FixedClock) -> None:
    code, said, _ = importing(row(HERE, "V1", "หนึ่ง"), dry_run=True)
    assert (code, said) == (0, "All 1 rows are right; nothing was saved.\n")
    assert villages(store, clock, HERE) == set()
