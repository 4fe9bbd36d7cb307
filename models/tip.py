"""This is a tip, its messages in order, and the history of what was done with it, as rows."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    and_,
    false,
    or_,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from domain import tip as life
from domain.tip import Step, TipState
from models.base import Base, BigId, Bytes, Moment


class Tip(Base):
    """One report. Who sent it is sealed twice: under the tip's key and the member's own.

    `sender_mark` finds a sender's open tips again and joins with no other column. `rung` counts
    how often acceptance was awaited: a timer of an earlier one is void. `is_surplus`: its sender
    had opened so many before that the desk alone gets it. `away_id` is the station in whose hands
    it is, where that is not its own.
    """

    __tablename__ = "tips"
    __table_args__ = (
        UniqueConstraint("station_id", "year", "sequence"),
        Index("ix_tips_sender_state", "sender_mark", "state"),
        Index("ix_tips_station_state", "station_id", "state"),
        Index("ix_tips_station_opened_at", "station_id", "opened_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    year: Mapped[int]
    sequence: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    data_key_id: Mapped[uuid.UUID]
    sender: Mapped[bytes | None] = mapped_column(Bytes)
    sender_mark: Mapped[bytes | None] = mapped_column(Bytes)
    trust: Mapped[str] = mapped_column(String(16))
    is_practice: Mapped[bool] = mapped_column(Boolean, default=False)
    is_restricted: Mapped[bool] = mapped_column(Boolean, default=False)
    is_coerced: Mapped[bool] = mapped_column(Boolean, default=False)
    is_environment_spot: Mapped[bool] = mapped_column(Boolean, default=False)
    came_by_group: Mapped[bool] = mapped_column(Boolean, default=False)
    is_surplus: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    has_withdrawn: Mapped[bool] = mapped_column(Boolean, default=False)
    village_id: Mapped[int | None] = mapped_column(ForeignKey("villages.id"), index=True)
    village_source: Mapped[str] = mapped_column(String(16), default="none")
    village_confidence: Mapped[float] = mapped_column(Float, default=0.0)
    village_candidates: Mapped[list[str]] = mapped_column(JSON, default=list)
    must_confirm: Mapped[bool] = mapped_column(Boolean, default=False)
    is_outside_area: Mapped[bool] = mapped_column(Boolean, default=False)
    category: Mapped[str] = mapped_column(String(24), default="other")
    category_confidence: Mapped[float] = mapped_column(Float, default=0.0)
    urgency: Mapped[str] = mapped_column(String(16), default="routine")
    reading: Mapped[bytes | None] = mapped_column(Bytes)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    last_message_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    outcome: Mapped[str | None] = mapped_column(String(32))
    note: Mapped[bytes | None] = mapped_column(Bytes)
    rating: Mapped[str | None] = mapped_column(String(16))
    rung: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    accept_by: Mapped[datetime | None] = mapped_column(Moment)
    is_named: Mapped[bool] = mapped_column(Boolean, default=False)
    review_at: Mapped[datetime | None] = mapped_column(Moment)
    away_id: Mapped[int | None] = mapped_column(ForeignKey("stations.id"), index=True)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def age(self) -> tuple[datetime, int, int]:
        """Return what tips are put in order by: the moment, then the number."""
        return self.opened_at, self.year, self.sequence

    def take(self, step: Step) -> None:
        """Take one step of a tip's life; raise StepNotAllowed if it is not open from here."""
        self.state = life.step(TipState(self.state), step)


def in_hands_of(station_id: int) -> ColumnElement[bool]:
    """Return what holds for the tips on which a station's officers work."""
    is_at_home = and_(Tip.station_id == station_id, Tip.away_id.is_(None))
    return or_(is_at_home, Tip.away_id == station_id)


class OfTip:
    """What belongs to a tip by its `tip_id`, and is written after it.

    SQLAlchemy knows no order of two tables but by such a relationship, whatever their keys say.
    https://docs.sqlalchemy.org/en/20/orm/basic_relationships.html
    """

    @declared_attr
    def written_after(cls) -> Mapped[Tip | None]:  # noqa: N805 - it is told its class
        """Nothing reads it."""
        return relationship(Tip, cascade="", lazy="raise")


class TipMessage(OfTip, Base):
    """One text, photo, location or answer in a tip; `content` is erased when it is withdrawn."""

    __tablename__ = "tip_messages"
    __table_args__ = (UniqueConstraint("tip_id", "message_mark"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    tip_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tips.id"), index=True)
    message_mark: Mapped[bytes | None] = mapped_column(Bytes, index=True)
    kind: Mapped[str] = mapped_column(String(16))
    author: Mapped[str] = mapped_column(String(16))
    happened_at: Mapped[datetime] = mapped_column(Moment)
    edited_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    content: Mapped[bytes | None] = mapped_column(Bytes)


class TipStep(OfTip, Base):
    """One line of a tip's history: what was done, when, and by which officer, if by one."""

    __tablename__ = "tip_history"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    tip_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tips.id"), index=True)
    happened_at: Mapped[datetime] = mapped_column(Moment)
    what: Mapped[str] = mapped_column(String(32))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    detail: Mapped[bytes | None] = mapped_column(Bytes)


class Tombstone(Base):
    """A withdrawn message that holds nothing: a late copy of it does not bring it back."""

    __tablename__ = "tombstones"

    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), primary_key=True)
    message_mark: Mapped[bytes] = mapped_column(Bytes, primary_key=True)
    withdrawn_at: Mapped[datetime] = mapped_column(Moment)
