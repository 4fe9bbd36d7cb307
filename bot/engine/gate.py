"""This is a gate for threads that reckon: Python lets one go on at a time, and others only push."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

# Who gets less of a core than this waits for something; beside other processes it may be little.
_LEAST_SHARE: Final = 0.02


def reckoned(thread: int) -> float:
    """Return for how many seconds a thread that lives has had a core.

    https://man7.org/linux/man-pages/man3/pthread_getcpuclockid.3.html
    """
    return time.clock_gettime(time.pthread_getcpuclockid(thread))


@dataclass(kw_only=True)
class _Visit:
    """Since when somebody inside has been looked at, and how much they had reckoned then."""

    since: float
    reckoned: float


class Gate:
    """Lets a few in at a time; who reckoned nothing for `stuck_after` seconds counts no more.

    So whoever waits for a row that a frozen process holds keeps no other from its work, and
    whoever only is slow, on a machine with too much to do, is not joined by others.
    """

    def __init__(
        self,
        most: int,
        *,
        stuck_after: float,
        watch: Callable[[], float] = time.monotonic,
        reckoned: Callable[[int], float] = reckoned,
    ) -> None:
        self._most = most
        self._stuck_after = stuck_after
        self._watch = watch
        self._reckoned = reckoned
        self._inside: dict[int, _Visit] = {}
        self._changed = threading.Condition()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Wait to be let in, and leave at the end."""
        me = threading.get_ident()
        with self._changed:
            while self._is_full():
                self._changed.wait(self._stuck_after)
            self._inside[me] = _Visit(since=self._watch(), reckoned=self._reckoned(me))
        try:
            yield
        finally:
            with self._changed:
                del self._inside[me]
                self._changed.notify()

    def _is_full(self) -> bool:
        at_work = [who for who, visit in self._inside.items() if not self._is_stuck(who, visit)]
        return len(at_work) >= self._most

    def _is_stuck(self, who: int, visit: _Visit) -> bool:
        """Say whether somebody waits; who is inside lives, for they leave under the same lock."""
        now = self._watch()
        span = now - visit.since
        if span < self._stuck_after:
            return False
        reckoned = self._reckoned(who)
        if reckoned - visit.reckoned < span * _LEAST_SHARE:
            return True
        visit.since, visit.reckoned = now, reckoned
        return False
