"""This is in whose hands a tip is after it was handed on."""

from __future__ import annotations

from collections.abc import Sequence

from models.officer import Officer
from models.tip import Tip, TipStep
from models.unit_of_work import UnitOfWork


def handed_to(uow: UnitOfWork, tip: Tip) -> int | None:
    """Return the officer to whom a tip was last handed on."""
    lines = _since_here(uow, tip, "handed_to")
    return lines[-1].officer_id if lines else None


def has_left(uow: UnitOfWork, officer: Officer, tip: Tip) -> bool:
    """Say whether an officer handed a tip on and it did not come back to them."""
    lines = _since_here(uow, tip, "handed_over", "handed_to", "alerted", "accepted")
    own = [line.what for line in lines if line.officer_id == officer.id]
    return bool(own) and own[-1] == "handed_over"


def _since_here(uow: UnitOfWork, tip: Tip, *whats: str) -> Sequence[TipStep]:
    """Return the lines of some kinds since a tip came from another station, if it did."""
    lines = list(uow.tips.history(tip, *whats, "passed"))
    came = [place for place, line in enumerate(lines) if line.what == "passed"]
    return lines[came[-1] + 1 :] if came else lines


def has_passed(uow: UnitOfWork, officer: Officer, tip: Tip) -> bool:
    """Say whether a tip went to another station from officers of whom this is one."""
    if uow.tips.is_here(tip) or officer.is_suspended:
        return False
    lines = uow.tips.history(tip, "alerted", "accepted", "handed_over", "handed_to")
    return officer.id in {line.officer_id for line in lines}
