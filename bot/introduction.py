"""This is how a process learns what LINE calls its accounts, without anybody waiting for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping

from bot.line.gateway import Gateway, LineTrouble
from bot.outage import Outage
from models.unit_of_work import Store

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 300.0


class Introduction:
    """Asks LINE once for each account's id, and again only for those it gave no answer to."""

    def __init__(
        self, store: Store, gateways: Mapping[int, Gateway], *, first_pause: float = _FIRST_PAUSE
    ) -> None:
        self._store = store
        self._unknown = dict(gateways)
        self._outage = Outage("account not yet known", level=logging.WARNING)
        self._pause = first_pause
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="introduction", daemon=True)

    def start(self) -> None:
        """Begin to ask, beside everything else."""
        self._thread.start()

    def stop(self) -> None:
        """Ask no more; a question under way is not waited for."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            for station_id in list(self._unknown):
                self._ask(station_id)
            if not self._unknown:
                return
            self._stopping.wait(self._pause)
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def _ask(self, station_id: int) -> None:
        try:
            basic_id = self._unknown[station_id].basic_id()
        except LineTrouble as trouble:
            self._outage.met(
                is_of_all=trouble.is_of_all, kind=str(trouble.status), station=station_id
            )
            return
        self._store.introduce(station_id, bot_basic_id=basic_id)
        del self._unknown[station_id]
