"""This is how well readings agree with what people say of the same reports, as plain figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from domain.classification.kinds import Category, Reading, Urgency

# Where the bins of a reliability table begin; the last one ends with certainty.
BINS: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What people say of a report; what they left open is None, and no kind at all.

    `knows_village`: they said where it happened, or with None that it must be asked. Of the
    `categories` that they accept the first is the one they expect.
    """

    is_tip: bool | None = None
    knows_village: bool = False
    village: str | None = None
    categories: tuple[Category, ...] = ()
    urgency: Urgency | None = None

    @property
    def may_be_tip(self) -> bool:
        """Whether nobody said that it is none."""
        return self.is_tip is not False


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One report's reading beside what people say of it."""

    truth: Truth
    reading: Reading


@dataclass(frozen=True, kw_only=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def ratio(self) -> float | None:
        """The share between 0 and 1, None where there is nothing to share."""
        return self.hits / self.of if self.of else None


@dataclass(frozen=True, kw_only=True)
class Bin:
    """The readings of about one confidence, and how many of them are right."""

    low: float
    high: float
    confidence: float
    right: Share


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """All figures over one set of reports."""

    reports: int
    village_right: Share
    village_wrong: Share
    answered: Share
    asked: Share
    macro_f1: float | None
    emergency_recall: Share
    emergency_precision: Share
    tips_kept: Share
    non_tips_caught: Share
    village_bins: tuple[Bin, ...]
    category_bins: tuple[Bin, ...]


def evaluate(judged: Sequence[Judged]) -> Evaluation:
    """Count how the readings fared."""
    placed = [one for one in judged if one.truth.knows_village and one.truth.may_be_tip]
    answered = [one for one in placed if one.reading.village is not None]
    sorted_out = [one for one in judged if one.truth.categories and one.truth.may_be_tip]
    cried, real = _emergencies(judged)
    return Evaluation(
        reports=len(judged),
        village_right=_share(answered, _is_village_right),
        village_wrong=Share(
            hits=sum(not _is_village_right(one) for one in answered), of=len(placed)
        ),
        answered=_share([o for o in placed if o.truth.village is not None], _is_answered),
        asked=_share([o for o in placed if o.truth.village is None], _is_asked),
        macro_f1=macro_f1([(one.truth.categories, one.reading.category) for one in sorted_out]),
        emergency_recall=_share(real, _is_cried),
        emergency_precision=_share(cried, _is_real),
        tips_kept=_share([o for o in judged if o.truth.is_tip], lambda o: o.reading.is_tip),
        non_tips_caught=_share(
            [o for o in judged if o.truth.is_tip is False], lambda o: not o.reading.is_tip
        ),
        village_bins=reliability(
            [(one.reading.village_confidence, _is_village_right(one)) for one in answered]
        ),
        category_bins=reliability(
            [
                (one.reading.category_confidence, one.reading.category in one.truth.categories)
                for one in sorted_out
                if one.reading.category is not None
            ]
        ),
    )


def mistakes(one: Judged) -> tuple[str, ...]:
    """Return what a reading got wrong, in the words of the file; asking is never a mistake."""
    truth, reading = one.truth, one.reading
    if truth.is_tip is not None and truth.is_tip != reading.is_tip:
        return ("is_tip",)
    if not truth.may_be_tip:
        return ()
    is_misplaced = truth.knows_village and _is_answered(one) and not _is_village_right(one)
    is_missed = truth.village is not None and not _is_answered(one)
    found = {
        "village": is_misplaced or is_missed,
        "category": bool(truth.categories) and reading.category not in truth.categories,
        "urgency": truth.urgency is not None and reading.urgency is not truth.urgency,
    }
    return tuple(name for name, is_wrong in found.items() if is_wrong)


def macro_f1(pairs: Iterable[tuple[Sequence[Category], Category | None]]) -> float | None:
    """Return the mean F1 over all kinds that are expected or said; any accepted kind is right."""
    right: dict[Category, int] = {}
    missed: dict[Category, int] = {}
    strayed: dict[Category, int] = {}
    for accepted, said in pairs:
        if said is not None and said in accepted:
            right[said] = right.get(said, 0) + 1
            continue
        missed[accepted[0]] = missed.get(accepted[0], 0) + 1
        if said is not None:
            strayed[said] = strayed.get(said, 0) + 1
    kinds = {*right, *missed, *strayed}
    if not kinds:
        return None
    return sum(_f1(right.get(k, 0), missed.get(k, 0), strayed.get(k, 0)) for k in kinds) / len(
        kinds
    )


def reliability(said: Iterable[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Sort confidences into bins, each with its mean and how many of it were right."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, is_right in said:
        place = max(n for n, low in enumerate(BINS) if confidence >= low)
        bins.setdefault(place, []).append((confidence, is_right))
    return tuple(
        Bin(
            low=BINS[place],
            high=[*BINS, 1.0][place + 1],
            confidence=sum(confidence for confidence, _ in rows) / len(rows),
            right=Share(hits=sum(is_right for _, is_right in rows), of=len(rows)),
        )
        for place, rows in sorted(bins.items())
    )


def _f1(right: int, missed: int, strayed: int) -> float:
    return 2 * right / (2 * right + missed + strayed)


def _emergencies(judged: Iterable[Judged]) -> tuple[list[Judged], list[Judged]]:
    """Return the reports that were called emergencies, and those that are."""
    known = [o for o in judged if o.truth.urgency is not None or o.truth.is_tip is False]
    return [one for one in known if _is_cried(one)], [one for one in known if _is_real(one)]


def _is_cried(one: Judged) -> bool:
    return one.reading.urgency is Urgency.EMERGENCY


def _is_real(one: Judged) -> bool:
    return one.truth.may_be_tip and one.truth.urgency is Urgency.EMERGENCY


def _is_answered(one: Judged) -> bool:
    return one.reading.village is not None


def _is_asked(one: Judged) -> bool:
    return one.reading.is_tip and one.reading.village is None


def _is_village_right(one: Judged) -> bool:
    return one.reading.village == one.truth.village


def _share(rows: Sequence[Judged], is_hit: Callable[[Judged], bool]) -> Share:
    return Share(hits=sum(is_hit(one) for one in rows), of=len(rows))
