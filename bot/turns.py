"""This is who may be waited for: an account that answers slowly holds a few hands, never all."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass

# LINE answers within a tenth of this; who takes longer is waited for by few.
SLOW_AFTER = 1.0


@dataclass(frozen=True, kw_only=True)
class Shares:
    """How many of a role's hands one account may hold, a slow one, and all slow ones together."""

    one: int
    slow: int
    all_slow: int

    @classmethod
    def of(cls, hands: int, accounts: int) -> Shares:
        """Share hands among accounts; a lone account stands in nobody's way."""
        if accounts <= 1:
            return cls(one=hands, slow=hands, all_slow=hands)
        half = max(1, hands // 2)
        return cls(one=half, slow=max(1, hands // 8), all_slow=half)


class Turns:
    """The hands of one role in one process, by the account that each waits for.

    `by`: who waits, where it is not the calling thread.
    """

    def __init__(
        self,
        shares: Shares,
        *,
        slow_after: float = SLOW_AFTER,
        watch: Callable[[], float] = time.monotonic,
    ) -> None:
        self._shares = shares
        self._slow_after = slow_after
        self._watch = watch
        # By who waits: for which account, and since when.
        self._waiting: dict[Hashable, tuple[int, float]] = {}
        self._slow: set[int] = set()
        self._lock = threading.Lock()

    def closed(self) -> frozenset[int]:
        """Return the accounts that no further hand may wait for now."""
        with self._lock:
            held, slow = self._standing()
            return frozenset(one for one in {*held, *slow} if not self._is_open(one, held, slow))

    def enter(self, account: int, *, by: Hashable = None) -> bool:
        """Take a turn to wait for an account; False if it holds as many hands as it may."""
        with self._lock:
            held, slow = self._standing()
            is_open = self._is_open(account, held, slow)
            if is_open:
                self._waiting[_who(by)] = account, self._watch()
            return is_open

    def answered(self, *, by: Hashable = None) -> None:
        """Give a turn back and note how long the account took."""
        with self._lock:
            account, began = self._waiting.pop(_who(by))
            if self._watch() - began > self._slow_after:
                self._slow.add(account)
            else:
                self._slow.discard(account)

    def leave(self, *, by: Hashable = None) -> None:
        """Give a turn back, if there is one; nothing is learnt of the account."""
        with self._lock:
            self._waiting.pop(_who(by), None)

    def _standing(self) -> tuple[Counter[int], frozenset[int]]:
        """Return how many hands each account holds, and which accounts are slow."""
        late = self._watch() - self._slow_after
        held = Counter(account for account, _ in self._waiting.values())
        stuck = {account for account, began in self._waiting.values() if began < late}
        return held, frozenset(self._slow | stuck)

    def _is_open(self, account: int, held: Counter[int], slow: frozenset[int]) -> bool:
        shares = self._shares
        if account not in slow:
            return held[account] < shares.one
        together = sum(held[one] for one in slow)
        return held[account] < shares.slow and together < shares.all_slow


def _who(by: Hashable) -> Hashable:
    return threading.get_ident() if by is None else by
