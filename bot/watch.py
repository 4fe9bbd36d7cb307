"""This is what machines are told of one process: whether it can work, and its figures."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.metrics import Metrics
from models import migrate
from models.database import is_passing_trouble
from models.figures import figures, oldest
from models.unit_of_work import Store

# What waits for longer is not on its way any more.
_LONG = timedelta(minutes=1)
_RENEWED = {"database": "was made by a newer version: start this program in that version"}
_LEAST_FREE = 500 * 1024 * 1024
# To count may never take more than one part in so many of a process's time.
_PAUSE_FOR_COUNTING = 20.0


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """What keeps a process from working, by part, and what is amiss though it can work."""

    faults: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


class Watch:
    """One process, watched: `engine_trouble` says why wake-ups do not travel, empty if they do."""

    def __init__(
        self,
        store: Store,
        metrics: Metrics,
        *,
        clock: Callable[[], datetime],
        media: Path,
        engine_trouble: Callable[[], str],
    ) -> None:
        self._store = store
        self._metrics = metrics
        self._clock = clock
        self._media = media
        self._engine_trouble = engine_trouble
        self._counting = threading.Lock()
        self._counted_until = 0.0

    def readiness(self) -> Readiness:
        """Say what keeps this process from working, and what is amiss though it can work.

        Tables that a newer version made do not keep it: they change while the older still runs.
        """
        fault = migrate.trouble(self._store.database)
        if fault and fault != migrate.NEWER:
            return Readiness(faults={"database": fault})
        found = {
            "engine": self._engine_trouble(),
            "storage": _storage_trouble(self._media),
            **(_RENEWED if fault else self._waits()),
        }
        return Readiness(notes={part: said for part, said in found.items() if said})

    def _waits(self) -> Mapping[str, str]:
        with self._store.database.reading() as session:
            arrival, message = oldest(session, now=self._clock())
        return {
            "arrivals": _waiting(arrival, "does a worker run?"),
            "messages": _waiting(message, "does LINE take them? see line_answers"),
        }

    def figures(self) -> tuple[bytes, str]:
        """Return all figures as Prometheus reads them, with their content type.

        Those of this process are told without a database too: they say what the door answers then.
        """
        with self._counting:
            if time.monotonic() >= self._counted_until:
                began = time.monotonic()
                try:
                    self._count()
                except Exception as fault:
                    if not is_passing_trouble(fault):
                        raise
                    self._metrics.show_none()
                took = time.monotonic() - began
                self._counted_until = time.monotonic() + took * _PAUSE_FOR_COUNTING
        return self._metrics.exposition()

    def _count(self) -> None:
        with self._store.database.reading() as session:
            self._metrics.show(figures(session, now=self._clock()))


def _waiting(span: timedelta, hint: str) -> str:
    return f"the oldest waits for {span.total_seconds():.0f} s: {hint}" if span > _LONG else ""


def _storage_trouble(media: Path) -> str:
    folder = media
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        return "storage.media cannot be written"
    free = shutil.disk_usage(folder).free
    return f"storage.media has {free // 2**20} MB left" if free < _LEAST_FREE else ""
