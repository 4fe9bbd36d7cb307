"""This is which message leaves next: alerts first, in order, and claimed by one sender alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true, update
from sqlalchemy.orm import Session, aliased

from domain.delivery import LONGEST_WAIT
from models.database import Database
from models.outbox import OPEN_STATES, OutboxState, Outgoing


@dataclass(frozen=True, kw_only=True)
class Claimant:
    """Who claims messages, for how long, and of which stations; None for all."""

    owner: str
    lease: timedelta
    stations: Collection[int] | None = None


def claim_messages(
    session: Session, database: Database, claimant: Claimant, *, now: datetime, limit: int
) -> Sequence[Outgoing]:
    """Take messages to send, alerts first, none that would overtake one before it in its order."""
    stations = claimant.stations
    is_theirs = true() if stations is None else Outgoing.station_id.in_(stations)
    query = (
        select(Outgoing)
        .where(is_theirs, *_can_leave(database, now))
        .order_by(Outgoing.rank, Outgoing.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = session.scalars(query).all()
    if rows:
        until = database.now_plus(claimant.lease)
        session.execute(
            update(Outgoing)
            .where(Outgoing.id.in_([row.id for row in rows]))
            .values(owner=claimant.owner, state=OutboxState.SENDING, leased_until=until)
        )
    return rows


def waiting_messages(session: Session, database: Database, *, now: datetime) -> int:
    """Count the messages that could be claimed now."""
    counted = session.scalar(
        select(func.count()).select_from(Outgoing).where(*_can_leave(database, now))
    )
    return int(counted or 0)


def _can_leave(database: Database, now: datetime) -> Sequence[ColumnElement[bool]]:
    clock = database.now_plus(timedelta())
    return (
        Outgoing.state.in_(OPEN_STATES),
        # What seems put off for longer than anything is was kept by a clock that ran ahead.
        or_(Outgoing.next_try_at <= now, Outgoing.next_try_at > now + LONGEST_WAIT),
        or_(Outgoing.leased_until.is_(None), Outgoing.leased_until < clock),
        ~_would_overtake(now),
    )


def _would_overtake(now: datetime) -> ColumnElement[bool]:
    earlier = aliased(Outgoing)
    # What waits for a new month must not hold up what leaves for nothing.
    is_passed_by = and_(earlier.stalled_since.is_not(None), Outgoing.reply_until > now)
    return (
        select(earlier.id)
        .where(
            earlier.order_mark == Outgoing.order_mark,
            earlier.station_id == Outgoing.station_id,
            earlier.id < Outgoing.id,
            earlier.state.in_(OPEN_STATES),
            ~func.coalesce(is_passed_by, false()),
        )
        .exists()
    )
