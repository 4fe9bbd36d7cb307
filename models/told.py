"""This is what a tip's sender was told of its officer, so that they are not told again."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from models.tip import Tip
from models.unit_of_work import UnitOfWork

# A sender hears of the officer of the case in which their tip stands by a line of their own tip.
_HEARD: Final = "told_accepted"
_OPEN_AGAIN: Final = "told_open"
_ACCEPTED: Final = ("accepted", _HEARD)
_ANEW: Final = ("reopened", "reopened_by_officer", _OPEN_AGAIN)


def knows_of_officer(uow: UnitOfWork, tip: Tip) -> bool:
    """Say whether a tip's sender was told that an officer has it, since it was last opened."""
    lines = uow.tips.history(tip, *_ACCEPTED, *_ANEW)
    if not lines or lines[-1].what in _ANEW:
        return False
    merge = uow.merges.of(tip)
    if merge is None:
        return True
    openings = [
        line
        for line in uow.tips.history(uow.merges.main_of(tip), *_ANEW)
        if line.happened_at >= merge.merged_at
    ]
    # Lines are numbered when they are written.
    uow.session.flush()
    return not openings or lines[-1].id > openings[-1].id


def heard_of_officer(uow: UnitOfWork, tip: Tip) -> datetime | None:
    """Return when an officer first had a tip, or the case in which it stands; None while none."""
    lines = uow.tips.history(tip, *_ACCEPTED)
    return lines[0].happened_at if lines else None


def hear_of_officer(uow: UnitOfWork, tip: Tip) -> None:
    """Remember that a tip's sender was told of the officer who has the case in which it stands."""
    uow.tips.record(tip, _HEARD, at=uow.now)


def hear_of_opening(uow: UnitOfWork, tip: Tip) -> None:
    """Remember that a tip's sender, who was told how it ended, was told that it is open again."""
    uow.tips.record(tip, _OPEN_AGAIN, at=uow.now)
