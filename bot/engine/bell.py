"""This is a bell within a process: each ring wakes one who waits, now or next."""

from __future__ import annotations

import threading


class Bell:
    """Each ring wakes one waiter; rings that nobody hears are kept, up to a number."""

    def __init__(self, *, most: int = 16) -> None:
        self._most = most
        self._rings = 0
        self._closed = False
        self._changed = threading.Condition()

    def ring(self) -> None:
        """Wake one waiter, or the next that comes."""
        with self._changed:
            if self._rings < self._most:
                self._rings += 1
                self._changed.notify()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for a ring and use it up; False says that time ran out or the bell is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._rings or self._closed, timeout)
            if self._closed or not self._rings:
                return False
            self._rings -= 1
            return True

    def close(self) -> None:
        """Wake all waiters for good: nobody waits at a closed bell."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
