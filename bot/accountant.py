"""This is who asks LINE what the month allows and has used, and how many are in each group."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.line.gateway import Gateway, LineTrouble
from bot.outage import Outage
from domain.bulletin_events import limit_fell
from models.group import stations_to_count
from models.quota import Fall, told_at
from models.sealed import Purpose
from models.unit_of_work import Store

_QUOTA = "/v2/bot/message/quota"
READ_EVERY = timedelta(hours=1)
# While it is spent alerts may be waiting, and a plan that was raised meanwhile is noticed soon.
_READ_WHEN_SPENT = timedelta(minutes=2)
COUNT_EVERY = timedelta(days=1)
_COUNTED_AT_ONCE = 50
_STATIONS_AT_ONCE = 20
_REST = timedelta(minutes=1)
_GONE = (400, 403, 404)


class Accountant:
    """Any number of these may work; to ask LINE twice is no harm."""

    def __init__(
        self, store: Store, gateways: Mapping[int, Gateway], *, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._gateways = gateways
        self._clock = clock
        # A LINE that is away for one station must not be asked instead of all the others'.
        self._rests: dict[int, datetime] = {}
        self._outage = Outage("account not read", level=logging.WARNING)

    def step(self) -> bool:
        """Read what is due to be read of a few stations; say whether more is left."""
        unread, uncounted = self._due()
        due = [*unread, *(uncounted - unread)]
        # Colleagues look at the same moment, so each begins somewhere else.
        random.shuffle(due)
        left = [self._look_after(one, is_unread=one in unread) for one in due[:_STATIONS_AT_ONCE]]
        return any(left) or len(due) > _STATIONS_AT_ONCE

    def _due(self) -> tuple[set[int], set[int]]:
        """Return the stations whose month is to be read, and those with groups to be counted."""
        now = self._clock()
        with self._store.database.reading() as session:
            told = told_at(session, now)
            uncounted = stations_to_count(session, since=now - COUNT_EVERY)
        ours = {one for one in self._gateways if self._rests.get(one, now) <= now}
        return {one for one in ours if _is_due(told.get(one), now)}, uncounted & ours

    def _look_after(self, station_id: int, *, is_unread: bool) -> bool:
        try:
            if is_unread:
                self.read_month(station_id)
            return self.count_groups(station_id)
        except LineTrouble as trouble:
            self._outage.met(
                is_of_all=trouble.is_of_all, kind=str(trouble.status), station=station_id
            )
            self._rests[station_id] = self._clock() + _REST
            return False

    def read_month(self, station_id: int) -> None:
        """Keep what LINE says of this month; raise LineTrouble if it does not say.

        A limit that fell since it was last told is an alarm.
        """
        limit, used = read_quota(self._gateways[station_id])
        with self._store.writing(station_id, self._clock()) as uow:
            fall: Fall | None = uow.quotas.told(uow.now, limit=limit, used=used)
            if fall is not None:
                timer = limit_fell(fall.before, fall.now, at=uow.now)
                lane = uow.keys.fingerprint(Purpose.LANE, uow.rules.code, timer.lane)
                uow.inbox.set_timer(timer, lane=lane, now=uow.now)
            uow.commit()

    def count_groups(self, station_id: int, *, limit: int = _COUNTED_AT_ONCE) -> bool:
        """Count the people of groups that were not counted for a day; say whether more are left.

        Raises LineTrouble if LINE tells nothing.
        """
        now, gateway = self._clock(), self._gateways[station_id]
        with self._store.reading(station_id, now) as uow:
            found = uow.groups.uncounted(since=now - COUNT_EVERY, limit=limit)
            due = [(one.id, uow.groups.line_id(one)) for one in found]
        counts = {row: count_people(gateway, line_id) for row, line_id in due}
        if counts:
            with self._store.writing(station_id, self._clock()) as uow:
                for row, people in counts.items():
                    uow.groups.counted(row, people, now=uow.now)
                uow.commit()
        return len(due) == limit


def _is_due(told: tuple[datetime, bool] | None, now: datetime) -> bool:
    if told is None:
        return True
    read_at, is_spent = told
    return not read_at <= now < read_at + (_READ_WHEN_SPENT if is_spent else READ_EVERY)


def read_quota(gateway: Gateway) -> tuple[int | None, int]:
    """Ask LINE for the month's limit, None without one, and its use; raise LineTrouble."""
    try:
        told = gateway.read(_QUOTA)
        used = int(gateway.read(f"{_QUOTA}/consumption")["totalUsage"])
        return (int(told["value"]) if told.get("type") == "limited" else None), used
    except (ValueError, KeyError) as fault:
        raise LineTrouble(0, type(fault).__name__) from fault


def count_people(gateway: Gateway, group_line: str) -> int | None:
    """Ask LINE how many people a group has; None if the account is not in it."""
    try:
        return int(gateway.read(f"/v2/bot/group/{group_line}/members/count")["count"])
    except LineTrouble as trouble:
        if trouble.status in _GONE:
            return None
        raise
    except (ValueError, KeyError) as fault:
        raise LineTrouble(0, type(fault).__name__) from fault
