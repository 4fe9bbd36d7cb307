"""This is how often one address may send a form; kept in memory, forgotten within minutes."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

# Many phones of a village share one address of their telephone company.
MOST: Final = 30
WITHIN: Final = timedelta(minutes=1)
_MOST_ADDRESSES: Final = 10_000


class Pace:
    """The forms that came lately, by address."""

    def __init__(self, *, most: int = MOST, within: timedelta = WITHIN) -> None:
        self._most = most
        self._within = within
        self._came: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def allows(self, address: str, now: datetime) -> bool:
        """Say whether one more form may come from an address, and count it if so."""
        with self._lock:
            came = self._came.setdefault(address, deque())
            self._came.move_to_end(address)
            while len(self._came) > _MOST_ADDRESSES:
                self._came.popitem(last=False)
            while came and now - came[0] >= self._within:
                came.popleft()
            if len(came) >= self._most:
                return False
            came.append(now)
            return True
