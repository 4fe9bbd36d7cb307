"""This is who waits for others' machines: threads, begun as they are needed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue

import structlog

log = structlog.get_logger(__name__)
Job = Callable[[], None]


class Threads:
    """Some that each do one job at a time; one that hangs keeps no process from its end."""

    def __init__(self, name: str, *, most: int) -> None:
        self._name = name
        self._most = most
        self._begun = self._busy = 0
        self._lock = threading.Lock()
        self._jobs: SimpleQueue[Job] = SimpleQueue()

    def give(self, job: Job) -> None:
        """Have a job done, at once as long as one is free."""
        with self._lock:
            self._busy += 1
            is_needed = self._begun < min(self._busy, self._most)
            self._begun += is_needed
            name = f"{self._name}-{self._begun}"
        self._jobs.put(job)
        if is_needed:
            threading.Thread(target=self._work, name=name, daemon=True).start()

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            try:
                job()
            except Exception:
                log.exception("job failed", threads=self._name)
            with self._lock:
                self._busy -= 1


def at_once(job: Job) -> None:
    """Do a job oneself."""
    job()
