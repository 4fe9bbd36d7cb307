"""This is a village or community, the unit to which a tip is classified."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.station import Station

# In a session's notes: the stations whose villages it changed.
_CHANGED = "stations with changed villages"


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


# To put these together takes longer than to run them.
_OF_STATION: Final = (
    select(Village).where(Village.station_id == bindparam("station")).order_by(Village.code)
)
_BY_CODE: Final = select(Village).where(
    Village.station_id == bindparam("station"), Village.code == bindparam("code")
)


class Villages:
    """The villages of one station."""

    def __init__(self, session: Session, station_id: int) -> None:
        self._session = session
        self._station_id = station_id
        self._all: Sequence[Village] | None = None

    def all(self) -> Sequence[Village]:
        """Return every village, by code."""
        if self._all is None:
            self._all = self._session.scalars(_OF_STATION, {"station": self._station_id}).all()
        return self._all

    def get(self, village_id: int) -> Village:
        """Return a village by its row id."""
        village = self.find(village_id)
        if village is None:
            raise LookupError("no such village at this station")
        return village

    def find(self, village_id: int | None) -> Village | None:
        """Return a village of this station by its row id, None if it is none of them."""
        village = None if village_id is None else self._session.get(Village, village_id)
        is_ours = village is not None and village.station_id == self._station_id
        return village if is_ours else None

    def title(self, village: Village) -> str:
        """Return a village's name, with what tells it apart where others bear the same."""
        alike = [one for one in self.all() if one.name == village.name and one.id != village.id]
        if not alike:
            return village.name
        is_enough = village.subdistrict not in {one.subdistrict for one in alike}
        parts = (village.name, village.subdistrict, "" if is_enough else village.code)
        return " ".join(part for part in parts if part)

    def by_code(self, code: str) -> Village | None:
        """Return the village that bears a code."""
        if self._all is not None:
            return next((one for one in self._all if one.code == code), None)
        asked = {"station": self._station_id, "code": code}
        return self._session.scalars(_BY_CODE, asked).one_or_none()

    def add(self, village: Village) -> Village:
        """Keep a new village of this station."""
        village.station_id = self._station_id
        self._all = None
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
        self._session.info.setdefault(_CHANGED, set()).add(self._station_id)
        self._session.execute(
            update(Station)
            .where(Station.id == self._station_id)
            .values(gazetteer_version=Station.gazetteer_version + 1)
        )


def has_changed_villages(session: Session, station_id: int) -> bool:
    """Say whether a station's villages were changed by this session."""
    return station_id in session.info.get(_CHANGED, ())
