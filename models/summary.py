"""This is which officers want the morning's summary, and the rows it is reckoned from."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import Boolean, Date, ForeignKey, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.tip import OPEN, TipState, Trust
from models.base import Base
from models.tip import Tip, TipStep, in_hands_of

_BACK_IN_LINE: Final = ("sent", "reopened", "handed_over", "passed", "unmerged")
_UNTRUSTED: Final = (Trust.UNVERIFIED, Trust.SUSPENDED)


class SummaryChoice(Base):
    """What one officer said of the summary, and the day on which they last asked for it."""

    __tablename__ = "summary_choices"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    is_off: Mapped[bool] = mapped_column(Boolean, default=False)
    read_on: Mapped[date | None] = mapped_column(Date)


class Summaries:
    """The choices of one station's officers, and the rows of its summaries."""

    def __init__(self, session: Session, station_id: int) -> None:
        self._session = session
        self._station_id = station_id

    def choices(self) -> Mapping[int, SummaryChoice]:
        """Return what the officers said, by officer."""
        rows = self._session.scalars(
            select(SummaryChoice).where(SummaryChoice.station_id == self._station_id)
        )
        return {row.officer_id: row for row in rows}

    def choice(self, officer_id: int) -> SummaryChoice:
        """Return what one officer said, making its row if new."""
        row = self._session.get(SummaryChoice, officer_id)
        if row is None:
            row = SummaryChoice(officer_id=officer_id, station_id=self._station_id, is_off=False)
            self._session.add(row)
            self._session.flush()
        return row

    def tips(self, *, since: datetime) -> Sequence[Tip]:
        """Return the tips that are open, or were sent or closed since a moment."""
        return self._session.scalars(
            select(Tip)
            .where(
                in_hands_of(self._station_id),
                Tip.sent_at.is_not(None),
                or_(Tip.state.in_(OPEN), Tip.sent_at >= since, Tip.closed_at >= since),
            )
            .order_by(Tip.year, Tip.sequence)
        ).all()

    def waiting_since(self) -> Mapping[uuid.UUID, datetime]:
        """Return since when each tip that nobody has taken waits; one may be sent anew."""
        rows = self._session.execute(
            select(TipStep.tip_id, func.max(TipStep.happened_at))
            .join(Tip, Tip.id == TipStep.tip_id)
            .where(
                in_hands_of(self._station_id),
                Tip.state == TipState.SENT,
                TipStep.what.in_(_BACK_IN_LINE),
            )
            .group_by(TipStep.tip_id)
        )
        return {row[0]: row[1] for row in rows}

    def last_heard(self) -> Mapping[int, datetime]:
        """Return when the network last told of each village, restricted tips left out."""
        rows = self._session.execute(
            select(Tip.village_id, func.max(Tip.sent_at))
            .where(
                in_hands_of(self._station_id),
                Tip.village_id.is_not(None),
                Tip.sent_at.is_not(None),
                Tip.is_practice.is_(False),
                Tip.is_restricted.is_(False),
                Tip.trust.not_in(_UNTRUSTED),
            )
            .group_by(Tip.village_id)
        )
        return {
            village_id: heard_at
            for village_id, heard_at in rows
            if village_id is not None and heard_at is not None
        }
