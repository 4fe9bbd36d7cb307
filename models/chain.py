"""This is how far a tip went along the chain of those whom it is for."""

from __future__ import annotations

from collections.abc import Sequence

from domain.routing import Because
from domain.tip import TipState
from models.tip import Tip, TipStep
from models.unit_of_work import UnitOfWork

# That nobody could be reached is said by this line, until somebody is called after it.
NOBODY, SPENT = "nobody", "quota_spent"
# The stations before have nothing to do with who is called at this one.
_OPENINGS = ("reopened", "reopened_by_officer", "passed")


def called(uow: UnitOfWork, tip: Tip) -> frozenset[int]:
    """Return the officers to whom a tip went since it was sent or opened again."""
    lines = since_opened(uow, tip, "alerted")
    return frozenset(line.officer_id for line in lines if line.officer_id is not None)


def since_opened(uow: UnitOfWork, tip: Tip, *whats: str) -> Sequence[TipStep]:
    """Return the lines of some kinds since a tip was sent or opened again, in order."""
    lines = list(uow.tips.history(tip, *whats, *_OPENINGS))
    opened = [place for place, line in enumerate(lines) if line.what in _OPENINGS]
    return lines[opened[-1] + 1 :] if opened else lines


def is_unattended(uow: UnitOfWork, tip: Tip) -> bool:
    """Say whether a tip waits and nobody whose turn it is can be reached."""
    if tip.state != TipState.SENT:
        return False
    lines = [
        line
        for line in since_opened(uow, tip, "alerted", NOBODY)
        if line.what == NOBODY or _because(uow, line) != Because.LAST_RESORT
    ]
    if not lines or lines[-1].what != NOBODY:
        return False
    return _because(uow, lines[-1]) != SPENT or uow.quotas.is_spent(uow.now)


def _because(uow: UnitOfWork, line: TipStep) -> str:
    return str((uow.tips.detail(line) or {}).get("because", ""))
