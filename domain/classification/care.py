"""What a report needs to be handled with care: coercion, money, dark lanes."""

from __future__ import annotations

from typing import Final

from domain.classification.kinds import Category, Urgency
from domain.classification.marks import Marks

MEDICAL: Final = "medical"
NEEDS: Final = ("suicide", MEDICAL)
GRAVE: Final = frozenset(
    {
        Category.LIFE,
        Category.BODY,
        Category.SEXUAL,
        Category.DRUGS,
        Category.WEAPONS,
        Category.MISSING_PERSON,
        Category.FRAUD_ONLINE,
        Category.GAMBLING,
    }
)


def is_environment_spot(marks: Marks, category: Category) -> bool:
    """Whether it is a dark lane, a broken camera and the like, and nothing worse."""
    if not marks.has("environment") or marks.has("danger"):
        return False
    return category not in GRAVE


def has_money_just_moved(marks: Marks, category: Category) -> bool:
    """Whether a swindler has the money since a moment ago, so that a bank may still stop it."""
    if category is not Category.FRAUD_ONLINE or marks.has("past"):
        return False
    return marks.has("money_moved") and marks.has("fresh", "now", "today")


def needs(marks: Marks, urgency: Urgency) -> frozenset[str]:
    """Which help besides the police is called for: someone to talk to, or an ambulance now."""
    found = frozenset(need for need in NEEDS if marks.has(f"needs.{need}"))
    if marks.has("calm_end"):
        return frozenset()
    return found if urgency is Urgency.EMERGENCY else found - {MEDICAL}
