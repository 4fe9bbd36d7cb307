"""This is how fast the people of one station write, under fingerprints that find them again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, delete, or_
from sqlalchemy.orm import Mapped, mapped_column

from domain.pace import Pace, after_tip, after_word, pace
from models.base import Base, Bytes, Moment
from models.late_session import LateSession
from models.sealed import KeyStore, Purpose


class SenderPace(Base):
    """Until when one sender's buckets drain: of words, and of tips of their own."""

    __tablename__ = "paces"

    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), primary_key=True)
    person_mark: Mapped[bytes] = mapped_column(Bytes, primary_key=True)
    words_until: Mapped[datetime] = mapped_column(Moment)
    tips_until: Mapped[datetime | None] = mapped_column(Moment)


class Paces:
    """The paces of one station's senders; a group stands for a sender whose id LINE withholds."""

    def __init__(self, session: LateSession, station_id: int, keys: KeyStore) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys
        self._known: dict[bytes, SenderPace] = {}

    def read_ahead(self, line_ids: Collection[str]) -> None:
        """Read the paces of several senders at once."""
        keys = [(self._station_id, self._mark(one)) for one in line_ids]
        self._session.read_ahead(SenderPace, keys)

    def word(self, line_id: str, *, now: datetime) -> Pace:
        """Count one thing that a sender wrote, pressed or took back; return their pace."""
        row = self._row(line_id, now)
        row.words_until = after_word(row.words_until, now)
        return pace(row.words_until, now)

    def of(self, line_id: str, *, now: datetime) -> Pace:
        """Return a sender's pace."""
        row = self._find(self._mark(line_id))
        return Pace.CALM if row is None else pace(row.words_until, now)

    def tip(self, line_id: str, *, now: datetime, is_stranger: bool) -> bool:
        """Count one more tip of a sender; say whether it has room of its own."""
        row = self._row(line_id, now)
        has_room, row.tips_until = after_tip(row.tips_until, now, is_stranger=is_stranger)
        return has_room

    def forget(self, line_id: str) -> None:
        """Forget a sender's pace."""
        self._known.clear()
        self._session.execute(
            delete(SenderPace).where(
                SenderPace.station_id == self._station_id,
                SenderPace.person_mark == self._mark(line_id),
            )
        )

    def forget_old(self, *, now: datetime) -> None:
        """Forget every pace that tells nothing any more."""
        self._known.clear()
        self._session.execute(
            delete(SenderPace).where(
                SenderPace.station_id == self._station_id,
                SenderPace.words_until < now,
                or_(SenderPace.tips_until.is_(None), SenderPace.tips_until < now),
            )
        )

    def _row(self, line_id: str, now: datetime) -> SenderPace:
        mark = self._mark(line_id)
        row = self._find(mark)
        if row is None:
            row = SenderPace(station_id=self._station_id, person_mark=mark, words_until=now)
            self._session.add(row)
            self._known[mark] = row
        return row

    def _find(self, mark: bytes) -> SenderPace | None:
        """Return a sender's row, which may not be written yet."""
        known = self._known.get(mark)
        if known is not None and known in self._session:
            return known
        row: SenderPace | None = self._session.get(SenderPace, (self._station_id, mark))
        return row

    def _mark(self, line_id: str) -> bytes:
        return self._keys.fingerprint(Purpose.PACE, line_id)
