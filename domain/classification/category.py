"""What kind of tip it is: the words of each kind are weighed, and the graver harm decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.classification.kinds import Category, Reason
from domain.classification.marks import Marks

STRONG: Final = 3.0
WEAK: Final = 1.0
MOST_WORDS: Final = 3
# What a kind is worth beyond its words when two fit: the graver the harm to a person, the more.
GRAVITY: Final[Mapping[Category, float]] = {
    Category.LIFE: 4.0,
    Category.SEXUAL: 3.5,
    Category.BODY: 2.5,
    Category.MISSING_PERSON: 2.5,
    Category.FIRE_DISASTER: 2.2,
    Category.WEAPONS: 2.0,
    Category.FRAUD_ONLINE: 1.8,
    Category.DRUGS: 1.6,
    Category.PROPERTY: 1.3,
    Category.GAMBLING: 1.2,
    Category.TRAFFIC: 1.0,
    Category.SUSPICIOUS: 0.3,
    Category.NUISANCE: 0.3,
    Category.OTHER: 0.0,
}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """The kind of a report, how sure it is, by which words, and what they are worth for each."""

    category: Category
    confidence: float
    scores: Mapping[Category, float]
    reasons: tuple[Reason, ...] = ()

    @property
    def weight(self) -> float:
        """What the words for all kinds are worth together."""
        return sum(self.scores.values())


def find_category(marks: Marks) -> Kind:
    """The kind that the words speak for."""
    scores = {category: _points(marks, category) for category in Category}
    ranked = sorted(
        (category for category in Category if scores[category]),
        key=lambda category: (-_worth(category, scores[category]), category),
    )
    if not ranked:
        reason = Reason(key="reason.category_none")
        return Kind(category=Category.OTHER, confidence=0.2, scores=scores, reasons=(reason,))
    best = ranked[0]
    rival = _worth(ranked[1], scores[ranked[1]]) if len(ranked) > 1 else 0.0
    margin = _worth(best, scores[best]) - rival
    words = marks.first(f"{best}.strong", f"{best}.weak")
    return Kind(
        category=best,
        confidence=_confidence(scores[best], margin),
        scores=scores,
        reasons=(Reason(key=f"reason.category_{best}", values={"words": words}),),
    )


def _points(marks: Marks, category: Category) -> float:
    strong = {span.phrase for span in marks[f"{category}.strong"]}
    weak = {span.phrase for span in marks[f"{category}.weak"]} - strong
    return STRONG * min(len(strong), MOST_WORDS) + WEAK * min(len(weak), MOST_WORDS)


def _worth(category: Category, score: float) -> float:
    return score + (GRAVITY[category] if score >= STRONG else 0.0)


def _confidence(score: float, margin: float) -> float:
    sure = 0.45 if score < STRONG else 0.68
    return round(min(0.95, sure + 0.05 * margin), 2)
