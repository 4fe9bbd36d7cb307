"""This is the villages of stations as a process holds them: prepared once, and never too many.

A deployment may serve a nation: what all its stations' villages take together is more than a worker
should hold, and to prepare those of one station takes milliseconds.
"""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from dataclasses import fields
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from domain.classification import Gazetteer, Lexicon, Place
from models.station import Station
from models.village import Village, has_changed_villages

MOST_BYTES = 96 * 1024 * 1024
# To put it together takes longer than to run it.
_VERSION = select(Station.gazetteer_version).where(Station.id == bindparam("station"))
_COLUMNS = [getattr(Village, one.name) for one in fields(Place)]


class Shelf:
    """Prepared gazetteers by station; those used longest ago make room for others."""

    def __init__(self, lexicon: Lexicon, *, most_bytes: int = MOST_BYTES) -> None:
        self._lexicon = lexicon
        self._most = most_bytes
        self._held: OrderedDict[int, tuple[int, Gazetteer]] = OrderedDict()
        self._weight = 0
        self._lock = threading.Lock()

    def gazetteer(self, session: Session, station_id: int) -> Gazetteer:
        """Return a station's villages as a transaction sees them, prepared for matching."""
        version = session.scalars(_VERSION, {"station": station_id}).one()
        # What this transaction changed may yet be undone, and its number be given to other changes.
        if has_changed_villages(session, station_id):
            return self._prepare(session, station_id)
        held = self._find(station_id, version)
        if held is None:
            held = self._prepare(session, station_id)
            self._keep(station_id, version, held)
        return held

    def _find(self, station_id: int, version: int) -> Gazetteer | None:
        with self._lock:
            known = self._held.get(station_id)
            if known is None or known[0] != version:
                return None
            self._held.move_to_end(station_id)
            return known[1]

    def _keep(self, station_id: int, version: int, prepared: Gazetteer) -> None:
        with self._lock:
            before = self._held.pop(station_id, None)
            self._held[station_id] = version, prepared
            self._weight += prepared.weight - (before[1].weight if before else 0)
            while self._weight > self._most and len(self._held) > 1:
                _, (_, oldest) = self._held.popitem(last=False)
                self._weight -= oldest.weight

    def _prepare(self, session: Session, station_id: int) -> Gazetteer:
        # Rows of the ORM would take longer than all the rest, and the session would hold them.
        query = select(*_COLUMNS).where(Village.station_id == station_id)
        return Gazetteer.of(map(place_of, session.execute(query)), self._lexicon)


def place_of(row: Village | Row[Any]) -> Place:
    """Return a village as the classifier knows it; names that neighbours share are held once."""
    return Place(
        code=row.code,
        name=row.name,
        aliases=tuple(row.aliases),
        landmarks=tuple(row.landmarks),
        moo=sys.intern(row.moo),
        subdistrict=sys.intern(row.subdistrict),
        district=sys.intern(row.district),
        province=sys.intern(row.province),
        lat=row.lat,
        lon=row.lon,
        radius_m=row.radius_m,
        polygon=row.polygon,
    )
