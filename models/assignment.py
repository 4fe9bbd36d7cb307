"""This is who answers for which village: the appointments of officers, and since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import ForeignKey, String, bindparam, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment
from models.late_session import LateSession
from models.officer import Officer


class Charge(StrEnum):
    """How an officer answers for a village."""

    PRIMARY = "primary"
    BACKUP = "backup"


class Assignment(Base):
    """The appointment of an officer to a village, between two dates that may be open."""

    __tablename__ = "assignments"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("villages.id"), index=True)
    charge: Mapped[str] = mapped_column(String(16))
    starts_at: Mapped[datetime | None] = mapped_column(Moment)
    ends_at: Mapped[datetime | None] = mapped_column(Moment)


# To put it together takes longer than to run it.
_CHARGES: Final = (
    select(Assignment.officer_id, Assignment.village_id, Assignment.charge)
    .where(
        Assignment.station_id == bindparam("station"),
        or_(Assignment.starts_at.is_(None), Assignment.starts_at <= bindparam("at")),
        or_(Assignment.ends_at.is_(None), Assignment.ends_at > bindparam("at")),
    )
    .order_by(Assignment.id)
)


class Assignments:
    """The appointments of one station's officers."""

    def __init__(self, session: LateSession, station_id: int) -> None:
        self._session = session
        self._station_id = station_id

    def in_force(self, *, at: datetime) -> Sequence[Assignment]:
        """Return the appointments in force at a moment, in the order they were made."""
        return self._session.scalars(
            select(Assignment)
            .where(
                Assignment.station_id == self._station_id,
                or_(Assignment.starts_at.is_(None), Assignment.starts_at <= at),
                or_(Assignment.ends_at.is_(None), Assignment.ends_at > at),
            )
            .order_by(Assignment.id)
        ).all()

    def charges(self, *, at: datetime) -> Mapping[int, Mapping[int, Charge]]:
        """Return what is entrusted to whom at a moment: charge by village by officer."""
        rows = self._session.ask_once(_CHARGES, {"station": self._station_id, "at": at})
        found: dict[int, dict[int, Charge]] = {}
        for officer_id, village_id, charge in rows:
            found.setdefault(officer_id, {})[village_id] = Charge(charge)
        return found

    def villages_of(self, officer: Officer, *, at: datetime) -> Mapping[int, Charge]:
        """Return the villages entrusted to an officer, and how."""
        return self.charges(at=at).get(officer.id, {})

    def appoint(self, officer: Officer, wanted: Mapping[int, Charge], *, at: datetime) -> bool:
        """Make an officer's appointments those that are wanted; say whether any changed."""
        standing = {
            row.village_id: row for row in self.in_force(at=at) if row.officer_id == officer.id
        }
        changed = False
        for village_id, row in standing.items():
            if wanted.get(village_id) != row.charge:
                row.ends_at = at
                changed = True
        for village_id, charge in wanted.items():
            if village_id not in standing or standing[village_id].charge != charge:
                self._session.add(
                    Assignment(
                        station_id=self._station_id,
                        officer_id=officer.id,
                        village_id=village_id,
                        charge=charge,
                        starts_at=at,
                    )
                )
                changed = True
        self._session.flush()
        return changed
