"""This is who gives each person the menu that is theirs now, after they came, went or changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.line.gateway import Gateway, LineTrouble
from bot.line.menus import MenuRack
from bot.outage import Outage
from domain.menus import MenuKind, kind_for
from models.inbox import has_due
from models.member import WITHOUT_MENU
from models.menu import claim_menu_wish, has_menu_wishes
from models.unit_of_work import Store, UnitOfWork

log = structlog.get_logger(__name__)
# Longer than LINE may take for what is asked about one person.
_LEASE = timedelta(minutes=3)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=10)
_MOST_DOUBLED = 9
_REFUSED = 400
# What LINE answers about one person or one menu alone.
_OF_ONE = (403, 404)


@dataclass(frozen=True, kw_only=True)
class _Claimed:
    station_id: int
    mark: bytes
    version: int
    attempts: int
    line_id: str
    kind: MenuKind | None


class Hanger:
    """Any number of these may work on any number of machines; to do a thing twice is no harm."""

    def __init__(
        self, store: Store, gateways: Mapping[int, Gateway], *, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._racks = {station: MenuRack(gateway) for station, gateway in gateways.items()}
        self._clock = clock
        # A LINE that is away or says "too often" to one says so to all of a station.
        self._rests: dict[int, datetime] = {}
        self._outage = Outage("menu not hung", level=logging.WARNING)

    def step(self) -> bool:
        """See to one person's menu; say whether there was any."""
        claimed = self._claim()
        if claimed is None:
            for rack in self._racks.values():
                rack.forget()
            return False
        again_at = self._hang(claimed)
        with self._store.writing(claimed.station_id, self._clock()) as uow:
            uow.menus.settle(claimed.mark, version=claimed.version, again_at=again_at)
            uow.commit()
        return True

    def _claim(self) -> _Claimed | None:
        now, database = self._clock(), self._store.database
        among = [one for one in self._racks if one not in self._rests or self._rests[one] <= now]
        # To look costs nothing; to claim is a write, which others wait for.
        with database.reading() as session:
            if not among or not has_menu_wishes(session, now=now):
                return None
            # A menu can wait for a tip: hundreds just bound would hold up the one writer.
            if has_due(session, now=now):
                return None
        with database.writing() as session:
            row = claim_menu_wish(session, database, among=among, now=now, lease=_LEASE)
            if row is None:
                return None
            station = self._store.stations[row.station_id]
            uow = UnitOfWork(session, self._store, station=station, now=now)
            line_id = uow.menus.line_id(row)
            claimed = _Claimed(
                station_id=row.station_id,
                mark=row.person_mark,
                version=row.version,
                attempts=row.attempts,
                line_id=line_id,
                kind=kind_of(line_id, uow),
            )
            session.commit()
        return claimed

    def _hang(self, claimed: _Claimed) -> datetime | None:
        """Tell LINE; return when to try again, None when it is done or never will be."""
        try:
            self._racks[claimed.station_id].hang(claimed.line_id, claimed.kind)
        except LineTrouble as trouble:
            if trouble.status == _REFUSED:
                log.warning("menu refused", station=claimed.station_id, status=trouble.status)
                return None
            self._outage.met(
                is_of_all=trouble.is_of_all, kind=str(trouble.status), station=claimed.station_id
            )
            again_at = self._clock() + wait_after(claimed.attempts)
            if trouble.status not in _OF_ONE:
                self._rests[claimed.station_id] = again_at
            return again_at
        self._outage.worked()
        log.debug("menu hung", station=claimed.station_id, menu=str(claimed.kind or "none"))
        return None


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts that failed."""
    longest: timedelta = _FIRST_WAIT * 2 ** min(attempts - 1, _MOST_DOUBLED)
    return min(longest, _LONGEST_WAIT)


def kind_of(line_id: str, uow: UnitOfWork) -> MenuKind | None:
    """Return whose menu a LINE account has now."""
    officer = uow.officers.by_line_user(line_id)
    member = uow.members.by_line_user(line_id)
    return kind_for(
        is_officer=officer is not None and not officer.is_suspended,
        is_member=member is not None and member.state not in WITHOUT_MENU,
    )
