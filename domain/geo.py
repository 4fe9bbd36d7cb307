"""Distances on the ground, and whether a point lies in a village or how far from its edge."""

from __future__ import annotations

from collections.abc import Mapping
from math import asin, cos, pi, radians, sin, sqrt
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

EARTH_M: Final = 6_371_000.0
METRES_A_DEGREE: Final = EARTH_M * pi / 180


class BadShape(ValueError):
    """A polygon that cannot be read."""


def distance_m(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Metres between two (latitude, longitude) points along the ground."""
    lat1, lon1, lat2, lon2 = map(radians, (*here, *there))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(half)))


def polygon(shape: Mapping[str, Any] | str) -> BaseGeometry:
    """The shape written as GeoJSON or WKT; what cannot be an area is refused."""
    import json  # noqa: PLC0415

    # Shapely brings numpy; a station without polygons never pays for it.
    import shapely  # noqa: PLC0415
    from shapely.geometry import shape as from_geojson  # noqa: PLC0415

    try:
        if isinstance(shape, str):
            text = shape.strip()
            read = from_geojson(_geometry(json.loads(text))) if text[:1] == "{" else None
            area = read if read is not None else shapely.from_wkt(text)
        else:
            area = from_geojson(_geometry(shape))
    except (ValueError, TypeError, KeyError, AttributeError, shapely.errors.ShapelyError) as why:
        raise BadShape("not GeoJSON or WKT") from why
    if area is None or area.geom_type not in {"Polygon", "MultiPolygon"} or area.is_empty:
        raise BadShape("not an area")
    return area if area.is_valid else shapely.make_valid(area)


def outside_polygon_m(area: BaseGeometry, here: tuple[float, float]) -> float:
    """Metres from a point to the edge of an area; 0 inside."""
    from shapely.affinity import affine_transform  # noqa: PLC0415
    from shapely.geometry import Point  # noqa: PLC0415

    lat, lon = here
    across = METRES_A_DEGREE * cos(radians(lat))
    flat = affine_transform(
        area, [across, 0, 0, METRES_A_DEGREE, -lon * across, -lat * METRES_A_DEGREE]
    )
    return float(flat.distance(Point(0, 0)))


def _geometry(shape: Mapping[str, Any]) -> dict[str, Any]:
    """The geometry of a GeoJSON geometry, feature or collection of one feature."""
    if shape.get("type") == "FeatureCollection":
        shape = shape["features"][0]
    if shape.get("type") == "Feature":
        shape = shape["geometry"]
    return dict(shape)
