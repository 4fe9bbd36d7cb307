"""This is a photo, video, voice message or file of a tip: wanted, fetched, cleaned and kept."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    and_,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.fetching import turn_of
from models.base import Base, Bytes, Moment
from models.database import Database
from models.follow_up import FollowUp, expect
from models.sealed import KeyForgotten, KeyStore
from models.tip import Tip, TipMessage

_SOURCE, _KEPT = "media.source", "media.kept"
_FAULT_LIMIT = 200


class MediaState(StrEnum):
    """What became of a piece of media."""

    WANTED = "wanted"
    KEPT = "kept"
    UNCLEANABLE = "uncleanable"
    TOO_LARGE = "too_large"
    GONE = "gone"
    GIVEN_UP = "given_up"
    ELSEWHERE = "elsewhere"
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
        before = self._session.scalar(select(func.count()).where(MediaItem.tip_id == tip.id))
        item = MediaItem(
            id=uuid.uuid4(),
            station_id=self._station_id,
            tip_id=tip.id,
            message_id=message.id,
            kind=kind,
            state=MediaState.WANTED,
            source=self._keys.seal_json(tip.data_key_id, source, purpose=_SOURCE),
            wanted_at=now,
            next_try_at=now + turn_of(before or 0),
            attempts=0,
        )
        self._session.add(item)
        self._session.flush()
        expect(self._session, FollowUp.MEDIA)
        return item

    def of_tip(self, tip_id: uuid.UUID) -> Sequence[MediaItem]:
        """Return a tip's media, in the order they came."""
        query = select(MediaItem).where(MediaItem.tip_id == tip_id)
        return self._session.scalars(query.order_by(MediaItem.wanted_at, MediaItem.id)).all()

    def one_of(self, tip: Tip, media_id: uuid.UUID) -> MediaItem | None:
        """Return a piece of a tip's media, whichever station fetched it."""
        return next((one for one in self.of_tip(tip.id) if one.id == media_id), None)

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

    def claimed(self, media_id: uuid.UUID, *, attempt: int) -> MediaItem | None:
        """Return a piece, locked, while it is wanted and nobody claimed it after this attempt."""
        return self._session.scalars(
            select(MediaItem)
            .where(
                MediaItem.id == media_id,
                MediaItem.station_id == self._station_id,
                MediaItem.state == MediaState.WANTED,
                MediaItem.attempts == attempt,
            )
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one_or_none()

    def keep(
        self, tip: Tip, item: MediaItem, kept: Mapping[str, Mapping[str, str]], *, state: MediaState
    ) -> None:
        """Record the files of a fetched piece: name and key of the original and the clean copy."""
        item.kept = self._keys.seal_json(tip.data_key_id, kept, purpose=_KEPT)
        self.end(item, state)

    def end(self, item: MediaItem, state: MediaState, *, fault: str = "") -> None:
        """Record what became of a piece; it is not fetched any more."""
        item.state = state
        item.source = None
        item.leased_until = None
        item.fault = fault[:_FAULT_LIMIT] or None

    def postpone(self, item: MediaItem, *, until: datetime, fault: str) -> None:
        """Let a piece be fetched again from a moment on."""
        item.next_try_at = until
        item.leased_until = None
        item.fault = fault[:_FAULT_LIMIT] or None

    def kept(self, item: MediaItem) -> dict[str, Any]:
        """Open the names and keys of a kept piece's files."""
        if item.kept is None:
            return {}
        opened: dict[str, Any] = self._keys.open_json(item.kept, purpose=_KEPT)
        return opened

    def withdraw(self, item: MediaItem) -> Sequence[str]:
        """Forget a piece of media; return its files' names, to be removed after the commit."""
        # A fetcher may just have kept it; what is not seen here would not be erased here.
        self._session.flush()
        self._session.refresh(item, with_for_update=True)
        names = [part["name"] for part in self.kept(item).values()]
        self.end(item, MediaState.WITHDRAWN)
        item.kept = item.mime = item.size = None
        return names


@dataclass(frozen=True, kw_only=True)
class MediaClaim:
    """A claimed piece of media; `attempt` is the claim's number, so that a later one is known."""

    media_id: uuid.UUID
    station_id: int
    kind: str
    attempt: int
    wanted_at: datetime


def claim_media(
    session: Session,
    database: Database,
    *,
    now: datetime,
    lease: timedelta,
    stations: Collection[int],
) -> MediaClaim | None:
    """Take the next piece of some stations to fetch, so that no other fetches it meanwhile.

    Pieces tried least often come first: trouble with old ones does not hold up the new.
    """
    item = session.scalars(
        select(MediaItem)
        .where(_is_due(database, now), MediaItem.station_id.in_(stations))
        .order_by(MediaItem.attempts, MediaItem.next_try_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if item is None:
        return None
    item.attempts += 1
    claim = MediaClaim(
        media_id=item.id,
        station_id=item.station_id,
        kind=item.kind,
        attempt=item.attempts,
        wanted_at=item.wanted_at,
    )
    session.flush()
    renew_media(session, database, claim, lease=lease)
    return claim


def renew_media(
    session: Session,
    database: Database,
    claim: MediaClaim,
    *,
    lease: timedelta,
    next_try_at: datetime | None = None,
) -> bool:
    """Hold a claim longer; False says that the piece was withdrawn or claimed by another.

    `next_try_at` is when it is tried again at the earliest should its holder die.
    """
    values: dict[str, Any] = {"leased_until": database.now_plus(lease)}
    if next_try_at is not None:
        values["next_try_at"] = next_try_at
    renewed = session.execute(
        update(MediaItem)
        .where(
            MediaItem.id == claim.media_id,
            MediaItem.state == MediaState.WANTED,
            MediaItem.attempts == claim.attempt,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(renewed.rowcount)  # type: ignore[attr-defined]


def wanted_media(
    session: Session,
    database: Database,
    *,
    now: datetime,
    stations: Collection[int] | None = None,
) -> int:
    """Count the media, of some stations or of all, that could be fetched now."""
    query = select(func.count()).select_from(MediaItem).where(_is_due(database, now))
    if stations is not None:
        query = query.where(MediaItem.station_id.in_(stations))
    return int(session.scalar(query) or 0)


def names_of_kept(session: Session, keys: KeyStore) -> set[str]:
    """Return the names of all files that any station's media still have.

    What was sealed under a forgotten key is forgotten, so its files are nobody's.
    """
    names: set[str] = set()
    kept = select(MediaItem.kept).where(MediaItem.kept.is_not(None))
    for sealed in session.scalars(kept):
        with suppress(KeyForgotten):
            parts = keys.open_json(sealed or b"", purpose=_KEPT)
            names.update(part["name"] for part in parts.values())
    return names


def _is_due(database: Database, now: datetime) -> ColumnElement[bool]:
    is_free = or_(
        MediaItem.leased_until.is_(None), MediaItem.leased_until < database.now_plus(timedelta())
    )
    return and_(MediaItem.state == MediaState.WANTED, MediaItem.next_try_at <= now, is_free)
