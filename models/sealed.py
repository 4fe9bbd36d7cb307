"""This is what only the key can read: data keys, sealed values and keyed fingerprints.

Fingerprints are HMAC-SHA256 under an index key, one for each purpose, cut to 16 bytes.
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Bytes, Moment
from models.database import Database
from models.keyring import Keyring
from models.late_session import LateSession
from models.seal import KEY_BYTES, SealBroken, key_id_of, opened, sealer

_CACHED_KEYS = 4096


class KeyForgotten(Exception):
    """The data key of a sealed value was deleted, so the value is forgotten for good."""


class Purpose(StrEnum):
    """What a fingerprint finds again; values of two purposes can never be joined."""

    LINE_USER = "line_user"
    LANE = "lane"
    TIP_SENDER = "tip_sender"
    DIALOGUE = "dialogue"
    CONTACT = "contact"
    GROUP = "group"
    MESSAGE = "message"
    NATIONAL_ID = "national_id"
    INVITATION = "invitation"
    LINK = "link"
    ORDER = "order"
    ARRIVAL = "arrival"
    MODERATION = "moderation"
    MENU = "menu"
    TIP_MARK = "tip_mark"
    SURVEY = "survey"
    PACE = "pace"
    LINE_NAME = "line_name"


class Subject(StrEnum):
    """Whose data a data key opens."""

    STATION = "station"
    MEMBER = "member"
    OFFICER = "officer"
    TIP = "tip"
    LINE_NAME = "line_name"


class DataKey(Base):
    """One wrapped data key of the key store, which backups of the database leave out."""

    __tablename__ = "data_keys"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    station_id: Mapped[int | None] = mapped_column(ForeignKey("stations.id"), index=True)
    subject: Mapped[str] = mapped_column(String(16))
    wrapped: Mapped[bytes] = mapped_column(Bytes)
    created_at: Mapped[datetime] = mapped_column(Moment)


class IndexKey(Base):
    """One wrapped key for the fingerprints of one purpose."""

    __tablename__ = "index_keys"

    purpose: Mapped[str] = mapped_column(String(32), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(Bytes)
    created_at: Mapped[datetime] = mapped_column(Moment)


class KeyCabinet:
    """The unwrapped keys of one process, shared by its transactions and bounded in number."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self.keyring = keyring
        self._database = database
        self._lock = threading.Lock()
        self._data: OrderedDict[bytes, AESGCM] = OrderedDict()
        self._index: dict[str, bytes] = {}

    def remember(self, key_id: bytes, key: bytes) -> AESGCM:
        """Keep an unwrapped data key at hand and return its cipher."""
        cipher = AESGCM(key)
        with self._lock:
            self._data[key_id] = cipher
            while len(self._data) > _CACHED_KEYS:
                self._data.popitem(last=False)
        return cipher

    def recall(self, key_id: bytes) -> AESGCM | None:
        """Return the cipher of a data key if it is at hand."""
        with self._lock:
            return self._data.get(key_id)

    def sealer(self, key_id: uuid.UUID, *, purpose: str) -> Callable[[bytes], bytes]:
        """Return what seals many values under one key, outside any transaction; for the door."""
        cipher = self.recall(key_id.bytes)
        if cipher is None:
            with self._database.reading() as session:
                row = session.get(DataKey, key_id)
            if row is None:
                raise KeyForgotten("the data key was deleted")
            key = self.keyring.unwrap(row.wrapped, purpose=f"data:{row.id}")
            cipher = self.remember(key_id.bytes, key)
        return sealer(cipher, key_id.bytes, purpose=purpose)

    def forget(self, key_id: bytes) -> None:
        """Drop a data key that was deleted from the key store."""
        with self._lock:
            self._data.pop(key_id, None)

    def load_index_keys(self, now: datetime) -> None:
        """Read all index keys, making those that are missing; safe beside other processes."""
        with self._database.writing() as session:
            opened = self._completed(session, now)
            session.commit()
        self._index = opened

    def complete_index_keys(self, session: Session, now: datetime) -> None:
        """Read all index keys within a transaction, making those that an older version had not."""
        self._index = self._completed(session, now)

    def _completed(self, session: Session, now: datetime) -> dict[str, bytes]:
        known = {row.purpose: row for row in session.scalars(select(IndexKey))}
        for purpose in Purpose:
            if purpose.value not in known:
                key = secrets.token_bytes(KEY_BYTES)
                wrapped = self.keyring.wrap(key, purpose=f"index:{purpose}")
                known[purpose] = IndexKey(purpose=purpose, wrapped=wrapped, created_at=now)
                session.add(known[purpose])
        return {
            name: self.keyring.unwrap(row.wrapped, purpose=f"index:{name}")
            for name, row in known.items()
        }

    def read_index_keys(self, session: Session) -> None:
        """Read the index keys that a transaction sees; raise SealBroken for one not ours."""
        self._index = {
            row.purpose: self.keyring.unwrap(row.wrapped, purpose=f"index:{row.purpose}")
            for row in session.scalars(select(IndexKey))
        }

    def fingerprint(self, purpose: Purpose, *values: str) -> bytes:
        """Return 16 bytes that find the same values again and tell nothing without the key."""
        message = "\x1f".join(values).encode()
        return hmac.digest(self._index[purpose], message, "sha256")[:16]


class KeyStore:
    """The key store within one transaction: makes data keys, seals, opens and forgets."""

    def __init__(self, session: LateSession, cabinet: KeyCabinet, now: datetime) -> None:
        self._session = session
        self._cabinet = cabinet
        self.now = now

    def create(
        self, subject: Subject, station_id: int | None, *, made_at: datetime | None = None
    ) -> uuid.UUID:
        """Make a fresh data key for one subject and return its id.

        `made_at`: what is noted as its moment, where the true one would tell too much.
        """
        key_id, key = uuid.uuid4(), AESGCM.generate_key(256)
        wrapped = self._cabinet.keyring.wrap(key, purpose=f"data:{key_id}")
        self._session.add(
            DataKey(
                id=key_id,
                station_id=station_id,
                subject=subject,
                wrapped=wrapped,
                created_at=self.now if made_at is None else made_at,
            )
        )
        self._cabinet.remember(key_id.bytes, key)
        return key_id

    def read_ahead(self, key_ids: Collection[uuid.UUID]) -> None:
        """Read at once the data keys that are needed and not at hand."""
        wanted = [one for one in key_ids if self._cabinet.recall(one.bytes) is None]
        for row in self._session.read_ahead(DataKey, wanted):
            # Whoever needs one that cannot be opened is told then, and nobody else.
            with suppress(SealBroken):
                self._unwrapped(row)

    def made_at(self, key_id: uuid.UUID) -> datetime:
        """Return when a data key was made; raise KeyForgotten if it was deleted."""
        row: DataKey | None = self._session.get(DataKey, key_id)
        if row is None:
            raise KeyForgotten("the data key was deleted")
        return row.created_at

    def forget(self, key_id: uuid.UUID) -> None:
        """Delete a data key, so that everything sealed under it is forgotten, in backups too."""
        row = self._session.get(DataKey, key_id)
        if row is not None:
            self._session.delete(row)
        self._cabinet.forget(key_id.bytes)

    def seal(self, key_id: uuid.UUID, value: bytes, *, purpose: str) -> bytes:
        """Seal bytes under a data key for one purpose."""
        return sealer(self._cipher(key_id.bytes), key_id.bytes, purpose=purpose)(value)

    def open(self, sealed: bytes, *, purpose: str) -> bytes:
        """Open sealed bytes; raise SealBroken or KeyForgotten when that cannot be."""
        return opened(self._cipher(key_id_of(sealed)), sealed, purpose=purpose)

    def seal_json(self, key_id: uuid.UUID, value: Any, *, purpose: str) -> bytes:
        """Seal a value of JSON's kinds."""
        return self.seal(key_id, json.dumps(value, ensure_ascii=False).encode(), purpose=purpose)

    def open_json(self, sealed: bytes, *, purpose: str) -> Any:
        """Open a value that seal_json sealed."""
        return json.loads(self.open(sealed, purpose=purpose))

    def fingerprint(self, purpose: Purpose, *values: str) -> bytes:
        """Return the keyed fingerprint of values for one purpose."""
        return self._cabinet.fingerprint(purpose, *values)

    def _cipher(self, key_id: bytes) -> AESGCM:
        cipher = self._cabinet.recall(key_id)
        if cipher is not None:
            return cipher
        row = self._session.get(DataKey, uuid.UUID(bytes=key_id))
        if row is None:
            raise KeyForgotten("the data key was deleted")
        return self._unwrapped(row)

    def _unwrapped(self, row: DataKey) -> AESGCM:
        key = self._cabinet.keyring.unwrap(row.wrapped, purpose=f"data:{row.id}")
        return self._cabinet.remember(row.id.bytes, key)
