"""This is the gap that a restore leaves in a station's numbers.

Numbers given after the backup stand on cards and in letters, and nothing here knows them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from domain.calendar import buddhist_year
from domain.numbering import left_out
from models.audit import SERIES as TRAIL
from models.station import NumberSeries
from models.unit_of_work import UnitOfWork

# What people and lists bring by the dozen, and what happens now and then.
_MANY: Final = 100
_FEW: Final = 10
_YEAR: Final = timedelta(days=366)
_OF_TIPS: Final = "tips:"
_OF_MEMBERS: Final = "members"


def leave_out(uow: UnitOfWork, *, made_at: datetime) -> None:
    """Let each series go on well after the numbers that may have been given since a backup."""
    _begin_the_year(uow, made_at)
    within = max(timedelta(), made_at - uow.keys.made_at(uow.station.key))
    for row in uow.session.scalars(
        select(NumberSeries).where(
            NumberSeries.station_id == uow.station.id, NumberSeries.series != TRAIL
        )
    ):
        is_many = row.series.startswith(_OF_TIPS) or row.series == _OF_MEMBERS
        row.last += left_out(
            row.last,
            within=min(within, _YEAR),
            away=uow.now - made_at,
            least=_MANY if is_many else _FEW,
        )


def _begin_the_year(uow: UnitOfWork, made_at: datetime) -> None:
    """Give this year's tips a series where the backup is of an earlier year."""
    year = buddhist_year(uow.now, uow.rules.timezone)
    series = f"{_OF_TIPS}{year}"
    is_known = uow.session.get(NumberSeries, (uow.station.id, series)) is not None
    if year == buddhist_year(made_at, uow.rules.timezone) or is_known:
        return
    before = uow.session.get(NumberSeries, (uow.station.id, f"{_OF_TIPS}{year - 1}"))
    last = 0 if before is None else before.last
    uow.session.add(NumberSeries(station_id=uow.station.id, series=series, last=last))
    uow.session.flush()
