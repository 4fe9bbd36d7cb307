"""This is each officer's second factor: the sealed secret, the last code used, the wrong tries."""

from __future__ import annotations

from datetime import datetime

import pyotp
from sqlalchemy import BigInteger, ForeignKey, Integer, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.second_factor import LOCKED_FOR, WRONG_TRIES, Tried, step_of_code
from models.base import Base, Bytes, Moment
from models.officer import Officer
from models.sealed import KeyStore

_SECRET = "officer.second_factor"  # noqa: S105


class SecondFactor(Base):
    """The second factor of one officer; it counts once a first code was right."""

    __tablename__ = "second_factors"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    secret: Mapped[bytes] = mapped_column(Bytes)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    wrong_tries: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)


class SecondFactors:
    """The second factors of one station's officers."""

    def __init__(self, session: Session, station_id: int, keys: KeyStore) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys

    def is_set(self, officer: Officer) -> bool:
        """Say whether an officer has a second factor that counts."""
        row = self._row(officer)
        return row is not None and row.confirmed_at is not None

    def begin(self, officer: Officer, *, now: datetime) -> str | None:
        """Make a fresh secret and return it, this once; None for who has one that counts."""
        row = self._row(officer, is_held=True)
        if row is not None and row.confirmed_at is not None:
            return None
        secret = pyotp.random_base32()
        sealed = self._keys.seal(officer.data_key_id, secret.encode(), purpose=_SECRET)
        if row is None:
            row = SecondFactor(
                officer_id=officer.id, station_id=self._station_id, secret=sealed, begun_at=now
            )
            self._session.add(row)
        row.secret, row.begun_at, row.last_step = sealed, now, None
        self._session.flush()
        return secret

    def confirm(self, officer: Officer, code: str, *, now: datetime) -> Tried:
        """Let a begun second factor count from its first right code on."""
        row = self._row(officer, is_held=True)
        if row is None or row.confirmed_at is not None:
            return Tried.UNSET
        tried = self._try(row, code, now)
        if tried is Tried.RIGHT:
            row.confirmed_at = now
        return tried

    def prove(self, officer: Officer, code: str, *, now: datetime) -> Tried:
        """Take an officer's code, each once; too many wrong ones lock all for a while."""
        row = self._row(officer, is_held=True)
        if row is None or row.confirmed_at is None:
            return Tried.UNSET
        return self._try(row, code, now)

    def reset(self, officer: Officer) -> bool:
        """Forget an officer's second factor, so that they set it up anew; say whether any was."""
        row = self._row(officer, is_held=True)
        if row is None:
            return False
        self._session.delete(row)
        self._session.flush()
        return True

    def _try(self, row: SecondFactor, code: str, now: datetime) -> Tried:
        if row.locked_until is not None and now < row.locked_until:
            return Tried.LOCKED
        secret = self._keys.open(row.secret, purpose=_SECRET).decode()
        step = step_of_code(secret, code, now=now, after=row.last_step)
        if step is not None:
            row.last_step, row.wrong_tries, row.locked_until = step, 0, None
            return Tried.RIGHT
        row.wrong_tries = (row.wrong_tries or 0) + 1
        if row.wrong_tries < WRONG_TRIES:
            return Tried.WRONG
        row.wrong_tries, row.locked_until = 0, now + LOCKED_FOR
        return Tried.LOCKED

    def _row(self, officer: Officer, *, is_held: bool = False) -> SecondFactor | None:
        query = select(SecondFactor).where(
            SecondFactor.officer_id == officer.id, SecondFactor.station_id == self._station_id
        )
        if is_held:
            # Two browsers that try at the same moment take turns, or a code would count twice.
            query = query.with_for_update().execution_options(populate_existing=True)
        return self._session.scalars(query).one_or_none()
