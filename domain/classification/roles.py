"""What the words before a name make of it: where it happened, or only where someone comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.classification.marks import Marks, Span
from domain.thai import Form

CHAIN: Final = 6
CHAINED: Final = frozenset(
    {
        *("place.type", "place.lane", "place.estate", "place.institution", "place.person"),
        *("place.subdistrict", "place.district", "place.province", "place.area_office"),
        *("place.road", "place.cue", "place.spot", "place.scene", "place.residence"),
        *("place.origin", "place.going", "place.denied", "place.correction"),
    }
)

# What may go on inside a name; any other word ends it.
NAME_PARTS: Final = frozenset(
    {
        *("place.name_part", "place.ordinary_name", "place.landscape", "place.suffix"),
        *("place.count", "place.far", "place.grade", "place.closing", "place.district_name"),
    }
)


class Role(StrEnum):
    """What the words before a name make of it."""

    SCENE = "scene"
    STATED = "stated"
    RESIDENCE = "residence"
    PASSING = "passing"
    DENIED = "denied"
    AREA = "area"


SCENES: Final = frozenset({Role.SCENE, Role.STATED})


@dataclass(frozen=True, slots=True)
class Chain:
    """The place words that stand directly before a position, one behind another."""

    start: int
    sections: frozenset[str]
    nearest: frozenset[str]
    is_negated: bool = False


def chain_before(form: Form, marks: Marks, position: int) -> Chain:
    """Walk back over the place words that lead up to this position."""
    sections: set[str] = set()
    nearest: frozenset[str] = frozenset()
    for step in range(CHAIN):
        found = [
            (section, span)
            for section, span in marks.ending.get(position, ())
            if section in CHAINED
        ]
        if not found or _ends_the_thought(form, marks, found[0][1]):
            break
        longest = found[0][1]
        here = {section for section, span in found if span.start == longest.start}
        nearest = frozenset(here) if step == 0 else nearest
        sections |= here
        position = longest.start
    denied = marks.stopping(position, "negation") is not None and form.is_joined(position)
    return Chain(position, frozenset(sections), nearest, denied)


def _ends_the_thought(form: Form, marks: Marks, word: Span) -> bool:
    """Whether what stands behind this word begins anew: a line, or a gap after a closing word."""
    if form.is_joined(word.end):
        return False
    closing = marks.stopping(word.end, "place.closing")
    return form.breaks_line(word.end) or (closing is not None and closing.start == word.start)


def role_of(chain: Chain, *, is_area: bool = False) -> Role:
    """The part a name plays after these words."""
    words = chain.sections
    if "place.denied" in words and "place.correction" not in words:
        return Role.RESIDENCE if "place.residence" in words else Role.DENIED
    if chain.is_negated and words & {"place.scene", "place.going"}:
        return Role.DENIED
    moving = words & {"place.origin", "place.going"} and not chain.nearest & {
        "place.spot",
        "place.scene",
    }
    if is_area:
        return Role.PASSING if moving else Role.AREA
    if moving:
        return Role.PASSING
    if "place.scene" in words:
        return Role.STATED
    lives = "place.residence" in words or "place.person" in chain.nearest
    return Role.RESIDENCE if lives and "place.spot" not in words else Role.SCENE
