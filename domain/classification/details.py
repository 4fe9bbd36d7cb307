"""Whether words only say what a vehicle or somebody looks like, and nothing of what was done."""

from __future__ import annotations

from typing import Final

from domain.classification.kinds import Category, Urgency
from domain.classification.marks import Marks

# What is merely suspicious is what a description is taken for.
DEEDS: Final = (
    *("danger", "crime", "coerced", "environment", "money_moved", "lost.gone"),
    *(f"{kind}.strong" for kind in Category if kind is not Category.SUSPICIOUS),
)


def is_mere_detail(marks: Marks, urgency: Urgency) -> bool:
    """Whether a plate, a colour or clothes are told, and no word of a deed or of danger."""
    is_calm = urgency is not Urgency.EMERGENCY
    return is_calm and marks.has("described") and not marks.has(*DEEDS)
