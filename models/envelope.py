"""This is an envelope: one POST of LINE's as it came, sealed, until its events lie in lanes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ARRAY, ForeignKey, Integer, Select, bindparam, delete, func, select
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


def stations_with_envelopes(session: Session, *, among: Collection[int], most: int = 1) -> set[int]:
    """Return the stations of the oldest envelopes, none if there is nothing to sort."""
    query = _oldest(is_sqlite=_is_sqlite(session))
    return set(session.scalars(query, {"stations": list(among), "most": most}))


def oldest_unless_taken(session: Session, *, of: Collection[int], most: int) -> Sequence[Envelope]:
    """Return the oldest envelopes of some stations, but of none that somebody else has at hand.

    So nobody is overtaken, nor waits for who has them and may be frozen.
    """
    is_sqlite = _is_sqlite(session)
    free = of if is_sqlite else session.scalars(_TRY_TURNS, {"stations": list(of)}).all()
    if not free:
        return ()
    return session.scalars(_held(is_sqlite=is_sqlite), {"stations": list(free), "most": most}).all()


def forget_envelopes(session: Session, envelopes: Collection[Envelope]) -> None:
    """Forget envelopes whose events are kept elsewhere."""
    session.execute(_FORGOTTEN, {"ids": [one.id for one in envelopes]})


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


@lru_cache(maxsize=2)
def _oldest(*, is_sqlite: bool) -> Select[int]:
    is_ours = is_among(Envelope.station_id, "stations", is_sqlite=is_sqlite)
    in_order = select(Envelope.station_id).where(is_ours).order_by(Envelope.id)
    return in_order.limit(bindparam("most"))


@lru_cache(maxsize=2)
def _held(*, is_sqlite: bool) -> Select[Envelope]:
    is_theirs = is_among(Envelope.station_id, "stations", is_sqlite=is_sqlite)
    in_order = select(Envelope).where(is_theirs).order_by(Envelope.id)
    return in_order.limit(bindparam("most")).with_for_update()


_ASKED = func.unnest(bindparam("stations", type_=ARRAY(Integer))).column_valued("asked")
_TRY_TURNS = select(_ASKED).where(func.pg_try_advisory_xact_lock(_TURN, _ASKED))
_FORGOTTEN = (
    delete(Envelope)
    .where(Envelope.id.in_(bindparam("ids", expanding=True)))
    .execution_options(synchronize_session=False)
)


class Envelopes:
    """The envelopes of one station within one transaction."""

    def __init__(self, session: Session, station_id: int, keys: KeyStore) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys

    def oldest(self, most: int) -> Sequence[Envelope]:
        """Return the oldest envelopes; who asks meanwhile waits, so that none is overtaken."""
        query = _held(is_sqlite=_is_sqlite(self._session))
        return self._session.scalars(query, {"stations": [self._station_id], "most": most}).all()

    def open(self, envelope: Envelope) -> bytes:
        """Return the body as LINE sent it."""
        return self._keys.open(envelope.body, purpose=PURPOSE)

    def remove(self, envelope: Envelope) -> None:
        """Forget an envelope whose events are kept elsewhere."""
        self._session.delete(envelope)
