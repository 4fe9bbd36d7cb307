"""This is the crowd-size guard: how narrowly a sender may be told of without being found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """How wide a label is."""

    VILLAGE = "village"
    SUBDISTRICT = "subdistrict"
    NETWORK = "network"


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """How many bound members, not suspended, share a home village and a training mark."""

    village: str | None
    subdistrict: str
    is_trained: bool
    members: int


@dataclass(frozen=True, kw_only=True)
class CrowdLabel:
    """What an officer may read about a sender: `a member from …`; the mark only if `shows_mark`."""

    scope: Scope
    shows_mark: bool


def crowd_label(
    *, village: str | None, subdistrict: str, crowds: Iterable[Crowd], min_crowd: int
) -> CrowdLabel:
    """Widen the label until enough members could have sent it; keep the mark if it hides as well.

    The mark is shown only where every mark in the scope hides its bearers: were it shown for the
    many and left out for the few, its absence would tell of the few.
    """
    known = [crowd for crowd in crowds if crowd.members > 0]
    scopes: Sequence[tuple[Scope, list[Crowd]]] = (
        (Scope.VILLAGE, [one for one in known if village and one.village == village]),
        (
            Scope.SUBDISTRICT,
            [one for one in known if subdistrict and one.subdistrict == subdistrict],
        ),
        (Scope.NETWORK, known),
    )
    narrow = [
        (scope, within)
        for scope, within in scopes
        if scope is Scope.NETWORK or sum(one.members for one in within) >= min_crowd
    ]
    scope, within = narrow[0]
    return CrowdLabel(scope=scope, shows_mark=_marks_hide(within, min_crowd))


def _marks_hide(within: Sequence[Crowd], min_crowd: int) -> bool:
    for is_trained in (True, False):
        bearers = sum(one.members for one in within if one.is_trained is is_trained)
        if 0 < bearers < min_crowd:
            return False
    return bool(within)
