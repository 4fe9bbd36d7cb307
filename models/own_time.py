"""This is how who works outside of a chat sets a timer, in the lane that the timer names."""

from __future__ import annotations

from domain.answers import Timer
from models.sealed import Purpose
from models.unit_of_work import UnitOfWork


def set_timer(uow: UnitOfWork, timer: Timer) -> None:
    """Keep a timer; the same key again changes nothing."""
    lane = uow.keys.fingerprint(Purpose.LANE, uow.rules.code, timer.lane)
    uow.inbox.set_timer(timer, lane=lane, now=uow.now)
