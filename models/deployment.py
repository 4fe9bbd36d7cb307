"""This is a deployment: one database, the keys to it, and the stations that are seated in it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from domain.classification import Gazetteer, Lexicon
from domain.rules import StationRules
from models.database import Database
from models.late_session import LateSession
from models.sealed import KeyCabinet, KeyStore, Subject
from models.shelf import Shelf
from models.station import Station


class SeatedStation:
    """A configured station with its row and data key."""

    def __init__(self, *, station_id: int, key: uuid.UUID, rules: StationRules) -> None:
        self.id = station_id
        self.key = key
        self.rules = rules


class Deployment:
    """The database of a deployment with its keys and stations."""

    def __init__(self, database: Database, cabinet: KeyCabinet, lexicon: Lexicon) -> None:
        self.database = database
        self.cabinet = cabinet
        self.lexicon = lexicon
        self.stations: dict[int, SeatedStation] = {}
        self._shelf = Shelf(lexicon)

    def seat(self, rules: Mapping[str, StationRules], now: datetime) -> None:
        """Give each configured station its row and data key; safe beside other processes."""
        self.cabinet.load_index_keys(now)
        with self.database.writing() as session:
            keys = KeyStore(session, self.cabinet, now)
            for code, own in rules.items():
                row = session.scalars(select(Station).where(Station.code == code)).one_or_none()
                if row is None:
                    row = Station(code=code, name=own.name, short_name=own.short_name)
                    session.add(row)
                    session.flush()
                if row.data_key_id is None:
                    row.data_key_id = str(keys.create(Subject.STATION, row.id))
                row.name, row.short_name = own.name, own.short_name
                key = uuid.UUID(row.data_key_id)
                self.stations[row.id] = SeatedStation(station_id=row.id, key=key, rules=own)
            session.commit()

    def introduce(self, station_id: int, *, bot_basic_id: str) -> None:
        """Remember for this process what LINE calls a station's account."""
        seated = self.stations[station_id]
        seated.rules = replace(seated.rules, bot_basic_id=bot_basic_id)

    def station(self, code: str) -> SeatedStation:
        """Return the seated station that bears a code; raise LookupError if there is none."""
        for seated in self.stations.values():
            if seated.rules.code == code:
                return seated
        raise LookupError("no such station in this configuration")

    def gazetteer(self, session: LateSession, station_id: int) -> Gazetteer:
        """Return a station's prepared gazetteer, rebuilt when its villages changed."""
        return self._shelf.gazetteer(session, station_id)
