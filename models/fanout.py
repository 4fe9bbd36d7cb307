"""This is how many messages of bulletins are begun and settled at once, by one statement each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import TextClause, case, func, literal, text, update
from sqlalchemy.orm import Session

from models.base import Moment, to_milliseconds
from models.database import Database
from models.departure import Claimant
from models.outbox import OutboxState, Outgoing


def begin_attempts(
    session: Session,
    database: Database,
    claimant: Claimant,
    methods: Mapping[int, str],
    *,
    now: datetime,
) -> None:
    """Count one more attempt of claimed messages, given by row; from here on LINE may have them.

    A key that LINE never took may be used at any time, so its day begins with the attempt.
    """
    moment = literal(now, Moment)
    for method in sorted(set(methods.values())):
        rows = [row for row, its in methods.items() if its == method]
        session.execute(
            update(Outgoing)
            .where(Outgoing.id.in_(rows))
            .values(
                state=OutboxState.SENDING,
                method=method,
                owner=claimant.owner,
                leased_until=database.now_plus(claimant.lease),
                attempts=Outgoing.attempts + 1,
                first_attempt_at=case(
                    (
                        Outgoing.is_doubtful.is_(True),
                        func.coalesce(Outgoing.first_attempt_at, moment),
                    ),
                    else_=moment,
                ),
                is_doubtful=True,
            )
            .execution_options(synchronize_session=False)
        )


def settle_accepted(
    session: Session,
    database: Database,
    accepted: Sequence[tuple[int, str | None]],
    *,
    owner: str,
    now: datetime,
) -> int:
    """Settle messages, given as row and LINE's request id; return what LINE counts for them.

    One that somebody else took over meanwhile is theirs to settle.
    """
    if not accepted:
        return 0
    told = {
        "requests": json.dumps({str(row): request for row, request in accepted}),
        "now": to_milliseconds(now),
        "owner": owner,
        "no": False,
    }
    costs = session.execute(_settling(database), told).scalars()
    return sum(cost or 0 for cost in costs)


@lru_cache(maxsize=2)
def _settling(database: Database) -> TextClause:
    """Return the one statement that settles any number of messages, each with its request id."""
    listed = (
        "json_each(:requests)"
        if database.is_sqlite
        else ("jsonb_each_text(CAST(:requests AS jsonb))")
    )
    return text(
        "UPDATE outbox SET state = 'accepted', settled_at = :now, owner = NULL,"  # noqa: S608
        " leased_until = NULL, is_doubtful = :no, stalled_since = NULL, fault = NULL,"
        f" frozen = NULL, request_id = told.value FROM {listed} AS told"
        " WHERE outbox.id = CAST(told.key AS BIGINT) AND outbox.owner = :owner"
        " AND outbox.state = 'sending' RETURNING outbox.cost"
    )
