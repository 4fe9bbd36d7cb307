"""This is the threads of one role: they work while there is work and sleep at the bell."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from bot.engine.bell import Bell
from bot.outage import Outage

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 5.0
log = structlog.get_logger()


class Crew:
    """Threads that run a step again and again; True from a step says that it found work.

    `rest_seconds`: how long each rests after a step that did, where others' work goes first.
    """

    def __init__(
        self,
        name: str,
        step: Callable[[], bool],
        *,
        bell: Bell,
        threads: int,
        sweep_seconds: float = 1.0,
        rest_seconds: float = 0.0,
    ) -> None:
        self._name = name
        self._outage = Outage("step failed", crew=name)
        self._step = step
        self._bell = bell
        self._sweep_seconds = sweep_seconds
        self._rest_seconds = rest_seconds
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True)
            for number in range(1, threads + 1)
        ]
        self._threads.append(
            threading.Thread(target=self._sweep, name=f"{name}-sweep", daemon=True)
        )

    def start(self) -> None:
        """Start all threads; each looks for work at once."""
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = 5.0) -> bool:
        """Let each thread end its step, and say whether all did within the time."""
        self._stopping.set()
        self._bell.close()
        until = time.monotonic() + timeout
        started = [thread for thread in self._threads if thread.ident is not None]
        for thread in started:
            thread.join(max(0.0, until - time.monotonic()))
        late = [thread.name for thread in started if thread.is_alive()]
        if late:
            log.warning("still at work when stopped", crew=self._name, threads=len(late))
        return not late

    def _work(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                found = self._step()
            except Exception as error:  # noqa: BLE001 - the loop of a role is where bugs end
                failures += 1
                self._outage.struck(error)
                self._stopping.wait(min(FIRST_PAUSE * 2 ** min(failures - 1, 8), LONGEST_PAUSE))
                continue
            failures = 0
            self._outage.worked()
            if found:
                # There may be more than one pair of hands can do.
                self._bell.ring()
                self._stopping.wait(self._rest_seconds)
            else:
                self._bell.wait()

    def _sweep(self) -> None:
        """Send one of the crew to look for work that no wake-up announced."""
        while not self._stopping.wait(self._sweep_seconds):
            self._bell.ring()
