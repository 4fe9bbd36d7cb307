"""This is how pages learn at once that something has changed."""

from __future__ import annotations

import threading
from collections import deque


class Feed:
    """A numbered line of changes; those who wait are woken by each."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._marks: deque[tuple[int, str]] = deque(maxlen=2000)
        self._last = 0
        self._closed = False

    @property
    def last(self) -> int:
        """Return the number of the newest change."""
        return self._last

    @property
    def is_closed(self) -> bool:
        """Tell whether there will be no further changes."""
        return self._closed

    def tell(self, what: str) -> None:
        """Note that something changed, such as `chat:…` or `network`."""
        with self._changed:
            self._last += 1
            self._marks.append((self._last, what))
            self._changed.notify_all()

    def wait(self, after: int, *, timeout: float) -> tuple[int, list[str]]:
        """Return what changed after that number, waiting for it as long as is allowed."""
        with self._changed:
            self._changed.wait_for(lambda: self._last > after or self._closed, timeout)
            fresh = dict.fromkeys(what for number, what in self._marks if number > after)
            return self._last, list(fresh)

    def close(self) -> None:
        """End all waiting."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
