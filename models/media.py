"""This is a photo, video, voice message or file of a tip: wanted, fetched, cleaned and kept."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.fetching import turn_of
from models.base import Base, Bytes
from models.follow_up import FollowUp, expect
from models.sealed import KeyForgotten, KeyStore
from models.tip import OfTip, Tip, TipMessage
from models.wanted import WANTED, Claim, Wanted, claimed, wanted_index

_SOURCE, _KEPT = "media.source", "media.kept"
_FAULT_LIMIT = 200


class MediaState(StrEnum):
    """What became of a piece of media."""

    WANTED = WANTED
    KEPT = "kept"
    UNCLEANABLE = "uncleanable"
    TOO_LARGE = "too_large"
    GONE = "gone"
    GIVEN_UP = "given_up"
    ELSEWHERE = "elsewhere"
    WITHDRAWN = "withdrawn"


class MediaItem(OfTip, Wanted, Base):
    """One piece of media; where it lies and the keys of its files are sealed with the tip's key."""

    __tablename__ = "media"
    __table_args__ = (wanted_index("ix_media_wanted"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    tip_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tips.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("tip_messages.id"))
    source: Mapped[bytes | None] = mapped_column(Bytes)
    kept: Mapped[bytes | None] = mapped_column(Bytes)
    mime: Mapped[str | None] = mapped_column(String(100))
    size: Mapped[int | None]
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
        # It bears the number of its message.
        self._session.flush()
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
        return self._session.scalars(
            query.order_by(MediaItem.wanted_at, MediaItem.message_id, MediaItem.id)
        ).all()

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

    def claimed(self, claim: Claim) -> MediaItem | None:
        """Return a piece, locked, while it is wanted and nobody claimed it after this claim."""
        return claimed(self._session, MediaItem, claim)

    def keep(
        self, tip: Tip, item: MediaItem, kept: Mapping[str, Mapping[str, str]], *, state: MediaState
    ) -> None:
        """Record the files of a fetched piece: name and key of the original and the clean copy."""
        item.kept = self._keys.seal_json(tip.data_key_id, kept, purpose=_KEPT)
        self.end(item, state)

    def end(self, item: MediaItem, state: MediaState, *, fault: str = "") -> None:
        """Record what became of a piece; it is not fetched any more."""
        item.ends(state)
        item.source = None
        item.fault = fault[:_FAULT_LIMIT] or None

    def postpone(self, item: MediaItem, *, until: datetime, fault: str) -> None:
        """Let a piece be fetched again from a moment on."""
        item.waits(until=until)
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
