"""This is how many messages of bulletins are begun and settled at once, by few statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, case, func, literal, select, update
from sqlalchemy.orm import Session

from models.base import Moment
from models.database import Database
from models.departure import Claimant
from models.outbox import OutboxState, Outgoing


def begin_attempts(
    session: Session, database: Database, claimant: Claimant, rows: Sequence[int], *, now: datetime
) -> None:
    """Count one more attempt of claimed messages; from here on LINE may have them.

    A key that LINE never took may be used at any time, so its day begins with the attempt.
    """
    moment = literal(now, Moment)
    session.execute(
        update(Outgoing)
        .where(Outgoing.id.in_(rows))
        .values(
            state=OutboxState.SENDING,
            owner=claimant.owner,
            leased_until=database.now_plus(claimant.lease),
            attempts=Outgoing.attempts + 1,
            first_attempt_at=case(
                (Outgoing.is_doubtful.is_(True), func.coalesce(Outgoing.first_attempt_at, moment)),
                else_=moment,
            ),
            is_doubtful=True,
        )
        .execution_options(synchronize_session=False)
    )


def settle_accepted(
    session: Session, accepted: Sequence[tuple[int, int, str | None]], *, owner: str, now: datetime
) -> int:
    """Settle messages, given as row, attempt and LINE's request id; return what LINE counts.

    One that somebody else took over meanwhile is theirs to settle.
    """
    if not accepted:
        return 0
    ours = set(
        session.scalars(
            select(Outgoing.id)
            .where(
                Outgoing.id.in_([row for row, _, _ in accepted]),
                Outgoing.owner == owner,
                Outgoing.state == OutboxState.SENDING,
            )
            .with_for_update()
        )
    )
    table = Outgoing.__table__
    statement = (
        update(table)  # type: ignore[arg-type]
        .where(table.c.id == bindparam("row"))
        .values(
            state=OutboxState.ACCEPTED.value,
            settled_at=now,
            owner=None,
            leased_until=None,
            is_doubtful=False,
            stalled_since=None,
            fault=None,
            frozen=None,
            request_id=bindparam("request"),
        )
    )
    told = [{"row": row, "request": request} for row, _, request in accepted if row in ours]
    if not told:
        return 0
    session.connection().execute(statement, told)
    return int(
        session.scalar(select(func.sum(Outgoing.cost)).where(Outgoing.id.in_(sorted(ours)))) or 0
    )
