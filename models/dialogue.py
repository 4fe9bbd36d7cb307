"""This is where a talk stands: what a person's next words will mean, and until when."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Bytes, Moment
from models.late_session import LateSession
from models.sealed import KeyStore, Purpose

_DATA = "dialogue.data"


class Dialogue(Base):
    """One mode of one person; which tip it is about stands in the sealed part."""

    __tablename__ = "dialogues"

    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), primary_key=True)
    person_mark: Mapped[bytes] = mapped_column(Bytes, primary_key=True)
    mode: Mapped[str] = mapped_column(String(24))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    data: Mapped[bytes] = mapped_column(Bytes)


class Contact(Base):
    """Whether a LINE account can be reached 1:1, for those we know only by their account."""

    __tablename__ = "contacts"

    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), primary_key=True)
    person_mark: Mapped[bytes] = mapped_column(Bytes, primary_key=True)
    is_friend: Mapped[bool] = mapped_column(Boolean)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    last_spoke_at: Mapped[datetime | None] = mapped_column(Moment)


class CodeTry(Base):
    """One wrong invitation code, to stop guessing."""

    __tablename__ = "code_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    person_mark: Mapped[bytes] = mapped_column(Bytes, index=True)
    tried_at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, kw_only=True)
class Mode:
    """What a person's next words mean, such as `note` about a tip."""

    name: str
    data: dict[str, Any]


class Dialogues:
    """Where the talks of one station stand."""

    def __init__(
        self, session: LateSession, *, station_id: int, keys: KeyStore, key: uuid.UUID
    ) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys
        self._key = key

    def _mark(self, line_id: str) -> bytes:
        return self._keys.fingerprint(Purpose.DIALOGUE, line_id)

    def read_ahead(self, line_ids: Collection[str]) -> None:
        """Read where the talks of several people stand, and whether they are reached, at once."""
        here, contact = self._station_id, Purpose.CONTACT
        self._session.read_ahead(Dialogue, [(here, self._mark(one)) for one in line_ids])
        marks = [self._keys.fingerprint(contact, one) for one in line_ids]
        self._session.read_ahead(Contact, [(here, mark) for mark in marks])

    def current(self, line_id: str, *, now: datetime) -> Mode | None:
        """Return the mode that a person is in, None if none or if it ran out."""
        row = self._session.get(Dialogue, (self._station_id, self._mark(line_id)))
        if row is None or row.expires_at <= now:
            return None
        return Mode(name=row.mode, data=self._keys.open_json(row.data, purpose=_DATA))

    def enter(self, line_id: str, mode: Mode, *, until: datetime) -> None:
        """Put a person into a mode; the one before it ends."""
        self.leave(line_id)
        self._session.add(
            Dialogue(
                station_id=self._station_id,
                person_mark=self._mark(line_id),
                mode=mode.name,
                expires_at=until,
                data=self._keys.seal_json(self._key, mode.data, purpose=_DATA),
            )
        )
        self._session.flush()

    def leave(self, line_id: str) -> None:
        """End the mode that a person is in, if any."""
        self._session.execute(
            delete(Dialogue).where(
                Dialogue.station_id == self._station_id,
                Dialogue.person_mark == self._mark(line_id),
            )
        )

    def befriended(self, line_id: str, *, is_friend: bool, now: datetime) -> None:
        """Remember that a person befriended or blocked the account."""
        contact = self._contact(line_id, now)
        contact.is_friend = is_friend
        contact.changed_at = now

    def spoke(self, line_id: str, *, now: datetime) -> None:
        """Remember when a person last wrote 1:1, for seven days of that let a push reach them."""
        self._contact(line_id, now).last_spoke_at = now

    def is_friend(self, line_id: str) -> bool | None:
        """Say whether a person befriended the account, None if we never learned."""
        mark = self._keys.fingerprint(Purpose.CONTACT, line_id)
        row = self._session.get(Contact, (self._station_id, mark))
        return None if row is None else row.is_friend

    def _contact(self, line_id: str, now: datetime) -> Contact:
        mark = self._keys.fingerprint(Purpose.CONTACT, line_id)
        row: Contact | None = self._session.get(Contact, (self._station_id, mark))
        if row is None:
            # Whoever writes 1:1 has the chat open; only an unfollow tells us otherwise.
            row = Contact(
                station_id=self._station_id, person_mark=mark, is_friend=True, changed_at=now
            )
            self._session.add(row)
        return row

    def wrong_codes(self, line_id: str, *, since: datetime) -> int:
        """Count a person's wrong invitation codes since a moment."""
        rows = self._session.scalars(
            select(CodeTry.id).where(
                CodeTry.station_id == self._station_id,
                CodeTry.person_mark == self._keys.fingerprint(Purpose.CONTACT, line_id),
                CodeTry.tried_at >= since,
            )
        )
        return len(rows.all())

    def note_wrong_code(self, line_id: str, *, now: datetime) -> None:
        """Remember a wrong invitation code."""
        self._session.add(
            CodeTry(
                station_id=self._station_id,
                person_mark=self._keys.fingerprint(Purpose.CONTACT, line_id),
                tried_at=now,
            )
        )
