"""This is what a doctor asks of a database, changing nothing and holding it up for nobody."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.arrival import Arrival, ArrivalState
from models.assignment import Assignments
from models.database import Database
from models.group import Groups
from models.keyring import Keyring
from models.menu import MenuWishes
from models.officer import Officer, Officers
from models.outbox import OutboxState, Outgoing
from models.seal import SealBroken
from models.sealed import DataKey, IndexKey, KeyCabinet, KeyStore
from models.station import Station
from models.village import Villages


@dataclass(frozen=True, kw_only=True)
class Books:
    """The lists of one station, opened for reading."""

    officers: Officers
    assignments: Assignments
    villages: Villages
    groups: Groups
    held: int = 0


def opens(database: Database, keyring: Keyring) -> bool:
    """Say whether the encryption keys open what every program needs first: the index keys."""
    with database.reading() as session:
        try:
            KeyCabinet(database, keyring).read_index_keys(session)
        except SealBroken:
            return False
    return True


@contextmanager
def open_books(
    database: Database, keyring: Keyring, code: str, *, now: datetime
) -> Iterator[Books | None]:
    """Open a station's lists; None while the station was never started with this database."""
    with database.reading() as session:
        row = session.scalars(select(Station).where(Station.code == code)).one_or_none()
        if row is None or row.data_key_id is None:
            yield None
            return
        keys = KeyStore(session, KeyCabinet(database, keyring), now)
        own = uuid.UUID(row.data_key_id)
        menus = MenuWishes(session, station_id=row.id, keys=keys, key=own, now=now)
        yield Books(
            officers=Officers(session, row.id, keys, menus),
            assignments=Assignments(session, row.id),
            villages=Villages(session, row.id),
            groups=Groups(session, station_id=row.id, keys=keys, key=own),
            held=_held(session, row.id),
        )


def _held(session: Session, station: int) -> int:
    """Count what a restore left for a person to decide."""
    messages = select(func.count()).where(
        Outgoing.station_id == station, Outgoing.state == OutboxState.HELD
    )
    arrivals = select(func.count()).where(
        Arrival.station_id == station, Arrival.state == ArrivalState.HELD
    )
    return (session.scalar(messages) or 0) + (session.scalar(arrivals) or 0)


def unopened_keys(database: Database, keyring: Keyring) -> int:
    """Count the keys of the key store that none of the encryption keys opens."""
    with database.reading() as session:
        return unopened_within(session, keyring)


def unopened_within(session: Session, keyring: Keyring) -> int:
    """Count them as one transaction sees them."""
    index = sum(
        not _opens(keyring, row.wrapped, f"index:{row.purpose}")
        for row in session.scalars(select(IndexKey))
    )
    return index + _unopened_data_keys(session, keyring)


def lost_keys(database: Database) -> int:
    """Count the stations and officers whose data key is no longer in the key store."""
    with database.reading() as session:
        kept = select(DataKey.id)
        officers = session.scalars(select(Officer.id).where(Officer.data_key_id.not_in(kept))).all()
        wanted = [
            uuid.UUID(key)
            for key in session.scalars(
                select(Station.data_key_id).where(Station.data_key_id.is_not(None))
            )
        ]
        found = session.scalars(kept.where(DataKey.id.in_(wanted))).all()
        return len(officers) + len(wanted) - len(found)


def _unopened_data_keys(session: Session, keyring: Keyring) -> int:
    """Try one data key of each encryption key that wrapped any, for there may be very many."""
    wrapper = func.substr(DataKey.wrapped, 2, 16)
    unopened = 0
    for mark, count in session.execute(select(wrapper, func.count()).group_by(wrapper)).all():
        row = session.scalars(select(DataKey).where(wrapper == mark).limit(1)).one()
        if not _opens(keyring, row.wrapped, f"data:{row.id}"):
            unopened += count
    return unopened


def _opens(keyring: Keyring, wrapped: bytes, purpose: str) -> bool:
    try:
        keyring.unwrap(wrapped, purpose=purpose)
    except SealBroken:
        return False
    return True
