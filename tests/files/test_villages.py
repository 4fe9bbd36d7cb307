"""A list of villages is checked row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from files.faults import Checked, Fault
from files.tables import read_table
from files.villages import VILLAGE_COLUMNS, VillageRow, read_villages

HEADER = ",".join(VILLAGE_COLUMNS)
ROW = "V1,บ้านโคก,โคก|บ้านโคกใหญ่|โคก,๕,คันนายาว,คันนายาว,กรุงเทพมหานคร,13.8144,100.6482,250"
SQUARE = "POLYGON((100.64 13.81,100.65 13.81,100.65 13.82,100.64 13.82,100.64 13.81))"
CROSSED = "POLYGON((100.64 13.81,100.65 13.82,100.65 13.81,100.64 13.82,100.64 13.81))"


def villages(folder: Path, *lines: str, header: str = HEADER) -> Checked[VillageRow]:
    path = folder / "villages.csv"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return read_villages(read_table(path))


def places(faults: tuple[Fault, ...]) -> list[tuple[int | None, str | None, str]]:
    return [(fault.row, fault.column, fault.key) for fault in faults]


def test_a_village_is_read_with_every_column(tmp_path: Path) -> None:
    header = f"{HEADER},landmarks,polygon,colour"
    checked = villages(tmp_path, f'{ROW},วัด|ตลาด,"{SQUARE}",red', header=header)
    assert checked.is_right
    assert checked.rows == (
        VillageRow(
            code="V1",
            name="บ้านโคก",
            aliases=("โคก", "บ้านโคกใหญ่"),
            landmarks=("วัด", "ตลาด"),
            moo="๕",
            subdistrict="คันนายาว",
            district="คันนายาว",
            province="กรุงเทพมหานคร",
            lat=13.8144,
            lon=100.6482,
            radius_m=250,
            polygon=SQUARE,
        ),
    )
    assert places(checked.notes) == [(1, "colour", "files.column_ignored")]


def test_a_village_needs_no_place(tmp_path: Path) -> None:
    assert villages(tmp_path, "V1,บ้านโคก,,,,,,,,").is_right


@pytest.mark.parametrize(
    ("old", "new", "column", "key"),
    [
        ("V1", "", "code", "files.cell_missing"),
        ("V1", "V 1", "code", "files.code_shape"),
        ("บ้านโคก", "", "name", "files.cell_missing"),
        ("13.8144", "100.6482", "lat", "files.point_range"),
        ("13.8144", "x", "lat", "files.number_unreadable"),
        ("13.8144", "nan", "lat", "files.number_unreadable"),
        ("13.8144", "", "lat", "files.half_a_point"),
        ("100.6482", "190", "lon", "files.point_range"),
        ("250", "0", "radius_m", "files.number_range"),
        ("250", "-5", "radius_m", "files.number_range"),
        ("250", "1e9", "radius_m", "files.number_range"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, old: str, new: str, column: str, key: str) -> None:
    checked = villages(tmp_path, "V0,x,,,,,,,,", ROW.replace(old, new, 1))
    assert places(checked.faults) == [(3, column, key)]


@pytest.mark.parametrize(
    ("polygon", "key"),
    [
        ("circle", "files.polygon_unreadable"),
        ("POINT(100 13)", "files.polygon_unreadable"),
        ('{"type": "Polygon"}', "files.polygon_unreadable"),
        ('{"type": "Point", "coordinates": [100, 13]}', "files.polygon_unreadable"),
        ("[1, 2]", "files.polygon_unreadable"),
        (CROSSED, "files.polygon_crossed"),
        ("POLYGON((100.6 13.8,500 13.8,500 14,100.6 13.8))", "files.polygon_far"),
    ],
)
def test_a_wrong_polygon_is_named(tmp_path: Path, polygon: str, key: str) -> None:
    cell = polygon.replace('"', '""')
    checked = villages(tmp_path, f'{ROW},"{cell}"', header=f"{HEADER},polygon")
    assert places(checked.faults) == [(2, "polygon", key)]


def test_a_polygon_may_be_geojson_bare_or_in_a_feature(tmp_path: Path) -> None:
    ring = "[[[100.64,13.81],[100.65,13.81],[100.65,13.82],[100.64,13.81]]]"
    shape = f'{{""type"":""Polygon"",""coordinates"":{ring}}}'
    feature = f'{{""type"":""Feature"",""properties"":{{}},""geometry"":{shape}}}'
    second = ROW.replace("V1", "V2")
    header = f"{HEADER},polygon"
    assert villages(tmp_path, f'{ROW},"{shape}"', f'{second},"{feature}"', header=header).is_right


def test_one_code_twice_is_named_in_the_second_row(tmp_path: Path) -> None:
    checked = villages(tmp_path, ROW, "", ROW.replace("V1", "v1"))
    assert places(checked.faults) == [(4, "code", "files.twice")]
    assert checked.faults[0].values == {"first": "2"}


def test_thai_digits_are_numbers(tmp_path: Path) -> None:
    checked = villages(tmp_path, ROW.replace("13.8144", "๑๓.๘๑๔๔").replace("250", '"1,250"'))
    assert (checked.rows[0].lat, checked.rows[0].radius_m) == (13.8144, 1250)


def test_a_point_outside_thailand_is_noted(tmp_path: Path) -> None:
    checked = villages(tmp_path, ROW.replace("13.8144", "53.8"))
    assert (checked.is_right, places(checked.notes)) == (True, [(2, "lat", "files.far_away")])


def test_missing_columns_are_named_all_at_once(tmp_path: Path) -> None:
    checked = villages(tmp_path, "V1,x", header="code,name")
    assert {fault.column for fault in checked.faults} == set(VILLAGE_COLUMNS) - {"code", "name"}


def test_every_fault_of_a_file_is_told(tmp_path: Path) -> None:
    checked = villages(tmp_path, *[f"V{n},,,,,,,x,x,x" for n in range(10)])
    assert len(checked.faults) == 40
