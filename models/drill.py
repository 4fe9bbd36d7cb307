"""This is a station's drill: when it was, and who was asked. What they wrote is not kept here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId, Moment
from models.station import next_number


class Drill(Base):
    """One drill; practice tips between its two moments belong to it."""

    __tablename__ = "drills"
    __table_args__ = (UniqueConstraint("station_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    number: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)


class DrillCall(Base):
    """One member who was asked; `message_id` names the outbox row that asked them.

    No column joins a member to a tip: who practised is found while a report is made.
    """

    __tablename__ = "drill_calls"

    drill_id: Mapped[int] = mapped_column(ForeignKey("drills.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    message_id: Mapped[int] = mapped_column(BigId)


class Drills:
    """The drills of one station."""

    def __init__(self, session: Session, station_id: int) -> None:
        self._session = session
        self._station_id = station_id

    def start(self, *, now: datetime, until: datetime) -> Drill | None:
        """Begin a drill; None while another is under way, though two begin at once."""
        number = next_number(self._session, self._station_id, "drills")
        if self.current(now=now) is not None:
            return None
        drill = Drill(station_id=self._station_id, number=number, started_at=now, ends_at=until)
        self._session.add(drill)
        self._session.flush()
        return drill

    def call(self, drill: Drill, *, member_id: int, message_id: int) -> None:
        """Remember that a member was asked."""
        row = DrillCall(drill_id=drill.id, member_id=member_id, message_id=message_id)
        self._session.add(row)

    def current(self, *, now: datetime) -> Drill | None:
        """Return the drill that is under way."""
        newest = self.newest()
        return newest if newest is not None and now < newest.ends_at else None

    def newest(self) -> Drill | None:
        """Return the drill that began last."""
        return self._session.scalars(
            select(Drill)
            .where(Drill.station_id == self._station_id)
            .order_by(Drill.number.desc())
            .limit(1)
        ).one_or_none()

    def by_number(self, number: int) -> Drill | None:
        """Return the drill that bears a number."""
        return self._session.scalars(
            select(Drill).where(Drill.station_id == self._station_id, Drill.number == number)
        ).one_or_none()

    def calls(self, drill: Drill) -> Sequence[DrillCall]:
        """Return who was asked."""
        return self._session.scalars(
            select(DrillCall).where(DrillCall.drill_id == drill.id).order_by(DrillCall.member_id)
        ).all()
