"""Which village, what kind, how urgent, and whether a report is a tip at all."""

from __future__ import annotations

from domain.classification.gazetteer import Gazetteer, Place
from domain.classification.kinds import (
    Candidate,
    Category,
    Reading,
    Reason,
    Report,
    Urgency,
    VillageSource,
    When,
)
from domain.classification.lexicon import Lexicon, Pair
from domain.classification.reading import classify

__all__ = [
    "Candidate",
    "Category",
    "Gazetteer",
    "Lexicon",
    "Pair",
    "Place",
    "Reading",
    "Reason",
    "Report",
    "Urgency",
    "VillageSource",
    "When",
    "classify",
]
