"""This is what LINE holds and we want: claimed by one, held while it is fetched, or tried later."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    and_,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Moment
from models.database import Database, is_among

WANTED = "wanted"


class Wanted:
    """What every table of things to fetch has; `attempts` is the number of the newest claim."""

    id: Mapped[Any]
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    wanted_at: Mapped[datetime] = mapped_column(Moment)
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)

    def waits(self, *, until: datetime) -> None:
        """Be fetched again from a moment on."""
        self.next_try_at, self.leased_until = until, None

    def ends(self, state: str) -> None:
        """Be fetched no more."""
        self.state, self.leased_until = state, None


def wanted_index(name: str) -> Index:
    """Return the index by which what is due is found among all that was ever fetched."""
    is_wanted = text(f"state = '{WANTED}'")
    return Index(name, "next_try_at", sqlite_where=is_wanted, postgresql_where=is_wanted)


Thing = TypeVar("Thing", bound=Wanted)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A claimed thing; `attempt` is the claim's number, so that a later one is known."""

    row: Any
    station_id: int
    kind: str
    attempt: int
    wanted_at: datetime


def claim_wanted(
    session: Session,
    database: Database,
    table: type[Thing],
    *,
    now: datetime,
    lease: timedelta,
    stations: Collection[int],
) -> Claim | None:
    """Take the next thing of some stations to fetch, so that no other fetches it meanwhile.

    Things tried least often come first: trouble with old ones does not hold up the new.
    """
    is_theirs = is_among(table.station_id, "stations", is_sqlite=database.is_sqlite)
    row = session.scalars(
        select(table)
        .where(_is_due(table, database, now), is_theirs)
        .order_by(table.attempts, table.next_try_at)
        .limit(1)
        .with_for_update(skip_locked=True),
        {"stations": list(stations)},
    ).one_or_none()
    if row is None:
        return None
    row.attempts += 1
    claim = Claim(
        row=row.id,
        station_id=row.station_id,
        kind=row.kind,
        attempt=row.attempts,
        wanted_at=row.wanted_at,
    )
    session.flush()
    renew_claim(session, database, table, claim, lease=lease)
    return claim


def renew_claim(
    session: Session,
    database: Database,
    table: type[Thing],
    claim: Claim,
    *,
    lease: timedelta,
    next_try_at: datetime | None = None,
) -> bool:
    """Hold a claim longer; False says that the thing was withdrawn or claimed by another.

    `next_try_at` is when it is tried again at the earliest should its holder die.
    """
    values: dict[str, Any] = {"leased_until": database.now_plus(lease)}
    if next_try_at is not None:
        values["next_try_at"] = next_try_at
    renewed = session.execute(
        update(table)
        .where(*_is_claimed(table, claim))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(renewed.rowcount)  # type: ignore[attr-defined]


def claimed(session: Session, table: type[Thing], claim: Claim) -> Thing | None:
    """Return a thing, locked, while it is wanted and nobody claimed it after this claim."""
    return session.scalars(
        select(table)
        .where(*_is_claimed(table, claim))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def count_wanted(
    session: Session,
    database: Database,
    table: type[Thing],
    *,
    now: datetime,
    stations: Collection[int] | None = None,
) -> int:
    """Count what could be fetched now, of some stations or of all."""
    query = select(func.count()).select_from(table).where(_is_due(table, database, now))
    if stations is not None:
        query = query.where(is_among(table.station_id, "stations", is_sqlite=database.is_sqlite))
    return int(session.scalar(query, {"stations": list(stations or ())}) or 0)


def _is_claimed(table: type[Thing], claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return (
        table.id == claim.row,
        table.station_id == claim.station_id,
        table.state == WANTED,
        table.attempts == claim.attempt,
    )


def _is_due(table: type[Thing], database: Database, now: datetime) -> ColumnElement[bool]:
    is_free = or_(table.leased_until.is_(None), table.leased_until < database.now_plus(timedelta()))
    return and_(table.state == WANTED, table.next_try_at <= now, is_free)
