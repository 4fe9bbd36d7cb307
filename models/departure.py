"""This is which message leaves next: alerts first, in order, and claimed by one sender alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Update,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session, aliased

from domain.delivery import LONGEST_WAIT
from models.database import Database, is_among
from models.outbox import FANNED_OUT, OPEN_STATES, OutboxState, Outgoing


@dataclass(frozen=True, kw_only=True)
class Claimant:
    """Who claims messages, for how long, and of which stations; None for all.

    Bulletins are claimed apart from all else, so that nothing waits behind them.
    """

    owner: str
    lease: timedelta
    stations: Collection[int] | None = None
    of_bulletins: bool = False

    def without(self, closed: Collection[int]) -> Claimant:
        """Return the same claimant for all but some of its stations."""
        if not closed or self.stations is None:
            return self
        return replace(self, stations=tuple(one for one in self.stations if one not in closed))


def claimable(
    session: Session, database: Database, claimant: Claimant, *, now: datetime, limit: int
) -> Sequence[Outgoing]:
    """Return messages that may leave now, alerts first, held fast and not claimed yet."""
    stations = claimant.stations
    query = _claim(database, is_bound=stations is not None, of_bulletins=claimant.of_bulletins)
    asked = {**_moments(now), "stations": list(stations or ())}
    return session.scalars(query, {**asked, "most": limit}).all()


def take(rows: Sequence[int], session: Session, database: Database, claimant: Claimant) -> None:
    """Claim messages that are held fast, by one statement."""
    if rows:
        asked = {"rows": list(rows), "of_owner": claimant.owner}
        session.connection().execute(_taking(database, claimant.lease), asked)


def attempted(session: Session, attempts: Mapping[int, int]) -> Mapping[int, Outgoing]:
    """Return messages by row, held fast, without those whose newest attempt is another."""
    if not attempts:
        return {}
    rows = session.scalars(_HELD, {"rows": list(attempts)}).all()
    return {row.id: row for row in rows if row.attempts == attempts[row.id]}


def resume(session: Session, station_id: int, *, now: datetime) -> None:
    """Let what a station's account could not push be tried again at once, in its usual order.

    What somebody holds at this moment is being tried as it is.
    """
    session.execute(_resuming(), {"of_station": station_id, "now": now})


def has_messages(
    session: Session, database: Database, *, now: datetime, of_bulletins: bool = False
) -> bool:
    """Say whether any message could be claimed now."""
    return session.scalar(_any(database, of_bulletins=of_bulletins), _moments(now)) is not None


def _moments(now: datetime) -> dict[str, datetime]:
    return {"now": now, "far": now + LONGEST_WAIT}


# To put these statements together takes longer than to run them.
_HELD: Final = (
    select(Outgoing)
    .where(Outgoing.id.in_(bindparam("rows", expanding=True)))
    # Whoever holds several takes them in one order, or two would wait for each other.
    .order_by(Outgoing.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)


@lru_cache(maxsize=8)
def _claim(database: Database, *, is_bound: bool, of_bulletins: bool) -> Select[Outgoing]:
    is_sqlite = database.is_sqlite
    is_theirs = (
        is_among(Outgoing.station_id, "stations", is_sqlite=is_sqlite) if is_bound else true()
    )
    return (
        select(Outgoing)
        .where(is_theirs, *_can_leave(database, of_bulletins=of_bulletins))
        .order_by(Outgoing.rank, Outgoing.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )


@lru_cache(maxsize=8)
def _taking(database: Database, lease: timedelta) -> Update:
    return (
        update(Outgoing)
        .where(is_among(Outgoing.id, "rows", is_sqlite=database.is_sqlite))
        .values(
            owner=bindparam("of_owner"),
            state=OutboxState.SENDING.value,
            leased_until=database.now_plus(lease),
        )
    )


@lru_cache(maxsize=1)
def _resuming() -> Update:
    stalled = (
        select(Outgoing.id)
        .where(
            Outgoing.station_id == bindparam("of_station"),
            Outgoing.state.in_(_open_states()),
            Outgoing.stalled_since.is_not(None),
            Outgoing.next_try_at > bindparam("now"),
        )
        # Who holds one of these may in turn be waiting for the month, which is held here.
        .with_for_update(skip_locked=True)
    )
    return (
        update(Outgoing)
        .where(Outgoing.id.in_(stalled))
        .values(next_try_at=bindparam("now"))
        .execution_options(synchronize_session=False)
    )


@lru_cache(maxsize=8)
def _any(database: Database, *, of_bulletins: bool) -> Select[int]:
    return select(Outgoing.id).where(*_can_leave(database, of_bulletins=of_bulletins)).limit(1)


def _can_leave(database: Database, *, of_bulletins: bool) -> Sequence[ColumnElement[bool]]:
    clock = database.now_plus(timedelta())
    return (
        Outgoing.rank == FANNED_OUT if of_bulletins else Outgoing.rank < FANNED_OUT,
        Outgoing.state.in_(_open_states()),
        # What seems put off for longer than anything is was kept by a clock that ran ahead.
        or_(Outgoing.next_try_at <= bindparam("now"), Outgoing.next_try_at > bindparam("far")),
        or_(Outgoing.leased_until.is_(None), Outgoing.leased_until < clock),
        ~_would_overtake(),
    )


def _would_overtake() -> ColumnElement[bool]:
    earlier = aliased(Outgoing)
    # What waits for a new month must not hold up what leaves for nothing.
    is_free = Outgoing.reply_until > bindparam("now")
    is_passed_by = and_(earlier.stalled_since.is_not(None), is_free)
    return (
        select(earlier.id)
        .where(
            earlier.order_mark == Outgoing.order_mark,
            earlier.station_id == Outgoing.station_id,
            earlier.id < Outgoing.id,
            earlier.state.in_(_open_states()),
            ~func.coalesce(is_passed_by, false()),
        )
        .exists()
    )


def _open_states() -> BindParameter[Any]:
    """Return the open states written out, or SQLite cannot tell that a partial index serves."""
    states = [state.value for state in OPEN_STATES]
    return bindparam("states", states, expanding=True, literal_execute=True)
