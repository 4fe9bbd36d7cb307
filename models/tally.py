"""This is how far bulletins have come: who has them, who not and why, and what that cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from domain.bulletin import DeliveryState
from models.bulletin import Bulletin, Occurrence
from models.delivery import Delivery
from models.outbox import UNSETTLED, OutboxState, Outgoing
from models.riding import is_without_ride

_OF_MESSAGES: Mapping[str, DeliveryState] = {
    OutboxState.WAITING: DeliveryState.WAITING,
    OutboxState.HELD: DeliveryState.WAITING,
    OutboxState.SENDING: DeliveryState.SENT,
    OutboxState.ACCEPTED: DeliveryState.ACCEPTED,
    OutboxState.SET_ASIDE: DeliveryState.REFUSED,
    OutboxState.UNKNOWN: DeliveryState.GIVEN_UP,
}


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many recipients stand where, and what LINE counts for those that it accepted."""

    counts: Mapping[DeliveryState, int]
    cost: int

    @property
    def open(self) -> int:
        """How many are not settled yet."""
        return self.of(DeliveryState.WAITING, DeliveryState.SENT)

    def of(self, *states: DeliveryState) -> int:
        """Return how many stand in one of these states."""
        return sum(self.counts.get(state, 0) for state in states)


class Tallies:
    """The progress of one station's bulletins."""

    def __init__(self, session: Session, station_id: int) -> None:
        self._session = session
        self._station_id = station_id

    def of(self, occurrence: Occurrence) -> Tally:
        """Count where the recipients of one time of a bulletin stand."""
        return self.all([occurrence.id]).get(occurrence.id, Tally(counts={}, cost=0))

    def all(self, occurrence_ids: Sequence[int]) -> Mapping[int, Tally]:
        """Count where the recipients of several times stand."""
        is_dropped = Delivery.dropped_at.is_not(None)
        is_waiting = case((is_without_ride(), True), else_=False)
        kinds = (Delivery.occurrence_id, is_dropped, is_waiting, Outgoing.state, Outgoing.method)
        rows = self._session.execute(
            select(*kinds, func.count(), func.sum(Delivery.cost))
            .join(Outgoing, Outgoing.id == Delivery.message_id, isouter=True)
            .where(Delivery.occurrence_id.in_(occurrence_ids))
            .group_by(*kinds)
        ).all()
        counts: dict[int, dict[DeliveryState, int]] = {}
        spent: dict[int, int] = {}
        for occurrence, dropped, waiting, state, method, count, cost in rows:
            kind = _state(None if waiting else state, is_dropped=dropped)
            own = counts.setdefault(occurrence, {})
            own[kind] = own.get(kind, 0) + count
            is_counted = kind is DeliveryState.ACCEPTED and method != "reply"
            spent[occurrence] = spent.get(occurrence, 0) + (int(cost) if is_counted else 0)
        return {one: Tally(counts=own, cost=spent[one]) for one, own in counts.items()}

    def reasons(self, occurrence: Occurrence) -> Mapping[str, int]:
        """Count why recipients were refused, dropped or given up."""
        why = func.coalesce(Delivery.because, Outgoing.fault)
        settled = (OutboxState.SET_ASIDE, OutboxState.UNKNOWN, OutboxState.WITHDRAWN)
        rows = self._session.execute(
            select(why, func.count())
            .select_from(Delivery)
            .join(Outgoing, Outgoing.id == Delivery.message_id, isouter=True)
            .where(
                Delivery.occurrence_id == occurrence.id,
                or_(Delivery.dropped_at.is_not(None), Outgoing.state.in_(settled)),
            )
            .group_by(why)
        ).all()
        return {str(reason or "-"): int(count) for reason, count in rows}

    def queued(self) -> int:
        """Return what is handed over for bulletins, or about to be, and not settled yet."""
        is_sending = and_(
            Bulletin.station_id == self._station_id,
            Occurrence.started_at.is_not(None),
            Occurrence.ended_at.is_(None),
        )
        whole = select(func.sum(Occurrence.cost)).join(Bulletin).where(is_sending)
        settled = (
            select(func.sum(Delivery.cost))
            .join(Occurrence, Occurrence.id == Delivery.occurrence_id)
            .join(Bulletin)
            .join(Outgoing, Outgoing.id == Delivery.message_id, isouter=True)
            .where(
                is_sending,
                or_(Delivery.dropped_at.is_not(None), Outgoing.state.not_in(UNSETTLED)),
            )
        )
        promised = self._session.scalar(whole) or 0
        return max(0, int(promised) - int(self._session.scalar(settled) or 0))


def _state(state: str | None, *, is_dropped: bool) -> DeliveryState:
    if is_dropped:
        return DeliveryState.DROPPED
    if state is None:
        return DeliveryState.WAITING
    return _OF_MESSAGES.get(state, DeliveryState.DROPPED)
