"""This is a lane: what must stay in order, and the lease of whoever works on it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Bytes, Moment
from models.database import Database

_RESTING = "nobody: had its turn"


class LaneTaken(Exception):
    """The lease ran out and another worker holds the lane; nothing may be committed."""


class Lane(Base):
    """A lease: who works on a lane and until when, by the database's clock.

    The mark is a fingerprint, so a lane tells nobody who the person is.
    """

    __tablename__ = "lanes"

    mark: Mapped[bytes] = mapped_column(Bytes, primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime] = mapped_column(Moment)


class Lanes:
    """The leases of one deployment."""

    def __init__(self, session: Session, database: Database) -> None:
        self._session = session
        self._database = database

    @property
    def has_one_writer(self) -> bool:
        """Say whether all who claim take turns."""
        return self._database.is_sqlite

    def claim(self, mark: bytes, *, owner: str, lease: timedelta) -> bool:
        """Take a lane that nobody holds; say whether it is ours now."""
        build = sqlite.insert if self._database.is_sqlite else postgresql.insert
        now = self._database.now_plus(timedelta())
        until = self._database.now_plus(lease)
        claim = build(Lane).values(mark=mark, owner=owner, until=until)
        claimed = self._session.execute(
            claim.on_conflict_do_update(
                index_elements=[Lane.mark],
                set_={"owner": owner, "until": until},
                where=_expired(now),
            ).returning(Lane.mark)
        )
        return claimed.one_or_none() is not None

    def fence(self, mark: bytes, *, owner: str, lease: timedelta) -> None:
        """Renew the lease, or raise LaneTaken so that a frozen worker commits nothing."""
        renewed = self._session.execute(
            update(Lane)
            .where(Lane.mark == mark, Lane.owner == owner)
            .values(until=self._database.now_plus(lease))
        )
        if int(getattr(renewed, "rowcount", 0)) == 0:
            raise LaneTaken

    def rest(self, mark: bytes, *, owner: str, span: timedelta) -> None:
        """Let a lane that still holds work stand back, so that the others come first."""
        self._session.execute(
            update(Lane)
            .where(Lane.mark == mark, Lane.owner == owner)
            .values(owner=_RESTING, until=self._database.now_plus(span))
        )

    def release(self, mark: bytes, *, owner: str) -> None:
        """Give a lane back."""
        self._session.execute(delete(Lane).where(Lane.mark == mark, Lane.owner == owner))


def is_free(database: Database) -> ColumnElement[bool]:
    """Say of an arrival's lane, joined outwardly, that nobody holds it now."""
    return or_(Lane.mark.is_(None), _expired(database.now_plus(timedelta())))


def _expired(now: ColumnElement[int]) -> ColumnElement[bool]:
    return Lane.until < now
