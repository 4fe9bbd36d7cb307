"""This is what people call themselves in LINE, known only to be masked in what officers see."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Bytes, Moment
from models.late_session import LateSession
from models.seal import SealBroken
from models.sealed import KeyForgotten, KeyStore, Purpose, Subject

_NAME: Final = "line_name"
# People change it as they please, and seldom.
_ASKED_EVERY: Final = timedelta(days=30)


class LineName(Base):
    """The name of one LINE account, sealed under a key of its own with the account's id.

    `name` is None where LINE tells none. On the day of `asked_at` it was asked first, or again by
    the calendar: what was asked because of a tip leaves no moment, or moments would join the two.
    At `looked_at` it was seen last that it is needed.
    """

    __tablename__ = "line_names"

    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), primary_key=True)
    person_mark: Mapped[bytes] = mapped_column(Bytes, primary_key=True)
    data_key_id: Mapped[uuid.UUID | None]
    name: Mapped[bytes | None] = mapped_column(Bytes)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    looked_at: Mapped[datetime] = mapped_column(Moment, index=True)


class LineNames:
    """The names of those whom one station knows."""

    def __init__(self, session: LateSession, station_id: int, keys: KeyStore) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys

    def read_ahead(self, line_ids: Collection[str]) -> None:
        """Read the names of several people at once."""
        keys = [(self._station_id, self._mark(one)) for one in line_ids]
        self._session.read_ahead(LineName, keys)

    def of(self, line_id: str) -> str | None:
        """Return what a person calls themselves in LINE, None if that is not known."""
        row = self._find(line_id)
        return None if row is None else self._opened(row)[1]

    def is_unknown(self, line_id: str) -> bool:
        """Say whether LINE never told a person's name."""
        row = self._find(line_id)
        return row is None or row.name is None

    def is_to_be_asked(self, line_id: str, *, now: datetime) -> bool:
        """Say whether LINE never told a person's name, or long ago."""
        row = self._find(line_id)
        return row is None or row.name is None or _is_old(row, now)

    def old(self, *, now: datetime) -> Iterator[str]:
        """Yield whose names were told long ago."""
        rows = self._session.scalars(
            select(LineName).where(
                LineName.station_id == self._station_id, LineName.asked_at <= now - _ASKED_EVERY
            )
        )
        yield from filter(None, (self._opened(row)[0] for row in rows.all()))

    def keep(self, line_id: str, name: str | None, *, now: datetime) -> None:
        """Keep what LINE told of a person's name; None where it tells nothing."""
        row, today = self._find(line_id), _day(now)
        if row is None:
            row = LineName(
                station_id=self._station_id,
                person_mark=self._mark(line_id),
                asked_at=today,
                looked_at=today,
            )
            self._session.add(row)
        elif _is_old(row, now):
            row.asked_at = today
        if name is None and row.name is not None:
            # Who blocked the account still goes by the name that they had.
            return
        self._forget_key(row)
        row.name = row.data_key_id = None
        if name is not None:
            row.data_key_id = self._keys.create(
                Subject.LINE_NAME, self._station_id, made_at=row.asked_at
            )
            told = [line_id, name]
            row.name = self._keys.seal_json(row.data_key_id, told, purpose=_NAME)

    def forget(self, line_id: str) -> None:
        """Forget a person's name, in backups too."""
        row = self._find(line_id)
        if row is not None:
            self.drop(row)

    def looked_at_before(
        self, moment: datetime, *, limit: int | None = None
    ) -> Sequence[tuple[LineName, str]]:
        """Return the names of which it was last seen before a moment that they are needed.

        Beside each stands whose it is, nothing where nobody can tell any more.
        """
        rows = self._session.scalars(
            select(LineName)
            .where(LineName.station_id == self._station_id, LineName.looked_at < moment)
            .order_by(LineName.looked_at, LineName.person_mark)
            .limit(limit)
        )
        return [(row, self._opened(row)[0]) for row in rows.all()]

    def drop(self, row: LineName) -> None:
        """Forget a name that nobody needs."""
        self._forget_key(row)
        self._session.delete(row)

    def _forget_key(self, row: LineName) -> None:
        if row.data_key_id is not None:
            self._keys.forget(row.data_key_id)

    def _opened(self, row: LineName) -> tuple[str, str | None]:
        """Return whose name a row is and the name; nothing where it does not open any more."""
        if row.name is not None:
            # No tip is held up by a name that is damaged.
            with suppress(KeyForgotten, SealBroken):
                line_id, name = self._keys.open_json(row.name, purpose=_NAME)
                return str(line_id), str(name)
        return "", None

    def _find(self, line_id: str) -> LineName | None:
        row: LineName | None = self._session.get(LineName, (self._station_id, self._mark(line_id)))
        return row

    def _mark(self, line_id: str) -> bytes:
        return self._keys.fingerprint(Purpose.LINE_NAME, line_id)


def _is_old(row: LineName, now: datetime) -> bool:
    return row.asked_at + _ASKED_EVERY <= now


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
