"""Where those who race meet, each with the same rows in hand, where the database lets them."""

from __future__ import annotations

import threading

from models.database import Database


class Rendezvous:
    """Two who wait for each other once; where the other cannot come, not for long."""

    def __init__(self, database: Database, people: int = 2) -> None:
        self._barrier = threading.Barrier(people)
        # SQLite lets one writer in at a time, so there the other never comes.
        self._patience = 0.05 if database.is_sqlite else 0.5
        self._has_met = False

    def wait(self) -> None:
        # Whom the race sends back to begin anew comes alone.
        if self._has_met:
            return
        try:
            self._barrier.wait(timeout=self._patience)
        except threading.BrokenBarrierError:
            self._barrier.reset()
        else:
            self._has_met = True
