"""This is what becomes right again once a clock that ran ahead was put back.

What was put off by that clock would wait for as long as it was ahead.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import BigInteger, Update, delete, or_, type_coerce, update
from sqlalchemy.orm import Session

from domain.timer_events import COUNTED_FROM_NOW
from models.arrival import Arrival, ArrivalKind, ArrivalState
from models.base import to_milliseconds
from models.bulletin_photo import BulletinPhoto, PhotoState
from models.database import Database
from models.lane import Lane
from models.media import MediaItem, MediaState
from models.menu import MenuWish
from models.outbox import OPEN_STATES, Outgoing

# Two clocks that are kept right differ by less.
_DOUBT: Final = timedelta(seconds=2)
# Nobody claims anything for longer at once.
_LONGEST_LEASE: Final = timedelta(minutes=40)


def set_right(session: Session, database: Database, *, now: datetime) -> int:
    """Bring nearer what a clock that ran ahead put off; return how many arrivals there were."""
    for statement in _tries_at_once(now):
        session.execute(statement)
    _free_claims(session, database)
    return int(getattr(session.execute(_sooner(now)), "rowcount", 0))


def _sooner(now: datetime) -> Update:
    """Let what came, or was set, later than now be due as long after now as it was after that.

    Where it stands in its lane stays; what hangs on the hour of a day keeps its hour.
    """
    ahead = type_coerce(Arrival.received_at, BigInteger) - to_milliseconds(now)
    return (
        update(Arrival)
        .where(
            Arrival.state == ArrivalState.WAITING,
            Arrival.received_at > now + _DOUBT,
            or_(
                Arrival.kind == ArrivalKind.LINE,
                Arrival.event_type.in_(_names(COUNTED_FROM_NOW)),
                Arrival.due_at == Arrival.received_at,
            ),
        )
        .values(due_at=type_coerce(Arrival.due_at, BigInteger) - ahead, received_at=now)
        .execution_options(synchronize_session=False)
    )


def _names(kinds: Collection[type]) -> list[str]:
    return [one.__name__ for one in kinds]


def _tries_at_once(now: datetime) -> list[Update]:
    """Let whatever waits for its next try have it now: once more than needed does no harm."""
    waiting = (
        (Outgoing, Outgoing.state.in_(OPEN_STATES)),
        (MediaItem, MediaItem.state == MediaState.WANTED),
        (BulletinPhoto, BulletinPhoto.state == PhotoState.WANTED),
        (MenuWish, MenuWish.leased_until.is_(None)),
    )
    return [
        update(table)
        .where(waits, table.next_try_at > now)
        .values(next_try_at=now)
        .execution_options(synchronize_session=False)
        for table, waits in waiting
    ]


def _free_claims(session: Session, database: Database) -> None:
    """End claims that a clock which ran ahead made longer than any is."""
    longest = database.now_plus(_LONGEST_LEASE)
    session.execute(delete(Lane).where(Lane.until > longest))
    for table in (Outgoing, MediaItem, BulletinPhoto, MenuWish):
        session.execute(
            update(table)
            .where(table.leased_until > longest)
            .values(leased_until=None)
            .execution_options(synchronize_session=False)
        )
