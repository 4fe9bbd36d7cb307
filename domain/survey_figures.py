"""This is what answers come to: shares and means, each with the interval within which it lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, sqrt
from statistics import NormalDist, fmean, stdev
from typing import Final

_HALF: Final = 0.975
_Z: Final = NormalDist().inv_cdf(_HALF)
# Of one and two degrees of freedom the expansion below is too coarse.
_FEW: Final = {1: 12.7062, 2: 4.3027, 3: 3.1824, 4: 2.7764}
_TOP_LEVELS: Final = 2
_WHOLE: Final = 100.0


class FearFormula(StrEnum):
    """The two ways to reckon fear: the share of the two highest levels, or the mean of 0-100."""

    SHARE = "share"
    MEAN = "mean"


class Verdict(StrEnum):
    """How a figure stands to a target that it must not pass, its interval considered."""

    WITHIN = "within"
    BEYOND = "beyond"
    UNSURE = "unsure"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A percentage, or a mean of 0 to 100, and its interval of 95 %."""

    value: float
    low: float
    high: float
    count: int


def share(part: float, count: int) -> Figure:
    """Return a share in percent with Wilson's interval; `part` of `count` have it."""
    if count <= 0:
        raise ValueError("a share of nobody")
    p, z = part / count, _Z * _Z / count
    middle = (p + z / 2) / (1 + z)
    reach = _Z * sqrt(p * (1 - p) / count + z / (4 * count)) / (1 + z)
    return Figure(
        value=_WHOLE * p,
        low=_WHOLE * max(0.0, middle - reach),
        high=_WHOLE * min(1.0, middle + reach),
        count=count,
    )


def mean(values: Sequence[float]) -> Figure:
    """Return the mean of values of 0 to 100 with Student's interval; of one value all is open."""
    middle, count = fmean(values), len(values)
    reach = _student(count - 1) * stdev(values) / sqrt(count) if count > 1 else _WHOLE
    low, high = max(0.0, middle - reach), min(_WHOLE, middle + reach)
    return Figure(value=middle, low=low, high=high, count=count)


def _student(freedom: int) -> float:
    """Return the quantile of Student's t at 97.5 %, by the expansion of Cornish and Fisher."""
    if freedom in _FEW:
        return _FEW[freedom]
    z = _Z
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    fourth = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    terms = (z, first, second, third, fourth)
    return fsum(term / freedom**power for power, term in enumerate(terms))


def fear(answers: Sequence[Sequence[int]], levels: int, formula: FearFormula) -> Figure:
    """Return the fear of people who each answered every item, a level from 0 upwards each.

    A person counts once, however many items there are: of the share, each brings the part of
    their items at the two highest levels, so the interval is never too narrow.
    """
    if formula is FearFormula.MEAN:
        return mean([_WHOLE * fmean(one) / (levels - 1) for one in answers])
    afraid = [sum(level >= levels - _TOP_LEVELS for level in one) / len(one) for one in answers]
    return share(sum(afraid), len(answers))


def against(figure: Figure, target: float) -> Verdict:
    """Say whether a figure keeps a target, or whether too few answered to say so."""
    if figure.high <= target:
        return Verdict.WITHIN
    return Verdict.BEYOND if figure.low > target else Verdict.UNSURE
