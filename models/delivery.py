"""This is the delivery of a bulletin to one group or person: to whom, at what cost, by which row.

A person stands here by their row alone; LINE ids are sealed in the outbox. What became of a
delivery is what became of the message that carries it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    String,
    UniqueConstraint,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.answers import Chat
from models.base import Base, BigId, Moment
from models.bulletin import Occurrence
from models.follow_up import FollowUp, expect
from models.group import Group, line_id_of
from models.outbox import FANNED_OUT, OutboxState, Outgoing, sealed_recipient
from models.sealed import KeyStore, Purpose


class Delivery(Base):
    """One recipient of one time of a bulletin.

    While `message_id` is empty it waits for a free reply, unless it was dropped.
    """

    __tablename__ = "bulletin_deliveries"
    __table_args__ = (
        UniqueConstraint("occurrence_id", "group_id"),
        UniqueConstraint("occurrence_id", "member_id"),
        UniqueConstraint("occurrence_id", "officer_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("bulletin_occurrences.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    cost: Mapped[int]
    message_id: Mapped[int | None] = mapped_column(BigId, index=True)
    dropped_at: Mapped[datetime | None] = mapped_column(Moment)
    because: Mapped[str | None] = mapped_column(String(40))


class Deliveries:
    """The deliveries of one station's bulletins."""

    def __init__(
        self, session: Session, *, station_id: int, keys: KeyStore, key: uuid.UUID
    ) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys
        self._key = key

    def to_groups(
        self, occurrence: Occurrence, groups: Sequence[Group], *, now: datetime, rides: bool
    ) -> None:
        """Give each group that has none yet its delivery; by push, unless it waits for a ride."""
        fresh = self._without_delivery(occurrence, Delivery.group_id, groups)
        kept: list[int | None] = [None] * len(fresh)
        if not rides:
            kept = list(self._push_to_groups(occurrence, fresh, now=now))
        self._keep(
            [
                _delivery(occurrence, cost=one.member_count or 0, message=row, group_id=one.id)
                for one, row in zip(fresh, kept, strict=True)
            ]
        )

    def to_people(
        self, occurrence: Occurrence, people: Sequence[tuple[str, int]], *, now: datetime
    ) -> None:
        """Give people, as (`member_id` or `officer_id`, row), one multicast together."""
        if not people:
            return
        (row,) = self._rows(occurrence, [(Chat.CROWD, "", len(people))], now=now)
        self._keep([_delivery(occurrence, cost=1, message=row, **{k: v}) for k, v in people])

    def known_people(self, occurrence: Occurrence) -> frozenset[tuple[str, int]]:
        """Return who has a delivery already."""
        rows = self._session.execute(
            select(Delivery.member_id, Delivery.officer_id).where(
                Delivery.occurrence_id == occurrence.id, Delivery.group_id.is_(None)
            )
        )
        return frozenset(
            ("officer_id", officer) if officer is not None else ("member_id", member or 0)
            for member, officer in rows
        )

    def _without_delivery(
        self, occurrence: Occurrence, column: Any, groups: Sequence[Group]
    ) -> list[Group]:
        known = set(
            self._session.scalars(
                select(column).where(
                    Delivery.occurrence_id == occurrence.id, column.in_([one.id for one in groups])
                )
            )
        )
        return [one for one in groups if one.id not in known]

    def _push_to_groups(
        self, occurrence: Occurrence, groups: Sequence[Group], *, now: datetime
    ) -> Sequence[int]:
        wanted = [
            (Chat.GROUP, line_id_of(one, self._keys), one.member_count or 0) for one in groups
        ]
        return self._rows(occurrence, wanted, now=now)

    def _rows(
        self, occurrence: Occurrence, wanted: Sequence[tuple[Chat, str, int]], *, now: datetime
    ) -> Sequence[int]:
        """Keep one message in the outbox for each recipient; return their rows in order."""
        if not wanted:
            return []
        rows = [self._row(occurrence, *one, now=now) for one in wanted]
        expect(self._session, FollowUp.BULLETINS)
        statement = insert(Outgoing).returning(Outgoing.id, sort_by_parameter_order=True)
        return self._session.scalars(statement, rows).all()

    def _row(
        self, occurrence: Occurrence, chat: Chat, line_id: str, cost: int, *, now: datetime
    ) -> dict[str, Any]:
        key = uuid.uuid4()
        # Two bulletins to one group keep their order, and nothing else waits for a bulletin.
        order = ("bulletin", chat, line_id or str(key))
        return {
            "station_id": self._station_id,
            "retry_key": key,
            "order_mark": self._keys.fingerprint(Purpose.ORDER, *order),
            "rank": FANNED_OUT,
            "hushes": False,
            "carries_content": False,
            "recipient": sealed_recipient(self._keys, self._key, chat, line_id),
            "only_reply": False,
            "asks": False,
            "state": OutboxState.WAITING,
            "created_at": now,
            "next_try_at": now,
            "attempts": 0,
            "is_doubtful": False,
            "occurrence_id": occurrence.id,
            "cost": cost,
        }

    def _keep(self, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            self._session.execute(insert(Delivery), rows)

    def push(self, occurrence: Occurrence, waiting: Sequence[Delivery], *, now: datetime) -> None:
        """Give groups for which no free reply came a push each."""
        groups = {
            one.id: one
            for one in self._session.scalars(
                select(Group).where(Group.id.in_([each.group_id for each in waiting]))
            )
        }
        going = [one for one in waiting if one.group_id in groups]
        rows = self._push_to_groups(
            occurrence, [groups[one.group_id] for one in going if one.group_id is not None], now=now
        )
        for one, row in zip(going, rows, strict=True):
            one.message_id = row
        self._session.flush()

    def of_message(self, message_id: int) -> Sequence[Delivery]:
        """Return the recipients that a message carries a bulletin to."""
        return self._session.scalars(
            select(Delivery).where(Delivery.message_id == message_id).order_by(Delivery.id)
        ).all()

    def split(self, row: Outgoing, *, now: datetime) -> bool:
        """Halve a multicast that LINE refused as a whole; say whether it had more than one."""
        carried = self.of_message(row.id)
        if len(carried) <= 1 or row.occurrence_id is None:
            return False
        occurrence = self._session.get_one(Occurrence, row.occurrence_id)
        middle = len(carried) // 2
        for half in (carried[:middle], carried[middle:]):
            (fresh,) = self._rows(occurrence, [(Chat.CROWD, "", len(half))], now=now)
            for one in half:
                one.message_id = fresh
        self._session.flush()
        return True

    def drop(self, rows: Iterable[Delivery], *, now: datetime, because: str) -> None:
        """End deliveries of which nothing will come."""
        for one in rows:
            one.dropped_at, one.because = now, because

    def withdraw(self, occurrence: Occurrence, *, now: datetime) -> None:
        """Take back what LINE surely has not; what it may have is settled as it comes."""
        self._session.execute(
            update(Outgoing)
            .where(
                Outgoing.occurrence_id == occurrence.id,
                Outgoing.state == OutboxState.WAITING,
                Outgoing.is_doubtful.is_(False),
            )
            .values(state=OutboxState.WITHDRAWN, settled_at=now, frozen=None)
        )
        self._session.execute(
            update(Delivery)
            .where(
                Delivery.occurrence_id == occurrence.id,
                Delivery.message_id.is_(None),
                Delivery.dropped_at.is_(None),
            )
            .values(dropped_at=now, because="cancelled")
        )


def _delivery(
    occurrence: Occurrence, *, cost: int, message: int | None, **whom: int
) -> dict[str, Any]:
    facts = {"group_id": None, "member_id": None, "officer_id": None, **whom}
    return {"occurrence_id": occurrence.id, "cost": cost, "message_id": message, **facts}
