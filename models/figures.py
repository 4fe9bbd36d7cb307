"""This is how much of what there is: counts for an operator, naming nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.classification.kinds import Urgency
from domain.quota import counted_month, estimated_use
from domain.tip import OPEN, TipState
from models.arrival import Arrival, ArrivalState
from models.envelope import Envelope
from models.media import MediaItem
from models.outbox import OutboxState, Outgoing
from models.quota import MonthlyQuota
from models.station import Station
from models.tip import Tip

Counts = Mapping[tuple[str, ...], int]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Rows by their states, and how long the oldest of those that matter most has waited.

    The quota is by station, of those alone whose account has a limit that LINE told.
    """

    arrivals: Counts
    messages: Counts
    media: Counts
    open_tips: Counts
    quota_limits: Counts
    quota_left: Counts
    oldest_arrival: timedelta
    oldest_message: timedelta
    oldest_emergency: timedelta


def figures(session: Session, *, now: datetime) -> Figures:
    """Count what all stations of this database hold."""
    tips = select(Tip.state, Tip.urgency, func.count()).where(
        Tip.state.in_(OPEN), Tip.is_practice.is_(False)
    )
    emergency = select(func.min(Tip.sent_at)).where(
        Tip.state == TipState.SENT, Tip.urgency == Urgency.EMERGENCY, Tip.is_practice.is_(False)
    )
    limits, left = _quotas(session, now)
    arrival, message = oldest(session, now=now)
    return Figures(
        quota_limits=limits,
        quota_left=left,
        oldest_arrival=arrival,
        arrivals=_counts(session, select(Arrival.state, func.count()).group_by(Arrival.state)),
        messages=_counts(session, select(Outgoing.state, func.count()).group_by(Outgoing.state)),
        media=_counts(session, select(MediaItem.state, func.count()).group_by(MediaItem.state)),
        open_tips=_counts(session, tips.group_by(Tip.state, Tip.urgency)),
        oldest_message=message,
        oldest_emergency=_since(session.execute(emergency).scalar_one(), now),
    )


def oldest(session: Session, *, now: datetime) -> tuple[timedelta, timedelta]:
    """Return how long the oldest due arrival, sorted or not, and the oldest message have waited."""
    arrival = select(func.min(Arrival.due_at)).where(
        Arrival.state == ArrivalState.WAITING, Arrival.due_at <= now
    )
    envelope = select(func.min(Envelope.received_at))
    message = select(func.min(Outgoing.created_at)).where(
        Outgoing.state.in_((OutboxState.WAITING, OutboxState.SENDING)), Outgoing.next_try_at <= now
    )
    waits = [_since(session.execute(one).scalar_one(), now) for one in (arrival, envelope, message)]
    return max(waits[:2]), waits[2]


def _quotas(session: Session, now: datetime) -> tuple[Counts, Counts]:
    """Return what LINE allows each station this month, and what is left of it."""
    query = (
        select(Station.code, MonthlyQuota)
        .join(MonthlyQuota, MonthlyQuota.station_id == Station.id)
        .where(MonthlyQuota.month == counted_month(now), MonthlyQuota.limit.is_not(None))
    )
    limits, left = dict[tuple[str, ...], int](), dict[tuple[str, ...], int]()
    for code, month in session.execute(query):
        used = estimated_use(
            told=month.used, counted=month.counted, counted_when_told=month.counted_then
        )
        limits[code,] = allowed = month.limit or 0
        left[code,] = 0 if month.is_spent else max(0, allowed - (used or 0))
    return limits, left


def _counts(session: Session, query: object) -> Counts:
    rows = session.execute(query).all()  # type: ignore[call-overload]
    return {tuple(str(part) for part in row[:-1]): int(row[-1]) for row in rows}


def _since(moment: datetime | None, now: datetime) -> timedelta:
    return timedelta() if moment is None else max(timedelta(), now - moment)
