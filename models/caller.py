"""This is who called the station about a tip: a telephone number, sealed, and who wrote it down."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Bytes, Moment
from models.sealed import KeyStore
from models.tip import OfTip, Tip

_PHONE = "caller.phone"


class Caller(OfTip, Base):
    """The telephone number of who called about one tip, sealed under the tip's key."""

    __tablename__ = "callers"

    tip_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tips.id"), primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    taken_at: Mapped[datetime] = mapped_column(Moment)
    phone: Mapped[bytes] = mapped_column(Bytes)


class Callers:
    """The callers of one station."""

    def __init__(self, session: Session, station_id: int, keys: KeyStore) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys

    def keep(self, tip: Tip, phone: str, *, officer_id: int, at: datetime) -> None:
        """Keep a caller's number; a later one takes the place of an earlier."""
        self.drop(tip)
        sealed = self._keys.seal(tip.data_key_id, phone.encode(), purpose=_PHONE)
        self._session.add(
            Caller(
                tip_id=tip.id,
                station_id=self._station_id,
                officer_id=officer_id,
                taken_at=at,
                phone=sealed,
            )
        )
        self._session.flush()

    def phone(self, tip: Tip) -> str | None:
        """Open the number of who called about a tip, None if none was given."""
        row = self._session.get(Caller, tip.id)
        if row is None or row.station_id != self._station_id:
            return None
        return self._keys.open(row.phone, purpose=_PHONE).decode()

    def drop(self, tip: Tip) -> None:
        """Forget who called about a tip."""
        self._session.execute(
            delete(Caller).where(Caller.tip_id == tip.id, Caller.station_id == self._station_id)
        )
