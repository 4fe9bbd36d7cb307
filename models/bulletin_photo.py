"""This is a photo or video that an officer sent for a bulletin: wanted, then kept, or not."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Bytes
from models.follow_up import FollowUp, expect
from models.sealed import KeyStore
from models.wanted import WANTED, Claim, Wanted, claimed, wanted_index

_SOURCE = "photo.source"
_TOKEN_BYTES = 24


class PhotoState(StrEnum):
    """What became of a photo or video."""

    WANTED = WANTED
    KEPT = "kept"
    FAILED = "failed"


class PhotoKind(StrEnum):
    """What was sent."""

    PHOTO = "photo"
    VIDEO = "video"


class BulletinPhoto(Wanted, Base):
    """One photo or video; where LINE holds it, and the address it will have, are sealed."""

    __tablename__ = "bulletin_photos"
    __table_args__ = (wanted_index("ix_bulletin_photos_wanted"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), server_default=PhotoKind.PHOTO)
    source: Mapped[bytes] = mapped_column(Bytes)


class BulletinPhotos:
    """The photos and videos that officers of one station sent for bulletins."""

    def __init__(
        self, session: Session, *, station_id: int, keys: KeyStore, key: uuid.UUID
    ) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys
        self._key = key

    def want(
        self, message_id: str, *, now: datetime, kind: PhotoKind = PhotoKind.PHOTO
    ) -> BulletinPhoto:
        """Ask for a photo or video to be fetched; its address is chosen already."""
        source = {"message_id": message_id, "token": secrets.token_urlsafe(_TOKEN_BYTES)}
        row = BulletinPhoto(
            station_id=self._station_id,
            kind=kind,
            state=PhotoState.WANTED,
            source=self._keys.seal_json(self._key, source, purpose=_SOURCE),
            wanted_at=now,
            next_try_at=now,
            attempts=0,
        )
        self._session.add(row)
        self._session.flush()
        expect(self._session, FollowUp.MEDIA)
        return row

    def get(self, photo: int) -> BulletinPhoto | None:
        """Return a photo or video of this station."""
        return self._session.scalars(
            select(BulletinPhoto).where(
                BulletinPhoto.id == photo, BulletinPhoto.station_id == self._station_id
            )
        ).one_or_none()

    def claimed(self, claim: Claim) -> BulletinPhoto | None:
        """Return one, locked, while it is wanted and nobody claimed it after this claim."""
        return claimed(self._session, BulletinPhoto, claim)

    def message_id(self, row: BulletinPhoto) -> str:
        """Open under which id LINE holds it."""
        return str(self._opened(row)["message_id"])

    def token(self, row: BulletinPhoto) -> str:
        """Open the secret part of its address."""
        return str(self._opened(row)["token"])

    def _opened(self, row: BulletinPhoto) -> dict[str, Any]:
        found: dict[str, Any] = self._keys.open_json(row.source, purpose=_SOURCE)
        return found
