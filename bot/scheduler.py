"""This is the clock of the roles: it looks for work and writes the day's arrivals."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice

import structlog

from bot.outage import Outage
from domain.answers import Timer
from domain.daybook import nightly, todays
from models.sealed import Purpose
from models.timekeeping import set_right
from models.unit_of_work import Store

log = structlog.get_logger(__name__)
_DAYBOOK_SECONDS = 20
# Clocks that are kept right are moved by less.
_JUMP_SECONDS = 1.0
_ANYWAY_SECONDS = 3600.0
# A nation's stations ask for the same hour, and a tip must not stand behind all of them.
_STATIONS_AT_ONCE = 50


class Daybook:
    """Writes the arrivals that no person asked for; `woke` is told when there are new ones.

    Two clocks, or one that fires twice or jumps, write the same key, and so one arrival.
    """

    def __init__(
        self, store: Store, *, clock: Callable[[], datetime], woke: Callable[[], None]
    ) -> None:
        self._store = store
        self._clock = clock
        self._woke = woke
        self._written: dict[int, Sequence[str]] = {}
        self._began: dict[int, datetime] = {}

    def write(self) -> None:
        """Write what the day of some stations asks for and this process has not written yet."""
        unwritten = (one for one in self._store.stations if self._write(one))
        for _ in islice(unwritten, _STATIONS_AT_ONCE):
            self._woke()

    def _write(self, station_id: int) -> bool:
        now = self._clock()
        timers = self._todays(station_id, now)
        keys = [timer.key for timer in timers]
        if not keys or keys == self._written.get(station_id):
            return False
        with self._store.writing(station_id, now) as uow:
            for timer in timers:
                name = timer.lane or "daybook"
                lane = uow.keys.fingerprint(Purpose.LANE, uow.rules.code, name)
                uow.inbox.set_timer(timer, lane=lane, now=now)
            uow.commit()
        self._written[station_id] = keys
        return True

    def _todays(self, station_id: int, now: datetime) -> Sequence[Timer]:
        if station_id not in self._began:
            with self._store.reading(station_id, now) as uow:
                self._began[station_id] = uow.keys.made_at(uow.station.key)
        began = self._began[station_id]
        timezone = self._store.stations[station_id].rules.timezone
        by_night = nightly(now, began=began, timezone=timezone)
        return [*by_night, *todays(now, began=began, timezone=timezone)]


class Timekeeper:
    """Notices that the machine's clock was put back, and sets right what it had put off."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = store.database
        self._clock = clock
        self._monotonic = monotonic
        self._ahead: float | None = None
        self._looked_at = 0.0

    def look(self) -> None:
        """Set right what there is at the start, after a jump, and for others now and then."""
        now, elapsed = self._clock(), self._monotonic()
        ahead = now.timestamp() - elapsed
        was_put_back = self._ahead is None or ahead < self._ahead - _JUMP_SECONDS
        if was_put_back or elapsed - self._looked_at > _ANYWAY_SECONDS:
            with self._database.writing() as session:
                found = set_right(session, self._database, now=now)
                session.commit()
            self._looked_at = elapsed
            if found:
                log.warning("set right after a clock that ran ahead", arrivals=found)
        self._ahead = ahead


class Scheduler:
    """Runs the sweep every second, and looks into the daybook a few times a minute.

    It counts seconds and reads no clock, so that one that is put back does not stop it.
    """

    def __init__(
        self,
        sweep: Callable[[], None],
        *,
        every: float,
        daybook: Callable[[], None],
        daybook_every: float = _DAYBOOK_SECONDS,
    ) -> None:
        self._ending = threading.Event()
        self._threads = [
            threading.Thread(target=self._repeat, args=job, name=f"clock-{job[0]}", daemon=True)
            for job in (("sweep", sweep, every), ("daybook", daybook, daybook_every))
        ]

    def start(self) -> None:
        """Start the clock."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop the clock; a sweep under way ends."""
        self._ending.set()

    def _repeat(self, name: str, job: Callable[[], None], every: float) -> None:
        outage = Outage("clock failed", job=name)
        while not self._ending.wait(every):
            try:
                job()
            except Exception as fault:  # noqa: BLE001 - the loop of a role is where bugs end
                outage.struck(fault)
            else:
                outage.worked()
