"""How soon the police should act, from words of danger, of crime, of time, and their brakes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.classification.kinds import Category, Reason, Urgency
from domain.classification.marks import Marks

# What should be seen to within a day even when no word says when it happened.
PRESSING: Final = frozenset(
    {
        Category.LIFE,
        Category.BODY,
        Category.SEXUAL,
        Category.PROPERTY,
        Category.MISSING_PERSON,
        Category.WEAPONS,
        Category.FIRE_DISASTER,
    }
)
HARM: Final = frozenset({Category.LIFE, Category.BODY, Category.SEXUAL})


@dataclass(frozen=True, kw_only=True)
class Haste:
    """The urgency of a report with its ground."""

    urgency: Urgency
    reasons: tuple[Reason, ...]


def find_urgency(marks: Marks, category: Category) -> Haste:
    """Emergency where danger or crime is under way, soon where it is fresh, else routine."""
    if marks.has("coerced"):
        return _haste(Urgency.EMERGENCY, "reason.urgency_coerced", "")
    if marks.has("danger") and not _is_over(marks):
        return _haste(Urgency.EMERGENCY, "reason.urgency_danger", marks.first("danger"))
    if _is_under_way(marks, category):
        return _haste(Urgency.EMERGENCY, "reason.urgency_under_way", marks.first("now", "fresh"))
    return _calmly(marks, category)


def _calmly(marks: Marks, category: Category) -> Haste:
    """Soon or routine, where nothing is an emergency."""
    if _is_old(marks):
        return _haste(Urgency.ROUTINE, "reason.urgency_old", marks.first("past", "habit"))
    if marks.has("now", "fresh", "recent"):
        words = marks.first("now", "fresh", "recent")
        return _haste(Urgency.SOON, "reason.urgency_fresh", words)
    if category in PRESSING or marks.has("pressing"):
        return _haste(Urgency.SOON, "reason.urgency_kind", "")
    return _haste(Urgency.ROUTINE, "reason.urgency_routine", "")


def _is_under_way(marks: Marks, category: Category) -> bool:
    """Whether a crime goes on now, or harm to a person happened a moment ago."""
    if marks.has("calm_end"):
        return False
    if marks.has("crime") and marks.has("now"):
        return True
    return category in HARM and marks.has("fresh") and not marks.has("past", "habit")


def _is_over(marks: Marks) -> bool:
    """Whether the words of time put the danger behind us, and none brings it back."""
    if marks.has("now", "fresh"):
        return False
    return marks.has("past", "recent", "habit", "calm_end")


def _is_old(marks: Marks) -> bool:
    return marks.has("past", "habit") and not marks.has("now", "fresh", "recent")


def _haste(urgency: Urgency, key: str, words: str) -> Haste:
    values = {"words": words} if words else {}
    return Haste(urgency=urgency, reasons=(Reason(key=key, values=values),))
