"""This is what LINE allows a station to send this month, and what it says was used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Boolean, ForeignKey, String, bindparam, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.util import identity_key

from domain.quota import counted_month, estimated_use
from models.base import Base, Moment
from models.departure import resume


class MonthlyQuota(Base):
    """One month of one station; `is_spent` is set when LINE refuses for the monthly limit.

    `used` is LINE's word at `read_at`, `counted` our own count of what it accepted, and
    `counted_then` that count at the same moment.
    """

    __tablename__ = "monthly_quotas"

    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    limit: Mapped[int | None]
    used: Mapped[int | None]
    counted: Mapped[int] = mapped_column(default=0)
    counted_then: Mapped[int] = mapped_column(default=0, server_default="0")
    is_spent: Mapped[bool] = mapped_column(Boolean, default=False)
    read_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def used_by_now(self) -> int | None:
        """What LINE said was used and what it accepted since; None while it told nothing."""
        return estimated_use(
            told=self.used, counted=self.counted, counted_when_told=self.counted_then
        )


@dataclass(frozen=True, kw_only=True)
class Fall:
    """A month's limit that is lower than before; `before` is None where there was none."""

    before: int | None
    now: int


def told_at(session: Session, moment: datetime) -> Mapping[int, tuple[datetime, bool]]:
    """Return by station when LINE last told of a moment's month, and whether that is spent."""
    query = select(MonthlyQuota.station_id, MonthlyQuota.read_at, MonthlyQuota.is_spent).where(
        MonthlyQuota.month == counted_month(moment), MonthlyQuota.read_at.is_not(None)
    )
    return {
        station: (read_at, is_spent)
        for station, read_at, is_spent in session.execute(query)
        if read_at is not None
    }


# To put it together takes longer than to run it.
_COUNTED: Final = (
    update(MonthlyQuota)
    .where(
        MonthlyQuota.station_id == bindparam("of_station"),
        MonthlyQuota.month == bindparam("of_month"),
    )
    .values(counted=MonthlyQuota.counted + bindparam("more"))
    .returning(MonthlyQuota.is_spent)
    .execution_options(synchronize_session=False)
)


class Quotas:
    """The quota of one station, month by month."""

    def __init__(self, session: Session, station_id: int) -> None:
        self._session = session
        self._station_id = station_id

    def is_spent(self, moment: datetime) -> bool:
        """Say whether LINE refused a push of a moment's month for its limit; only looks."""
        row = self._session.get(MonthlyQuota, (self._station_id, counted_month(moment)))
        return row is not None and row.is_spent

    def count(self, moment: datetime, messages: int) -> None:
        """Count messages that LINE accepted; those who count at once do not lose each other's.

        What LINE accepts and counts shows that a month which was taken for spent is not.
        """
        if messages <= 0:
            return
        key = (self._station_id, counted_month(moment))
        counted = {"of_station": key[0], "of_month": key[1], "more": messages}
        was_spent = self._session.scalar(_COUNTED, counted)
        if was_spent is None:
            self.at(moment)
            was_spent = self._session.scalar(_COUNTED, counted)
        known = self._session.identity_map.get(identity_key(MonthlyQuota, key))
        if known is not None:
            self._session.expire(known, ["counted", "is_spent"])
        if was_spent:
            self._open(moment)

    def _open(self, moment: datetime) -> None:
        self.at(moment).is_spent = False
        resume(self._session, self._station_id, now=moment)

    def read_at(self, moment: datetime) -> datetime | None:
        """Return when LINE last told of a moment's month; only looks."""
        row = self._session.get(MonthlyQuota, (self._station_id, counted_month(moment)))
        return None if row is None else row.read_at

    def told(self, moment: datetime, *, limit: int | None, used: int) -> Fall | None:
        """Keep what LINE says of the month; return how its limit fell, if it did."""
        row = self.at(moment)
        self._session.flush()
        self._session.refresh(row, with_for_update=True)
        fall = self._fall(row, limit)
        row.limit, row.used, row.read_at = limit, used, moment
        row.counted_then = row.counted
        # A limit that was raised, a month whose use was corrected, or a new month is open; what
        # waits may do so since the month before, so it is seen to however this one was taken.
        if limit is None or used < limit:
            self._open(moment)
        return fall

    def _fall(self, row: MonthlyQuota, limit: int | None) -> Fall | None:
        # A lower plan begins with a month, so the month before is what it is compared to.
        known = self._session.scalars(
            select(MonthlyQuota)
            .where(
                MonthlyQuota.station_id == self._station_id,
                MonthlyQuota.read_at.is_not(None),
                MonthlyQuota.month <= row.month,
            )
            .order_by(MonthlyQuota.month.desc())
            .limit(1)
        ).one_or_none()
        if known is None or limit is None or (known.limit is not None and known.limit <= limit):
            return None
        return Fall(before=known.limit, now=limit)

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
