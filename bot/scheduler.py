"""This is the clock of the roles: it looks for work and writes the day's arrivals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice

from apscheduler.schedulers.background import BackgroundScheduler

from domain.answers import Timer
from domain.daybook import nightly, todays
from models.sealed import Purpose
from models.unit_of_work import Store

_DAYBOOK_SECONDS = 20
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


class Scheduler:
    """Runs the sweep every second, and looks into the daybook a few times a minute."""

    def __init__(
        self,
        sweep: Callable[[], None],
        *,
        every: float,
        daybook: Callable[[], None],
        daybook_every: float = _DAYBOOK_SECONDS,
    ) -> None:
        self._scheduler = BackgroundScheduler(timezone="UTC")
        for name, job, seconds in (("sweep", sweep, every), ("daybook", daybook, daybook_every)):
            self._scheduler.add_job(
                job, "interval", seconds=seconds, id=name, coalesce=True, max_instances=1
            )

    def start(self) -> None:
        """Start the clock."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop the clock; a sweep under way ends."""
        self._scheduler.shutdown(wait=False)
