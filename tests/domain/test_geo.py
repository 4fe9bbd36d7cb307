"""Distances and areas on the ground."""

from __future__ import annotations

import pytest

from domain.geo import BadShape, distance_m, outside_polygon_m, polygon

SQUARE = "POLYGON((100 15, 100.01 15, 100.01 15.01, 100 15.01, 100 15))"


def test_a_degree_of_latitude_is_111_km() -> None:
    assert distance_m((15.0, 100.0), (16.0, 100.0)) == pytest.approx(111_195, rel=0.001)


def test_a_point_is_no_distance_from_itself() -> None:
    assert distance_m((15.0, 100.0), (15.0, 100.0)) == 0


def test_inside_an_area_nothing_is_left_to_its_edge() -> None:
    assert outside_polygon_m(polygon(SQUARE), (15.005, 100.005)) == 0


def test_metres_to_the_edge_of_an_area_are_metres_on_the_ground() -> None:
    gap = outside_polygon_m(polygon(SQUARE), (15.011, 100.005))
    assert gap == pytest.approx(111.2, rel=0.01)


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param(
            {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}, id="geometry"
        ),
        pytest.param(
            {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]},
            },
            id="feature",
        ),
        pytest.param(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "geometry": {
                            "type": "Polygon",
                            "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]],
                        },
                    }
                ],
            },
            id="collection",
        ),
        pytest.param(
            '{"type": "Polygon", "coordinates": [[[0,0],[0,1],[1,1],[0,0]]]}', id="GeoJSON text"
        ),
        pytest.param("POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))", id="a bow tie is mended"),
    ],
)
def test_areas_are_read_as_they_come(shape: object) -> None:
    assert polygon(shape).area > 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "shape", ["", "{", "POINT(1 2)", "POLYGON EMPTY", '{"type": "Polygon"}', {"type": "x"}, "[1]"]
)
def test_what_is_no_area_is_refused(shape: object) -> None:
    with pytest.raises(BadShape):
        polygon(shape)  # type: ignore[arg-type]
