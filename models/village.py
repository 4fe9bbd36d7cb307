"""This is a village or community, the unit to which a tip is classified."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.station import Station


class Village(Base):
    """One row of the station's gazetteer."""

    __tablename__ = "villages"
    __table_args__ = (UniqueConstraint("station_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    code: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    landmarks: Mapped[list[str]] = mapped_column(JSON, default=list)
    moo: Mapped[str] = mapped_column(String(16), default="")
    subdistrict: Mapped[str] = mapped_column(String(100), default="")
    district: Mapped[str] = mapped_column(String(100), default="")
    province: Mapped[str] = mapped_column(String(100), default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    radius_m: Mapped[float | None]
    polygon: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))


class Villages:
    """The villages of one station."""

    def __init__(self, session: Session, station_id: int) -> None:
        self._session = session
        self._station_id = station_id

    def all(self) -> Sequence[Village]:
        """Return every village, by code."""
        return self._session.scalars(
            select(Village).where(Village.station_id == self._station_id).order_by(Village.code)
        ).all()

    def get(self, village_id: int) -> Village:
        """Return a village by its row id."""
        return self._session.scalars(
            select(Village).where(Village.id == village_id, Village.station_id == self._station_id)
        ).one()

    def find(self, village_id: int | None) -> Village | None:
        """Return a village of this station by its row id, None if it is none of them."""
        return self._session.scalars(
            select(Village).where(Village.id == village_id, Village.station_id == self._station_id)
        ).one_or_none()

    def title(self, village: Village) -> str:
        """Return a village's name, with what tells it apart where others bear the same."""
        alike = self._session.scalars(
            select(Village).where(
                Village.station_id == self._station_id,
                Village.name == village.name,
                Village.id != village.id,
            )
        ).all()
        if not alike:
            return village.name
        is_enough = village.subdistrict not in {one.subdistrict for one in alike}
        parts = (village.name, village.subdistrict, "" if is_enough else village.code)
        return " ".join(part for part in parts if part)

    def by_code(self, code: str) -> Village | None:
        """Return the village that bears a code."""
        return self._session.scalars(
            select(Village).where(Village.station_id == self._station_id, Village.code == code)
        ).one_or_none()

    def add(self, village: Village) -> Village:
        """Keep a new village of this station."""
        village.station_id = self._station_id
        self._session.add(village)
        self._session.flush()
        self.changed()
        return village

    def call(self, village: Village, alias: str) -> None:
        """Let a village be called by one more name."""
        village.aliases = [*village.aliases, alias]
        self.changed()

    def uncall(self, village: Village, alias: str) -> None:
        """Let a village be called by one name less."""
        village.aliases = [one for one in village.aliases if one != alias]
        self.changed()

    def changed(self) -> None:
        """Let every process prepare the station's gazetteer anew."""
        self._session.execute(
            update(Station)
            .where(Station.id == self._station_id)
            .values(gazetteer_version=Station.gazetteer_version + 1)
        )
