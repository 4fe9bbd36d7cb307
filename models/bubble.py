"""This is what stands in a chat of ours about a tip, so that a quote of it is understood."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Boolean, ForeignKey, Insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Bytes, Moment
from models.sealed import KeyStore, Purpose

_QUOTE = "bubble.quote"


class Bubble(Base):
    """One message of ours; LINE's id of it is kept as a fingerprint, its quote token sealed."""

    __tablename__ = "tip_bubbles"

    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), primary_key=True)
    message_mark: Mapped[bytes] = mapped_column(Bytes, primary_key=True)
    tip_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tips.id"), index=True)
    is_question: Mapped[bool] = mapped_column(Boolean)
    noted_at: Mapped[datetime] = mapped_column(Moment)
    quote: Mapped[bytes | None] = mapped_column(Bytes)


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """What a quote speaks of: a tip, and whether it is a question about it."""

    tip: uuid.UUID
    is_question: bool


# To put it together takes longer than to run it.
@lru_cache(maxsize=2)
def _keeping(*, is_sqlite: bool) -> Insert:
    build = sqlite.insert if is_sqlite else postgresql.insert
    return build(Bubble).on_conflict_do_nothing()


class Bubbles:
    """Our messages about one station's tips."""

    def __init__(self, session: Session, station_id: int, keys: KeyStore) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys

    def keep(
        self,
        tip_id: uuid.UUID,
        sent: Iterable[tuple[str, str]],
        *,
        key: uuid.UUID,
        is_question: bool,
        now: datetime,
    ) -> None:
        """Remember messages about a tip by LINE's ids and quote tokens; the same one once."""
        rows = [
            {
                "station_id": self._station_id,
                "message_mark": self._keys.fingerprint(Purpose.MESSAGE, one),
                "tip_id": tip_id,
                "is_question": is_question,
                "noted_at": now,
                "quote": self._keys.seal(key, quote.encode(), purpose=_QUOTE) if quote else None,
            }
            for one, quote in sent
        ]
        if rows:
            is_sqlite = self._session.get_bind().dialect.name == "sqlite"
            self._session.connection().execute(_keeping(is_sqlite=is_sqlite), rows)

    def find(self, message_id: str) -> Quoted | None:
        """Return of which tip a message of ours speaks."""
        mark = self._keys.fingerprint(Purpose.MESSAGE, message_id)
        row = self._session.get(Bubble, (self._station_id, mark))
        return None if row is None else Quoted(tip=row.tip_id, is_question=row.is_question)

    def last_question(self, tip_id: uuid.UUID) -> str | None:
        """Return the token by which a tip's newest question is quoted."""
        row = self._session.scalars(
            select(Bubble)
            .where(Bubble.tip_id == tip_id, Bubble.is_question, Bubble.quote.is_not(None))
            .order_by(Bubble.noted_at.desc())
            .limit(1)
        ).first()
        if row is None or row.quote is None:
            return None
        return self._keys.open(row.quote, purpose=_QUOTE).decode()
