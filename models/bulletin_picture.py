"""This is a picture of a bulletin, kept for LINE to fetch at an address that nobody can guess."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Bytes, Moment
from models.sealed import KeyStore, Purpose

_FULL, _SMALL = "announced.picture", "announced.preview"


class BulletinPicture(Base):
    """One picture without metadata, and its small preview; the address is kept as a mark."""

    __tablename__ = "bulletin_pictures"
    __table_args__ = (UniqueConstraint("mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    mark: Mapped[bytes] = mapped_column(Bytes)
    kept_at: Mapped[datetime] = mapped_column(Moment)
    full: Mapped[bytes] = mapped_column(Bytes)
    small: Mapped[bytes] = mapped_column(Bytes)


@dataclass(frozen=True, kw_only=True)
class TwoSizes:
    """The two sizes of a picture that LINE asks for, as JPEG."""

    full: bytes
    small: bytes


class BulletinPictures:
    """The pictures of one station's bulletins."""

    def __init__(
        self, session: Session, *, station_id: int, keys: KeyStore, key: uuid.UUID
    ) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys
        self._key = key

    def keep(self, token: str, sizes: TwoSizes, *, now: datetime) -> None:
        """Keep a picture under the secret part of its address."""
        self._session.add(
            BulletinPicture(
                station_id=self._station_id,
                mark=self._keys.fingerprint(Purpose.LINK, "bulletin", token),
                kept_at=now,
                full=self._keys.seal(self._key, sizes.full, purpose=_FULL),
                small=self._keys.seal(self._key, sizes.small, purpose=_SMALL),
            )
        )

    def find(self, token: str) -> TwoSizes | None:
        """Return the picture at an address of this station."""
        row = self._session.scalars(
            select(BulletinPicture).where(
                BulletinPicture.station_id == self._station_id,
                BulletinPicture.mark == self._keys.fingerprint(Purpose.LINK, "bulletin", token),
            )
        ).one_or_none()
        if row is None:
            return None
        return TwoSizes(
            full=self._keys.open(row.full, purpose=_FULL),
            small=self._keys.open(row.small, purpose=_SMALL),
        )
