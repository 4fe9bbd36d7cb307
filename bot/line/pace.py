"""This is LINE's limit of requests a second, kept by waiting, without a thread of its own."""

from __future__ import annotations

import threading
import time
from collections import deque

_SECOND = 1.0


class Pace:
    """At most so many in any one second, whoever asks; nothing is held while nobody asks."""

    def __init__(self, per_second: int) -> None:
        self._most = per_second
        self._gone: deque[float] = deque()
        self._lock = threading.Lock()

    def may_go(self, *, patience: float) -> bool:
        """Wait until one more may go; False if that takes longer than the patience, in seconds."""
        until = time.monotonic() + patience
        while True:
            wait = self._take()
            if wait <= 0:
                return True
            if time.monotonic() + wait > until:
                return False
            time.sleep(wait)

    def _take(self) -> float:
        """Let one go, or say how long the oldest of the last second still counts."""
        with self._lock:
            now = time.monotonic()
            while self._gone and self._gone[0] <= now - _SECOND:
                self._gone.popleft()
            if len(self._gone) >= self._most:
                return self._gone[0] + _SECOND - now
            self._gone.append(now)
            return 0.0
