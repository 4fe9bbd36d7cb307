"""This is what LINE allows a station to send this month, and what it says was used."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, String, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.quota import counted_month
from models.base import Base, Moment


class MonthlyQuota(Base):
    """One month of one station; `is_spent` is set when LINE refuses for the monthly limit."""

    __tablename__ = "monthly_quotas"

    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    limit: Mapped[int | None]
    used: Mapped[int | None]
    counted: Mapped[int] = mapped_column(default=0)
    is_spent: Mapped[bool] = mapped_column(Boolean, default=False)
    read_at: Mapped[datetime | None] = mapped_column(Moment)


class Quotas:
    """The quota of one station, month by month."""

    def __init__(self, session: Session, station_id: int) -> None:
        self._session = session
        self._station_id = station_id

    def is_spent(self, moment: datetime) -> bool:
        """Say whether LINE refused a push of a moment's month for its limit; only looks."""
        row = self._session.get(MonthlyQuota, (self._station_id, counted_month(moment)))
        return row is not None and row.is_spent

    def at(self, moment: datetime) -> MonthlyQuota:
        """Return the quota of the month in which LINE counts a moment, making its row if new."""
        month = counted_month(moment)
        row = self._session.get(MonthlyQuota, (self._station_id, month))
        if row is None:
            # Another process may make it at the same moment, and either's will do.
            self._session.execute(
                text(
                    "INSERT INTO monthly_quotas (station_id, month, counted, is_spent)"
                    " VALUES (:station, :month, 0, :spent) ON CONFLICT DO NOTHING"
                ),
                {"station": self._station_id, "month": month, "spent": False},
            )
            row = self._session.get_one(MonthlyQuota, (self._station_id, month))
        return row
