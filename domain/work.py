"""This is the order in which an officer's open work is shown."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from domain.classification.kinds import Urgency

_BY_URGENCY: Final = tuple(Urgency)


def precedence(
    urgency: Urgency, opened_at: datetime, *, is_placed: bool, is_desk: bool
) -> tuple[bool, int, datetime]:
    """Return by what a tip is sorted: urgency, then age; no village first where the desk looks."""
    return (is_desk and is_placed, _BY_URGENCY.index(urgency), opened_at)
