"""This is in whose hands a tip is after it was handed on."""

from __future__ import annotations

from models.officer import Officer
from models.tip import Tip
from models.unit_of_work import UnitOfWork


def handed_to(uow: UnitOfWork, tip: Tip) -> int | None:
    """Return the officer to whom a tip was last handed on."""
    lines = uow.tips.history(tip, "handed_to")
    return lines[-1].officer_id if lines else None


def has_left(uow: UnitOfWork, officer: Officer, tip: Tip) -> bool:
    """Say whether an officer handed a tip on and it did not come back to them."""
    lines = uow.tips.history(tip, "handed_over", "handed_to", "alerted", "accepted")
    own = [line.what for line in lines if line.officer_id == officer.id]
    return bool(own) and own[-1] == "handed_over"
