"""This is a station: one LINE Official Account, to which everything else belongs."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.late_session import HELD

_NEXT = text(
    "INSERT INTO number_series (station_id, series, last) VALUES (:station, :series, 1) "
    "ON CONFLICT (station_id, series) DO UPDATE SET last = number_series.last + 1 RETURNING last"
    # Nothing that may not be written yet has to do with it.
).execution_options(autoflush=False)


class Station(Base):
    """One police station of the deployment, known by the code in its configuration."""

    __tablename__ = "stations"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(16))
    data_key_id: Mapped[str | None] = mapped_column(String(36))
    gazetteer_version: Mapped[int] = mapped_column(default=0)
    bot_user_id: Mapped[str | None] = mapped_column(String(64))


class NumberSeries(Base):
    """The last number given in one series of a station, such as its tips of one year."""

    __tablename__ = "number_series"

    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), primary_key=True)
    series: Mapped[str] = mapped_column(String(32), primary_key=True)
    last: Mapped[int]


def next_number(session: Session, station_id: int, series: str) -> int:
    """Take the next number of a series; two transactions never take the same.

    Whoever took one has the series until their transaction ends, so the next is simply counted.
    """
    held, key = session.info.setdefault(HELD, {}), (station_id, series)
    if key in held:
        # What was known of it before it was taken may be out of date.
        row = held[key] or session.get_one(NumberSeries, key, populate_existing=True)
        held[key], row.last = row, row.last + 1
        return int(row.last)
    # One statement, so that two who begin a series at once wait for each other as well.
    asked = {"station": station_id, "series": series}
    number = int(session.execute(_NEXT, asked).scalar_one())
    held[key] = None
    return number


def last_number(session: Session, station_id: int, series: str) -> int:
    """Return the last number that a series gave, zero for one that has not begun."""
    query = select(NumberSeries.last).where(
        NumberSeries.station_id == station_id, NumberSeries.series == series
    )
    return session.scalar(query) or 0
