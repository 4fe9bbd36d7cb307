"""This is what a transaction leaves for others to do at once, known when it commits."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

_KEY: Final = "follow_ups"


class FollowUp(StrEnum):
    """Whose work it is: who sends messages, calls out bulletins, or fetches media."""

    MESSAGES = "messages"
    BULLETINS = "bulletins"
    MEDIA = "media"


def expect(session: Session, work: FollowUp) -> None:
    """Note that a transaction leaves work of a kind; whoever commits it wakes who does it."""
    session.info.setdefault(_KEY, set()).add(work)


def expected(session: Session) -> frozenset[FollowUp]:
    """Return what kinds of work a transaction leaves."""
    return frozenset(session.info.get(_KEY, ()))
