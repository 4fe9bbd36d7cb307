"""This is who gives each person the menu that is theirs, and learns what LINE calls them.

So it is after they came, went or changed.
"""

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
from models.hiding import is_to_be_hidden
from models.inbox import has_due
from models.member import WITHOUT_MENU
from models.menu import claim_menu_wish, has_menu_wishes
from models.unit_of_work import Store, UnitOfWork

log = structlog.get_logger(__name__)
# Longer than LINE may take for what is asked about one person.
_LEASE = timedelta(minutes=3)
_PATIENCE = timedelta(seconds=30)
# How long between two people while others wait: on a night when a town writes it took a tenth of
# all that a process can do, and the name of a first tip's sender comes after its card anyway.
_BESIDE_OTHERS = timedelta(seconds=0.5)
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
    group_id: str | None
    hangs: bool
    kind: MenuKind | None
    asks_name: bool


@dataclass(kw_only=True)
class _Told:
    """What LINE told: a name, if it was asked, and when to try again, None when it is done."""

    is_named: bool = False
    name: str | None = None
    again_at: datetime | None = None


class Hanger:
    """Any number of these may work on any number of machines; to do a thing twice is no harm."""

    def __init__(
        self, store: Store, gateways: Mapping[int, Gateway], *, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._gateways = gateways
        self._racks = {station: MenuRack(gateway) for station, gateway in gateways.items()}
        self._clock = clock
        # A LINE that is away or says "too often" to one says so to all of a station.
        self._rests: dict[int, datetime] = {}
        self._claimed_at: datetime | None = None
        self._outage = Outage("menu not hung", level=logging.WARNING)

    def step(self) -> bool:
        """See to one person's menu and name; say whether there was any."""
        claimed = self._claim()
        if claimed is None:
            for rack in self._racks.values():
                rack.forget()
            return False
        told = self._see_to(claimed)
        with self._store.writing(claimed.station_id, self._clock()) as uow:
            is_same = uow.menus.settle(
                claimed.mark, version=claimed.version, again_at=told.again_at
            )
            # Who left meanwhile is not to be known again.
            if is_same and told.is_named and asks_name(claimed.line_id, uow):
                uow.line_names.keep(claimed.line_id, told.name, now=uow.now)
            uow.commit()
        return True

    def _claim(self) -> _Claimed | None:
        now, database = self._clock(), self._store.database
        among = [one for one in self._racks if one not in self._rests or self._rests[one] <= now]
        # To look costs nothing; to claim is a write, which others wait for.
        with database.reading() as session:
            if not among or not has_menu_wishes(session, now=now):
                return None
            # Both can wait for a tip: hundreds just bound would hold up the one writer. Not for
            # ever, for somewhere in a deployment something is always due.
            if has_due(session, now=now) and not (
                self._has_rested(now) and has_menu_wishes(session, now=now - _PATIENCE)
            ):
                return None
        with database.writing() as session:
            row = claim_menu_wish(session, database, among=among, now=now, lease=_LEASE)
            if row is None:
                return None
            station = self._store.stations[row.station_id]
            uow = UnitOfWork(session, self._store, station=station, now=now)
            whose = uow.menus.whose(row)
            claimed = _Claimed(
                station_id=row.station_id,
                mark=row.person_mark,
                version=row.version,
                attempts=row.attempts,
                line_id=whose.line_id,
                group_id=whose.group_id,
                hangs=not whose.is_met,
                kind=kind_of(whose.line_id, uow),
                asks_name=asks_name(whose.line_id, uow),
            )
            session.commit()
        self._claimed_at = now
        return claimed

    def _has_rested(self, now: datetime) -> bool:
        """Say whether others' tips have had their time; also if a clock was set back since."""
        return self._claimed_at is None or abs(now - self._claimed_at) >= _BESIDE_OTHERS

    def _see_to(self, claimed: _Claimed) -> _Told:
        """Ask and tell LINE; it is done, too, where it never will be."""
        told = _Told()
        try:
            # Masking waits for a name, and nobody for a menu.
            if claimed.asks_name:
                gateway = self._gateways[claimed.station_id]
                told.name = gateway.name_of(claimed.line_id, group_id=claimed.group_id)
                told.is_named = True
            if claimed.hangs:
                self._racks[claimed.station_id].hang(claimed.line_id, claimed.kind)
        except LineTrouble as trouble:
            told.again_at = self._after(trouble, claimed)
            return told
        self._outage.worked()
        if claimed.hangs:
            log.debug("menu hung", station=claimed.station_id, menu=str(claimed.kind or "none"))
        return told

    def _after(self, trouble: LineTrouble, claimed: _Claimed) -> datetime | None:
        """Return when to try again after trouble, None if it would be in vain."""
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


def asks_name(line_id: str, uow: UnitOfWork) -> bool:
    """Say whether LINE is to be asked what somebody is called: who left is not."""
    is_theirs = is_to_be_hidden(line_id, uow) or uow.dialogues.is_friend(line_id) is not None
    return is_theirs and uow.line_names.is_to_be_asked(line_id, now=uow.now)
