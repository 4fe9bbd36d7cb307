"""This is how much of what there is: counts for an operator, naming nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.classification.kinds import Urgency
from domain.tip import OPEN, TipState
from models.inbox import Arrival
from models.media import MediaItem
from models.outbox import OutboxState, Outgoing
from models.tip import Tip

Counts = Mapping[tuple[str, ...], int]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Rows by their states, and how long the oldest of those that matter most has waited."""

    arrivals: Counts
    messages: Counts
    media: Counts
    open_tips: Counts
    oldest_message: timedelta
    oldest_emergency: timedelta


def figures(session: Session, *, now: datetime) -> Figures:
    """Count what all stations of this database hold."""
    tips = select(Tip.state, Tip.urgency, func.count()).where(
        Tip.state.in_(OPEN), Tip.is_practice.is_(False)
    )
    due = select(func.min(Outgoing.created_at)).where(
        Outgoing.state.in_((OutboxState.WAITING, OutboxState.SENDING)), Outgoing.next_try_at <= now
    )
    emergency = select(func.min(Tip.sent_at)).where(
        Tip.state == TipState.SENT, Tip.urgency == Urgency.EMERGENCY, Tip.is_practice.is_(False)
    )
    return Figures(
        arrivals=_counts(session, select(Arrival.state, func.count()).group_by(Arrival.state)),
        messages=_counts(session, select(Outgoing.state, func.count()).group_by(Outgoing.state)),
        media=_counts(session, select(MediaItem.state, func.count()).group_by(MediaItem.state)),
        open_tips=_counts(session, tips.group_by(Tip.state, Tip.urgency)),
        oldest_message=_since(session.execute(due).scalar_one(), now),
        oldest_emergency=_since(session.execute(emergency).scalar_one(), now),
    )


def _counts(session: Session, query: object) -> Counts:
    rows = session.execute(query).all()  # type: ignore[call-overload]
    return {tuple(str(part) for part in row[:-1]): int(row[-1]) for row in rows}


def _since(moment: datetime | None, now: datetime) -> timedelta:
    return timedelta() if moment is None else max(timedelta(), now - moment)
