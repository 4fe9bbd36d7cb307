"""This is the list of villages that a station brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.geo import BadShape, polygon
from domain.thai import normalise
from files.faults import Checked
from files.reading import Cells, Once, check_rows
from files.tables import Table

VILLAGE_COLUMNS = (
    "code", "name", "aliases", "moo", "subdistrict", "district", "province",
    "lat", "lon", "radius_m",
)  # fmt: skip
VILLAGE_OPTIONS = ("landmarks", "polygon")
_LONGEST_POLYGON = 100_000
_LARGEST_RADIUS = 50_000
_LAT, _LON = 90, 180
_THAILAND = (5.0, 21.0, 97.0, 106.0)


@dataclass(frozen=True, kw_only=True)
class VillageRow:
    """One village as the file gives it; `polygon` is GeoJSON or WKT text."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    landmarks: tuple[str, ...] = ()
    moo: str = ""
    subdistrict: str = ""
    district: str = ""
    province: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None
    polygon: str | None = None


class VillageNames:
    """The villages that a file may refer to: by code, or by a name that only one bears."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Take the names by code."""
        self._codes = {code.casefold(): code for code in names}
        self._named: dict[str, list[str]] = {}
        for code, name in names.items():
            self._named.setdefault(normalise(name).key, []).append(code)

    def find(self, cells: Cells, column: str, said: str) -> str | None:
        """Return the code of the village that is meant; note one that is unknown or shared."""
        code = self._codes.get(said.casefold())
        if code is not None:
            return code
        named = self._named.get(normalise(said).key, [])
        if len(named) == 1:
            return named[0]
        if named:
            cells.refuse(column, "files.village_shared", name=said, codes=", ".join(named))
        else:
            cells.refuse(column, "files.village_unknown", name=said)
        return None


def read_villages(table: Table) -> Checked[VillageRow]:
    """Check every row of a list of villages."""
    codes = Once("code")

    def read(cells: Cells) -> VillageRow:
        code = cells.code("code")
        codes.check(cells, code)
        lat, lon = _point(cells)
        return VillageRow(
            code=code,
            name=cells.text("name", required=True, longest=200),
            aliases=cells.parts("aliases"),
            landmarks=cells.parts("landmarks"),
            moo=cells.text("moo", longest=16),
            subdistrict=cells.text("subdistrict", longest=100),
            district=cells.text("district", longest=100),
            province=cells.text("province", longest=100),
            lat=lat,
            lon=lon,
            radius_m=cells.number_between("radius_m", 1, _LARGEST_RADIUS),
            polygon=_polygon(cells),
        )

    return check_rows(table, read, required=VILLAGE_COLUMNS, optional=VILLAGE_OPTIONS)


def _point(cells: Cells) -> tuple[float | None, float | None]:
    lat = cells.number_between("lat", -_LAT, _LAT, else_say="files.point_range")
    lon = cells.number_between("lon", -_LON, _LON, else_say="files.point_range")
    if cells.faults or (lat is None and lon is None):
        return lat, lon
    if lat is None or lon is None:
        cells.refuse("lat" if lat is None else "lon", "files.half_a_point")
        return None, None
    south, north, west, east = _THAILAND
    if not (south <= lat <= north and west <= lon <= east):
        cells.remark("lat", "files.far_away")
    return lat, lon


def _polygon(cells: Cells) -> str | None:
    text = cells.text("polygon", longest=_LONGEST_POLYGON)
    if not text:
        return None
    try:
        area = polygon(text)
    except BadShape:
        cells.refuse("polygon", "files.polygon_unreadable")
        return None
    west, south, east, north = area.bounds
    if _is_crossed(text):
        cells.refuse("polygon", "files.polygon_crossed")
    elif not (-_LON <= west <= east <= _LON and -_LAT <= south <= north <= _LAT):
        cells.refuse("polygon", "files.polygon_far")
    return text


def _is_crossed(text: str) -> bool:
    # Shapely brings numpy; a list without polygons never pays for it.
    import shapely  # noqa: PLC0415

    drawn = shapely.from_geojson(text) if text.startswith("{") else shapely.from_wkt(text)
    return not drawn.is_valid
