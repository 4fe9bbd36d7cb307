"""This is a photo, video, voice message or file of a tip: wanted, fetched, cleaned and kept."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, and_, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Bytes, Moment
from models.database import Database
from models.sealed import KeyStore
from models.tip import Tip, TipMessage

_SOURCE, _KEPT = "media.source", "media.kept"


class MediaState(StrEnum):
    """What became of a piece of media."""

    WANTED = "wanted"
    KEPT = "kept"
    UNCLEANABLE = "uncleanable"
    TOO_LARGE = "too_large"
    GONE = "gone"
    WITHDRAWN = "withdrawn"


class MediaItem(Base):
    """One piece of media; where it lies and the keys of its files are sealed with the tip's key."""

    __tablename__ = "media"
    __table_args__ = (
        Index(
            "ix_media_wanted",
            "next_try_at",
            sqlite_where=text("state = 'wanted'"),
            postgresql_where=text("state = 'wanted'"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    tip_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tips.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("tip_messages.id"))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    source: Mapped[bytes | None] = mapped_column(Bytes)
    kept: Mapped[bytes | None] = mapped_column(Bytes)
    mime: Mapped[str | None] = mapped_column(String(100))
    size: Mapped[int | None]
    wanted_at: Mapped[datetime] = mapped_column(Moment)
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    fault: Mapped[str | None] = mapped_column(String(200))


class MediaItems:
    """The media of one station's tips."""

    def __init__(self, session: Session, station_id: int, keys: KeyStore) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys

    def want(
        self, tip: Tip, message: TipMessage, *, kind: str, source: dict[str, Any], now: datetime
    ) -> MediaItem:
        """Ask for a piece of media to be fetched; `source` says where LINE holds it."""
        item = MediaItem(
            id=uuid.uuid4(),
            station_id=self._station_id,
            tip_id=tip.id,
            message_id=message.id,
            kind=kind,
            state=MediaState.WANTED,
            source=self._keys.seal_json(tip.data_key_id, source, purpose=_SOURCE),
            wanted_at=now,
            next_try_at=now,
            attempts=0,
        )
        self._session.add(item)
        self._session.flush()
        return item

    def of_tip(self, tip_id: uuid.UUID) -> Sequence[MediaItem]:
        """Return a tip's media, in the order they came."""
        return self._session.scalars(
            select(MediaItem)
            .where(MediaItem.tip_id == tip_id, MediaItem.station_id == self._station_id)
            .order_by(MediaItem.wanted_at, MediaItem.id)
        ).all()

    def get(self, media_id: uuid.UUID) -> MediaItem | None:
        """Return a piece of media of this station."""
        return self._session.scalars(
            select(MediaItem).where(
                MediaItem.id == media_id, MediaItem.station_id == self._station_id
            )
        ).one_or_none()

    def of_message(self, message: TipMessage) -> Sequence[MediaItem]:
        """Return the media that one message brought."""
        return self._session.scalars(
            select(MediaItem).where(MediaItem.message_id == message.id)
        ).all()

    def source(self, item: MediaItem) -> dict[str, Any]:
        """Open where LINE holds a piece of media."""
        if item.source is None:
            return {}
        opened: dict[str, Any] = self._keys.open_json(item.source, purpose=_SOURCE)
        return opened

    def keep(self, tip: Tip, item: MediaItem, kept: dict[str, Any], *, state: MediaState) -> None:
        """Record the files of a fetched piece: name and key of the original and the clean copy."""
        item.kept = self._keys.seal_json(tip.data_key_id, kept, purpose=_KEPT)
        item.state = state
        item.source = None
        item.leased_until = None

    def kept(self, item: MediaItem) -> dict[str, Any]:
        """Open the names and keys of a kept piece's files."""
        if item.kept is None:
            return {}
        opened: dict[str, Any] = self._keys.open_json(item.kept, purpose=_KEPT)
        return opened

    def withdraw(self, item: MediaItem) -> Sequence[str]:
        """Forget a piece of media; return its files' names, to be removed after the commit."""
        names = [part["name"] for part in self.kept(item).values()]
        item.state = MediaState.WITHDRAWN
        item.source = item.kept = item.mime = item.size = None
        return names


def claim_media(
    session: Session, database: Database, *, now: datetime, lease: timedelta
) -> MediaItem | None:
    """Take the next piece of media to fetch, so that no other fetches it meanwhile."""
    free = or_(
        MediaItem.leased_until.is_(None), MediaItem.leased_until < database.now_plus(timedelta())
    )
    item = session.scalars(
        select(MediaItem)
        .where(and_(MediaItem.state == MediaState.WANTED, MediaItem.next_try_at <= now, free))
        .order_by(MediaItem.next_try_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if item is not None:
        session.execute(
            update(MediaItem)
            .where(MediaItem.id == item.id)
            .values(leased_until=database.now_plus(lease))
        )
    return item


def wanted_media(session: Session, database: Database, *, now: datetime) -> int:
    """Count the media that could be fetched now."""
    free = or_(
        MediaItem.leased_until.is_(None), MediaItem.leased_until < database.now_plus(timedelta())
    )
    query = select(func.count()).select_from(MediaItem)
    counted = session.scalar(
        query.where(MediaItem.state == MediaState.WANTED, MediaItem.next_try_at <= now, free)
    )
    return int(counted or 0)
