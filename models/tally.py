"""This is how far bulletins have come: who has them, who not and why, and what that cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from domain.bulletin import DeliveryState
from models.base import Moment
from models.bulletin import Bulletin, Occurrence
from models.delivery import Delivery
from models.member import Member
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
_FAILED = (DeliveryState.REFUSED, DeliveryState.GIVEN_UP, DeliveryState.DROPPED)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How it stands with one recipient, a row of whom names nobody.

    `group` is a group's row and `officer` an officer's; a member has neither, and `village` is
    where they live. `because`: why they were refused, dropped or given up.
    """

    delivery: int
    group: int | None
    officer: int | None
    village: int | None
    state: DeliveryState
    because: str = ""
    settled_at: datetime | None = None


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
        state = _standing()
        is_free = Outgoing.method == "reply"
        rows = self._session.execute(
            select(Delivery.occurrence_id, state, is_free, func.count(), func.sum(Delivery.cost))
            .join(Outgoing, Outgoing.id == Delivery.message_id, isouter=True)
            .where(Delivery.occurrence_id.in_(occurrence_ids))
            .group_by(Delivery.occurrence_id, state, is_free)
        ).all()
        counts: dict[int, dict[DeliveryState, int]] = {}
        spent: dict[int, int] = {}
        for occurrence, stands, free, count, cost in rows:
            kind = DeliveryState(stands)
            own = counts.setdefault(occurrence, {})
            own[kind] = own.get(kind, 0) + count
            is_counted = kind is DeliveryState.ACCEPTED and not free
            spent[occurrence] = spent.get(occurrence, 0) + (int(cost) if is_counted else 0)
        return {one: Tally(counts=own, cost=spent[one]) for one, own in counts.items()}

    def each(
        self,
        occurrence: Occurrence,
        *,
        state: DeliveryState | None = None,
        after: int = 0,
        limit: int | None = None,
    ) -> Sequence[Standing]:
        """Return how it stands with each recipient, those after one delivery alone."""
        stands = _standing()
        query = (
            select(
                Delivery.id.label("delivery"),
                Delivery.group_id.label("group"),
                Delivery.officer_id.label("officer"),
                Member.village_id.label("village"),
                stands.label("state"),
                func.coalesce(Delivery.because, Outgoing.fault).label("because"),
                func.coalesce(Delivery.dropped_at, Outgoing.settled_at, type_=Moment).label("at"),
            )
            .join(Outgoing, Outgoing.id == Delivery.message_id, isouter=True)
            .join(Member, Member.id == Delivery.member_id, isouter=True)
            .where(Delivery.occurrence_id == occurrence.id, Delivery.id > after)
            .order_by(Delivery.id)
            .limit(limit)
        )
        if state is not None:
            query = query.where(stands == state)
        return [_told(row) for row in self._session.execute(query)]

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


def _standing() -> ColumnElement[str]:
    """Return how it stands with a delivery that is joined to its message."""
    of_messages = [(Outgoing.state == state, kind.value) for state, kind in _OF_MESSAGES.items()]
    return case(
        (Delivery.dropped_at.is_not(None), DeliveryState.DROPPED.value),
        (is_without_ride(), DeliveryState.WAITING.value),
        *of_messages,
        else_=DeliveryState.DROPPED.value,
    )


def _told(row: Any) -> Standing:
    state = DeliveryState(row.state)
    return Standing(
        delivery=row.delivery,
        group=row.group,
        officer=row.officer,
        village=row.village,
        state=state,
        because=str(row.because or "") if state in _FAILED else "",
        settled_at=row.at,
    )
