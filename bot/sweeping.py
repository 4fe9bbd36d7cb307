"""This is who removes from the vault, once a day, what no row names any more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from files.vault import Vault
from models.bulletin_picture import names_of_clips
from models.media import names_of_kept
from models.seal import SealBroken
from models.sealed import KeyForgotten, KeyStore
from models.unit_of_work import Store

log = structlog.get_logger(__name__)
_SWEPT_EVERY = timedelta(days=1)


class Sweeping:
    """The vault's sweep of one process; any number of processes may sweep one vault."""

    def __init__(self, store: Store, vault: Vault, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock
        self._lock = threading.Lock()
        self._swept_at: datetime | None = None

    def sweep(self) -> None:
        """Once a day, remove what the dead left on disk and what no piece names any more."""
        with self._lock:
            now = self._clock()
            if self._swept_at is not None and now - self._swept_at < _SWEPT_EVERY:
                return
            self._swept_at = now
        try:
            known = self._known_names(now)
        except (SealBroken, KeyForgotten):
            log.exception("vault not swept")
            return
        removed = self._vault.sweep(known, older_than=now - _SWEPT_EVERY)
        if removed:
            log.info("vault swept", files=removed)

    def _known_names(self, now: datetime) -> set[str]:
        with self._store.database.reading() as session:
            keys = KeyStore(session, self._store.cabinet, now)
            # A restored database whose key store is still to come must not cost the media.
            for station in self._store.stations.values():
                keys.seal(station.key, b"", purpose="sweep")
            return names_of_kept(session, keys) | names_of_clips(session, keys)
