"""This is what of a clerk's messages is with LINE, and what came back and is not settled yet."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Sequence
from functools import partial

from bot.carrier import Carrier
from bot.outcome import Ready, Sent
from bot.threads import Job, at_once
from bot.turns import Turns
from models.outbox import Outgoing

# Whoever holds what an answer must be written into has it for milliseconds, or is frozen.
_LATER = 1.0


class Tray:
    """One clerk's; as many messages as `hands` may be with LINE at the same time.

    `give` has one handed over, and `rung` is told when the first of them comes back.
    """

    def __init__(
        self,
        carrier: Carrier,
        *,
        hands: int,
        turns: Turns,
        give: Callable[[Job], None] = at_once,
        rung: Callable[[], None] = lambda: None,
    ) -> None:
        self._carrier = carrier
        self._hands = hands
        self._turns = turns
        self._give, self._rung = give, rung
        self._out = 0
        self._back: list[Sent] = []
        self._later: list[tuple[float, Sent]] = []
        self._changed = threading.Condition()

    @property
    def free(self) -> int:
        """How many more messages may be handed over."""
        with self._changed:
            return self._hands - self._out

    @property
    def has_any(self) -> bool:
        """Whether something came back that was not taken out yet."""
        return bool(self._back)

    def closed(self) -> Collection[int]:
        """Return the accounts for which no further hand may wait now."""
        return self._turns.closed()

    def enter(self, row: Outgoing) -> bool:
        """Keep a hand for a message's next attempt; False if its account may hold no more."""
        return self._turns.enter(row.station_id, by=(row.id, row.attempts + 1))

    def leave(self, row_id: int, attempt: int) -> None:
        """Let go of a hand that was kept for an attempt which is not made."""
        self._turns.leave(by=(row_id, attempt))

    def hand_over(self, message: Ready) -> None:
        """Have a message handed to LINE, for which a hand was kept."""
        with self._changed:
            self._out += 1
        self._give(partial(self._carry, message))

    def mail(self, row: Outgoing, message: Ready) -> None:
        """Have an alert that LINE does not take go by mail, if it has not yet."""
        if self._carrier.may_mail(row):
            self._give(partial(self._carrier.mail, row, message))

    def _carry(self, message: Ready) -> None:
        answer = self._carrier.carry(message)
        self._turns.answered(by=(message.row_id, message.attempt))
        with self._changed:
            is_first = not self._back
            self._back.append(Sent(message=message, answer=answer))
            self._out -= 1
            self._changed.notify_all()
        if is_first:
            self._rung()

    def take_out(self, *, even_later: bool = False) -> Sequence[Sent]:
        """Return what came back; whoever cannot settle it puts it back.

        `even_later`: that which was put back a moment ago, too.
        """
        now = time.monotonic()
        with self._changed:
            found, self._back = self._back, []
            found += [one for due, one in self._later if even_later or due <= now]
            kept = [] if even_later else self._later
            self._later = [(due, one) for due, one in kept if due > now]
            return found

    def put_back(self, answered: Sequence[Sent]) -> None:
        """Keep answers that could not be settled now for a while later."""
        with self._changed:
            due = time.monotonic() + _LATER
            self._later += [(due, one) for one in answered]
        again = threading.Timer(_LATER, self._rung)
        again.daemon = True
        again.start()

    def wait_for_all(self, timeout: float) -> None:
        """Wait until no message is with LINE any more."""
        with self._changed:
            self._changed.wait_for(lambda: not self._out, timeout)
