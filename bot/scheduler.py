"""This is the clock of the roles: APScheduler, which writes nothing and only looks."""

from __future__ import annotations

from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler


class Scheduler:
    """Runs the sweep every second and, later, what the calendar asks for."""

    def __init__(self, sweep: Callable[[], None], *, every: float) -> None:
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._scheduler.add_job(
            sweep, "interval", seconds=every, id="sweep", coalesce=True, max_instances=1
        )

    def start(self) -> None:
        """Start the clock."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop the clock; a sweep under way ends."""
        self._scheduler.shutdown(wait=False)
