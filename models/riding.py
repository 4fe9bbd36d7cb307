"""This is which bulletins wait for a word in a group, to ride on its free reply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from domain.bulletin import BulletinState
from models.bulletin import Bulletin, Occurrence
from models.delivery import Delivery
from models.outbox import OutboxState, Outgoing

# A free reply that was surely not delivered leaves its bulletins waiting for the next.
_FAILED = (OutboxState.DROPPED, OutboxState.SET_ASIDE)


def is_without_ride() -> ColumnElement[bool]:
    """Say of a delivery, joined to its message, that no reply carries or carried it."""
    has_failed = and_(Outgoing.only_reply.is_(True), Outgoing.state.in_(_FAILED))
    return and_(Delivery.dropped_at.is_(None), or_(Delivery.message_id.is_(None), has_failed))


class Rides:
    """The bulletins of one station that wait for free replies."""

    def __init__(self, session: Session, station_id: int) -> None:
        self._session = session
        self._station_id = station_id

    def are_awaited(self, *, now: datetime) -> bool:
        """Say whether any bulletin waits at all; asked at every word in every group."""
        query = select(Occurrence.id).join(Bulletin).where(*self._waits(now)).limit(1)
        return self._session.scalar(query) is not None

    def of_group(self, group_id: int, *, now: datetime) -> Sequence[tuple[Delivery, Occurrence]]:
        """Return what waits for a word in a group, longest waiting first, held fast."""
        rows = self._session.execute(
            select(Delivery, Occurrence)
            .join(Occurrence, Occurrence.id == Delivery.occurrence_id)
            .join(Bulletin, Bulletin.id == Occurrence.bulletin_id)
            .join(Outgoing, Outgoing.id == Delivery.message_id, isouter=True)
            .where(*self._waits(now), Delivery.group_id == group_id, is_without_ride())
            .order_by(Occurrence.id)
            .limit(5)
            .with_for_update(of=Delivery)
        ).all()
        return [(delivery, occurrence) for delivery, occurrence in rows]

    def left_over(self, occurrence: Occurrence, *, limit: int) -> Sequence[Delivery]:
        """Return those of a bulletin for which nobody spoke, held fast."""
        return self._session.scalars(
            select(Delivery)
            .join(Outgoing, Outgoing.id == Delivery.message_id, isouter=True)
            .where(Delivery.occurrence_id == occurrence.id, is_without_ride())
            .order_by(Delivery.id)
            .limit(limit)
            .with_for_update(of=Delivery)
        ).all()

    def board(self, deliveries: Sequence[int], message_id: int) -> None:
        """Let a message carry bulletins."""
        self._session.execute(
            update(Delivery).where(Delivery.id.in_(deliveries)).values(message_id=message_id)
        )

    def _waits(self, now: datetime) -> Sequence[ColumnElement[bool]]:
        return (
            Bulletin.station_id == self._station_id,
            Occurrence.state == BulletinState.SENDING,
            Occurrence.rides_until > now,
        )
