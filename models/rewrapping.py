"""This is how wrapped keys come under the newest encryption key, a few at a time.

A key itself stays what it is, so all that it sealed and every fingerprint stays good. Each batch is
a transaction of its own and a row changes only from what was read, so that nothing that was
forgotten meanwhile comes back, and whoever was killed goes on where they were.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.database import Database
from models.keyring import Keyring
from models.seal import SealBroken
from models.sealed import DataKey, IndexKey

_BATCH = 200


@dataclass(frozen=True, kw_only=True)
class Rewrapped:
    """What one batch did: keys wrapped anew, and keys that no encryption key opens."""

    done: int = 0
    unopened: int = 0


def left_to_rewrap(database: Database, keyring: Keyring) -> int:
    """Count the keys that an older encryption key wraps."""
    with database.reading() as session:
        return sum(
            session.scalar(
                select(func.count()).select_from(table).where(_is_older(table.wrapped, keyring))
            )
            or 0
            for table in (DataKey, IndexKey)
        )


def put_to_use(database: Database, keyring: Keyring) -> None:
    """Let the index keys show that a program which knows the newest encryption key was started."""
    _index_keys(database, keyring)


def is_in_use(database: Database, keyring: Keyring) -> bool:
    """Say whether a program was started with the newest encryption key."""
    with database.reading() as session:
        older = select(IndexKey.purpose).where(_is_older(IndexKey.wrapped, keyring))
        return session.scalars(older.limit(1)).first() is None


def rewrap(database: Database, keyring: Keyring, *, batch: int = _BATCH) -> Iterator[Rewrapped]:
    """Wrap every key anew, yielding after each batch that is safe on the disk."""
    yield _index_keys(database, keyring)
    after: uuid.UUID | None = None
    while True:
        with database.writing() as session:
            rows = _older(session, keyring, after, batch)
            if not rows:
                return
            done = sum(_rewrap(session, keyring, row) for row in rows)
            session.commit()
        after = rows[-1][0]
        yield Rewrapped(done=done, unopened=len(rows) - done)


def _older(
    session: Session, keyring: Keyring, after: uuid.UUID | None, batch: int
) -> list[tuple[uuid.UUID, bytes]]:
    query = select(DataKey.id, DataKey.wrapped).where(_is_older(DataKey.wrapped, keyring))
    if after is not None:
        query = query.where(DataKey.id > after)
    rows = session.execute(query.order_by(DataKey.id).limit(batch)).all()
    return [(key_id, wrapped) for key_id, wrapped in rows]


def _rewrap(session: Session, keyring: Keyring, row: tuple[uuid.UUID, bytes]) -> bool:
    key_id, wrapped = row
    anew = _anew(keyring, wrapped, f"data:{key_id}")
    if anew is None:
        return False
    session.execute(
        update(DataKey)
        .where(DataKey.id == key_id, DataKey.wrapped == wrapped)
        .values(wrapped=anew)
        .execution_options(synchronize_session=False)
    )
    return True


def _index_keys(database: Database, keyring: Keyring) -> Rewrapped:
    done = unopened = 0
    with database.writing() as session:
        older = select(IndexKey).where(_is_older(IndexKey.wrapped, keyring))
        for row in session.scalars(older.order_by(IndexKey.purpose)).all():
            anew = _anew(keyring, row.wrapped, f"index:{row.purpose}")
            if anew is None:
                unopened += 1
            else:
                row.wrapped, done = anew, done + 1
        session.commit()
    return Rewrapped(done=done, unopened=unopened)


def _anew(keyring: Keyring, wrapped: bytes, purpose: str) -> bytes | None:
    try:
        return keyring.wrap(keyring.unwrap(wrapped, purpose=purpose), purpose=purpose)
    except SealBroken:
        return None


def _is_older(wrapped: InstrumentedAttribute[bytes], keyring: Keyring) -> ColumnElement[bool]:
    return func.substr(wrapped, 2, 16) != keyring.newest
