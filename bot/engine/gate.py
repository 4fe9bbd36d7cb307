"""This is a gate for threads that reckon: Python lets one go on at a time, and others only push."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Gate:
    """Lets a few in at a time; who is in for longer than `stuck_after` seconds counts no more.

    So whoever waits for a row that a frozen process holds keeps no other from its work.
    """

    def __init__(
        self, most: int, *, stuck_after: float, watch: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._stuck_after = stuck_after
        self._watch = watch
        self._inside: dict[int, float] = {}
        self._changed = threading.Condition()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Wait to be let in, and leave at the end."""
        me = threading.get_ident()
        with self._changed:
            while self._is_full():
                self._changed.wait(self._stuck_after)
            self._inside[me] = self._watch()
        try:
            yield
        finally:
            with self._changed:
                del self._inside[me]
                self._changed.notify()

    def _is_full(self) -> bool:
        late = self._watch() - self._stuck_after
        return sum(since > late for since in self._inside.values()) >= self._most
