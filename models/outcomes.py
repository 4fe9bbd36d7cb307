"""This is what became of the tips of some days, as the rows say, and how large the villages are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from domain.outcomes import ClosedTip, Neighbourhood
from domain.tip import Outcome, TipState
from models.tip import Tip
from models.unit_of_work import UnitOfWork


def closed_between(uow: UnitOfWork, begins: datetime, ends: datetime) -> Sequence[ClosedTip]:
    """Return the tips that were closed from a moment until before another.

    Practice is no tip, and what only the commander may see stands in no figure.
    """
    codes = {row.id: row.code for row in uow.villages.all()}
    rows = uow.session.execute(
        select(Tip.village_id, Tip.outcome).where(
            Tip.station_id == uow.station.id,
            Tip.state == TipState.CLOSED,
            Tip.closed_at >= begins,
            Tip.closed_at < ends,
            Tip.outcome.is_not(None),
            Tip.is_practice.is_(False),
            Tip.is_restricted.is_(False),
        )
    )
    return [
        ClosedTip(
            village=None if village is None else codes.get(village),
            outcome=Outcome(str(outcome)),
        )
        for village, outcome in rows
    ]


def neighbourhoods(uow: UnitOfWork) -> Sequence[Neighbourhood]:
    """Return how many members of each village could have sent a tip."""
    members: dict[int | None, int] = {}
    for cell in uow.members.crowd():
        members[cell.village_id] = members.get(cell.village_id, 0) + cell.members
    return [
        Neighbourhood(code=row.code, members=members.get(row.id, 0)) for row in uow.villages.all()
    ]
