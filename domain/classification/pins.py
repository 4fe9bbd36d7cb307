"""Which village a shared location belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.classification.gazetteer import Gazetteer
from domain.geo import METRES_A_DEGREE, distance_m, outside_polygon_m

EDGE_M: Final = 250.0
USUAL_RADIUS_M: Final = 300.0
# Of two circles that hold a pin, one must be this much nearer to its middle to be the answer.
CLEARLY_NEARER: Final = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How a village lies to a pin: metres outside its edge, and how central the pin is."""

    village: int
    outside_m: float
    depth: float
    has_polygon: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PinAnswer:
    """The villages a pin may belong to, the best first; one means it is certain."""

    villages: tuple[int, ...]
    is_inside: bool


def villages_at(gazetteer: Gazetteer, here: tuple[float, float]) -> PinAnswer:
    """The village that holds the pin, else the nearest within reach of its edge."""
    near = [reach for reach in _reaches(gazetteer, here) if reach.outside_m <= EDGE_M]
    inside = [reach for reach in near if reach.outside_m == 0]
    if not inside:
        near.sort(key=lambda reach: (reach.outside_m, reach.village))
        return PinAnswer(villages=tuple(reach.village for reach in near[:1]), is_inside=False)
    drawn = [reach for reach in inside if reach.has_polygon]
    best = sorted(drawn or inside, key=lambda reach: (reach.depth, reach.village))
    if drawn:
        return PinAnswer(villages=tuple(reach.village for reach in best), is_inside=True)
    rivals = [reach for reach in best if best[0].depth > CLEARLY_NEARER * reach.depth]
    return PinAnswer(villages=tuple(r.village for r in rivals or best[:1]), is_inside=True)


def _reaches(gazetteer: Gazetteer, here: tuple[float, float]) -> list[Reach]:
    found = []
    for number, place in enumerate(gazetteer.places):
        shape = gazetteer.shapes.get(number)
        if shape is not None:
            gap = outside_polygon_m(shape, here)
            found.append(Reach(village=number, outside_m=gap, depth=0.0, has_polygon=True))
        elif place.lat is not None and place.lon is not None:
            radius = place.radius_m or USUAL_RADIUS_M
            if abs(place.lat - here[0]) * METRES_A_DEGREE > radius + EDGE_M:
                continue
            away = distance_m((place.lat, place.lon), here)
            gap = max(0.0, away - radius)
            depth = away / radius
            found.append(Reach(village=number, outside_m=gap, depth=depth, has_polygon=False))
    return found
