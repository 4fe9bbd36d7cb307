"""This is a photo that an officer sent for a bulletin: wanted, then fetched and kept, or not."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, and_, func, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Bytes, Moment
from models.database import Database
from models.follow_up import FollowUp, expect
from models.sealed import KeyStore

_SOURCE = "photo.source"
_TOKEN_BYTES = 24


class PhotoState(StrEnum):
    """What became of a photo."""

    WANTED = "wanted"
    KEPT = "kept"
    FAILED = "failed"


class BulletinPhoto(Base):
    """One photo; where LINE holds it, and the address that it will have, are sealed."""

    __tablename__ = "bulletin_photos"
    __table_args__ = (
        Index(
            "ix_bulletin_photos_wanted",
            "next_try_at",
            sqlite_where=text("state = 'wanted'"),
            postgresql_where=text("state = 'wanted'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    state: Mapped[str] = mapped_column(String(16))
    source: Mapped[bytes] = mapped_column(Bytes)
    wanted_at: Mapped[datetime] = mapped_column(Moment)
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)


@dataclass(frozen=True, kw_only=True)
class PhotoClaim:
    """A claimed photo; `attempt` is the claim's number, so that a later one is known."""

    photo: int
    station_id: int
    attempt: int
    wanted_at: datetime


class BulletinPhotos:
    """The photos that officers of one station sent for bulletins."""

    def __init__(
        self, session: Session, *, station_id: int, keys: KeyStore, key: uuid.UUID
    ) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys
        self._key = key

    def want(self, message_id: str, *, now: datetime) -> BulletinPhoto:
        """Ask for a photo to be fetched; its address is chosen already."""
        source = {"message_id": message_id, "token": secrets.token_urlsafe(_TOKEN_BYTES)}
        row = BulletinPhoto(
            station_id=self._station_id,
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
        """Return a photo of this station."""
        return self._session.scalars(self._one(photo)).one_or_none()

    def claimed(self, claim: PhotoClaim) -> BulletinPhoto | None:
        """Return a photo, locked, while it is wanted and nobody claimed it after this claim."""
        wanted = self._one(claim.photo).where(
            BulletinPhoto.state == PhotoState.WANTED, BulletinPhoto.attempts == claim.attempt
        )
        locked = wanted.with_for_update().execution_options(populate_existing=True)
        return self._session.scalars(locked).one_or_none()

    def _one(self, photo: int) -> Any:
        return select(BulletinPhoto).where(
            BulletinPhoto.id == photo, BulletinPhoto.station_id == self._station_id
        )

    def message_id(self, row: BulletinPhoto) -> str:
        """Open under which id LINE holds a photo."""
        return str(self._opened(row)["message_id"])

    def token(self, row: BulletinPhoto) -> str:
        """Open the secret part of a photo's address."""
        return str(self._opened(row)["token"])

    def _opened(self, row: BulletinPhoto) -> dict[str, Any]:
        found: dict[str, Any] = self._keys.open_json(row.source, purpose=_SOURCE)
        return found


def claim_photo(
    session: Session,
    database: Database,
    *,
    now: datetime,
    lease: timedelta,
    stations: Collection[int],
) -> PhotoClaim | None:
    """Take the next photo to fetch, so that no other fetches it meanwhile."""
    row = session.scalars(
        select(BulletinPhoto)
        .where(_is_due(database, now), BulletinPhoto.station_id.in_(stations))
        .order_by(BulletinPhoto.attempts, BulletinPhoto.next_try_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    row.attempts += 1
    row.leased_until = database.now_plus(lease)  # type: ignore[assignment]
    session.flush()
    return PhotoClaim(
        photo=row.id, station_id=row.station_id, attempt=row.attempts, wanted_at=row.wanted_at
    )


def wanted_photos(session: Session, database: Database, *, now: datetime) -> int:
    """Count the photos that could be fetched now."""
    query = select(func.count()).select_from(BulletinPhoto).where(_is_due(database, now))
    return int(session.scalar(query) or 0)


def _is_due(database: Database, now: datetime) -> ColumnElement[bool]:
    is_free = or_(
        BulletinPhoto.leased_until.is_(None),
        BulletinPhoto.leased_until < database.now_plus(timedelta()),
    )
    return and_(BulletinPhoto.state == PhotoState.WANTED, BulletinPhoto.next_try_at <= now, is_free)
