"""This is what of a station's tips is compared with a new one, of those that are recent."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, or_, select

from domain.tip import TipState
from models.late_session import BESIDE, LateSession
from models.tip import Tip

# To put these together takes longer than to run them.
_SKETCHED: Final = (
    select(Tip.id, Tip.opened_at, Tip.category, Tip.urgency, Tip.village_id)
    .where(
        Tip.station_id == bindparam("station"),
        Tip.away_id.is_(None),
        Tip.state.in_(bindparam("states", expanding=True)),
    )
    .execution_options(**{BESIDE: (Tip,)})
)
_RECENT: Final = (
    _SKETCHED.where(Tip.opened_at >= bindparam("since"))
    .order_by(Tip.opened_at.desc())
    .limit(bindparam("most"))
)
_IS_ALSO: Final = Tip.id.in_(bindparam("also", expanding=True))
_RECENT_OR: Final = (
    _SKETCHED.where(or_(Tip.opened_at >= bindparam("since"), _IS_ALSO))
    .order_by(_IS_ALSO.desc(), Tip.opened_at.desc())
    .limit(bindparam("most"))
)


class Sketch(NamedTuple):
    """What of a tip is compared with another."""

    id: uuid.UUID
    opened_at: datetime
    category: str
    urgency: str
    village_id: int | None

    @classmethod
    def of(cls, tip: Tip) -> Sketch:
        """Draw one tip."""
        return cls(tip.id, tip.opened_at, tip.category, tip.urgency, tip.village_id)


def recent_tips(
    session: LateSession,
    station_id: int,
    states: Collection[TipState],
    *,
    since: datetime,
    also: Collection[uuid.UUID] = (),
    most: int,
) -> Sequence[Sketch]:
    """Return the newest tips in some states since a moment; those of `also` come first.

    Of the station's own alone, and of these none that another station has in its hands.
    """
    # Dozens are looked at for each tip that comes, so nothing more of them is read.
    asked: dict[str, Any] = {
        "station": station_id,
        "states": tuple(sorted(states)),
        "since": since,
        "most": most,
    }
    if also:
        asked["also"] = tuple(sorted(also))
    rows = session.ask_once(_RECENT_OR if also else _RECENT, asked)
    new = [
        Sketch.of(one)
        for one in session.unwritten(Tip)
        if one.station_id == station_id
        and one.away_id is None
        and one.state in states
        and (one.opened_at >= since or one.id in also)
    ]
    found = [*new, *(Sketch(*row) for row in rows)]
    found.sort(key=lambda one: (one.id in also, one.opened_at), reverse=True)
    return found[:most]
