"""This is an envelope: one POST of LINE's as it came, sealed, until its events lie in lanes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ForeignKey, Select, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId, Bytes, Moment
from models.database import Database, is_among
from models.sealed import KeyStore

# The inbox's own: an envelope that cannot be sorted is moved there as it is.
PURPOSE = "inbox.body"
# Two numbers make another lock than the one number of a lane.
_TURN = 1


class Envelope(Base):
    """The whole body of one POST: one durable row, however many events it brought."""

    __tablename__ = "envelopes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    received_at: Mapped[datetime] = mapped_column(Moment)
    body: Mapped[bytes] = mapped_column(Bytes)


class NewEnvelope(NamedTuple):
    """One envelope as the door hands it over: sealed, its moment in milliseconds since 1970."""

    station_id: int
    received_at: int
    body: bytes


def keep_envelopes(session: Session, database: Database, envelopes: Sequence[NewEnvelope]) -> None:
    """Keep envelopes in the order in which they came, without the ORM, for the door is in haste."""
    mark = "?" if database.is_sqlite else "%s"
    statement = (
        f"INSERT INTO envelopes ({', '.join(NewEnvelope._fields)}) "  # noqa: S608
        f"VALUES ({', '.join([mark] * len(NewEnvelope._fields))})"
    )
    session.connection().exec_driver_sql(statement, list(map(tuple, envelopes)))


def station_with_envelopes(session: Session, *, among: Collection[int]) -> int | None:
    """Return the station of the oldest envelope, None if there is none to sort."""
    query = _oldest(is_sqlite=session.get_bind().dialect.name == "sqlite")
    return session.scalars(query, {"stations": list(among)}).one_or_none()


@lru_cache(maxsize=2)
def _oldest(*, is_sqlite: bool) -> Select[int]:
    is_ours = is_among(Envelope.station_id, "stations", is_sqlite=is_sqlite)
    return select(Envelope.station_id).where(is_ours).order_by(Envelope.id).limit(1)


class Envelopes:
    """The envelopes of one station within one transaction."""

    def __init__(self, session: Session, station_id: int, keys: KeyStore) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys

    def oldest(self, most: int) -> Sequence[Envelope]:
        """Return the oldest envelopes; who asks meanwhile waits, so that none is overtaken."""
        return self._session.scalars(self._oldest(most)).all()

    def oldest_unless_taken(self, most: int) -> Sequence[Envelope]:
        """Return the oldest envelopes, and none while somebody else has some of the station.

        So nobody is overtaken, nor waits for who has them and may be frozen.
        """
        query = self._oldest(most)
        if self._session.get_bind().dialect.name != "sqlite":
            taken = func.pg_try_advisory_xact_lock(_TURN, self._station_id)
            query = query.where(select(taken).scalar_subquery())
        return self._session.scalars(query).all()

    def _oldest(self, most: int) -> Select[Envelope]:
        return (
            select(Envelope)
            .where(Envelope.station_id == self._station_id)
            .order_by(Envelope.id)
            .limit(most)
            .with_for_update()
        )

    def open(self, envelope: Envelope) -> bytes:
        """Return the body as LINE sent it."""
        return self._keys.open(envelope.body, purpose=PURPOSE)

    def remove(self, envelope: Envelope) -> None:
        """Forget an envelope whose events are kept elsewhere."""
        self._session.delete(envelope)
