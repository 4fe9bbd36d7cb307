"""This is what became of a month's tips, by village, as far as it tells nobody who sent one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.tip import Outcome


class Ending(StrEnum):
    """How a tip ended, in the words of those who sent it; of two about one thing one counts."""

    DONE = "done"
    PREVENTED = "prevented"
    REFERRED = "referred"
    CHECKED = "checked"


_ENDINGS: Final[Mapping[Outcome, Ending]] = {
    Outcome.VERIFIED_ARREST: Ending.DONE,
    Outcome.VERIFIED_PREVENTED: Ending.PREVENTED,
    Outcome.VERIFIED_REFERRED: Ending.REFERRED,
    Outcome.UNFOUNDED: Ending.CHECKED,
    Outcome.NO_ACTION_NEEDED: Ending.CHECKED,
}


@dataclass(frozen=True, kw_only=True)
class ClosedTip:
    """A tip that was closed: where it happened, None if nobody knows, and its outcome."""

    village: str | None
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class Neighbourhood:
    """A village and how many of its members could have sent a tip."""

    code: str
    members: int


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The figures of one village, or, without a code, of all others together."""

    village: str | None
    endings: Mapping[Ending, int]

    @property
    def tips(self) -> int:
        """How many tips there were."""
        return sum(self.endings.values())


@dataclass(frozen=True, kw_only=True)
class Release:
    """What may be told: villages, all others as one, and the whole; None where it must not be."""

    villages: Sequence[Cell]
    others: Cell | None
    whole: Cell | None


def release(
    tips: Iterable[ClosedTip], villages: Sequence[Neighbourhood], *, min_crowd: int
) -> Release:
    """Release the figures of a village if so many of its members could have sent each tip.

    What is left is told as one where the crowd behind all of it is large enough. Where it is not,
    there is no whole either, for the whole without the villages that are told would be the rest.
    Whether they are told never depends on the tips: their absence would tell that there are any.
    """
    closed = [one for one in tips if one.outcome in _ENDINGS]
    large = [one.code for one in villages if one.members >= min_crowd]
    shown = [cell for cell in (_cell(code, closed) for code in large) if cell.tips]
    few = sum(one.members for one in villages if one.members < min_crowd)
    behind = few or sum(one.members for one in villages)
    if behind < min_crowd:
        return Release(villages=shown, others=None, whole=None)
    rest = _counted(one for one in closed if one.village not in set(large))
    others = Cell(village=None, endings=rest) if rest else None
    whole = Cell(village=None, endings=_counted(closed))
    return Release(villages=shown, others=others, whole=whole)


def _cell(code: str, closed: Sequence[ClosedTip]) -> Cell:
    return Cell(village=code, endings=_counted(one for one in closed if one.village == code))


def _counted(tips: Iterable[ClosedTip]) -> Mapping[Ending, int]:
    found = dict.fromkeys(Ending, 0)
    for one in tips:
        found[_ENDINGS[one.outcome]] += 1
    return {ending: count for ending, count in found.items() if count}
