"""This is who works in one process: a crew for each role, with its tools."""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.accountant import Accountant
from bot.carrier import Carrier, Fallback
from bot.crier import Crier
from bot.dispatcher import Dispatcher
from bot.engine import Bell, Crew, Gate, Role
from bot.hanger import Hanger
from bot.line.gateway import Gateway
from bot.manning import manning
from bot.sender import Sender
from bot.shift import Shift
from bot.sorter import Sorter
from bot.threads import Threads
from bot.tray import Tray
from bot.turns import Shares, Turns
from bot.worker import Settled, Worker
from models.follow_up import FollowUp
from models.unit_of_work import Store

log = structlog.get_logger(__name__)
_MENUS_EVERY = 2.0
# Ten menus a second: after an import of thousands a tip must not wait for each one's turn.
_MENU_RESTS = 0.1
_ACCOUNTS_EVERY = 5.0
# More at work than these only take Python's lock from each other; one that is stuck does not.
_AT_WORK = 1
_STUCK_AFTER = 0.3
_DOERS: Final = {
    FollowUp.MESSAGES: Role.SENDER,
    FollowUp.BULLETINS: Role.CRIER,
    FollowUp.MEDIA: Role.FETCHER,
}


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How many work at once, how long a claim holds, and how often nobody's work is sought."""

    engine_url: str
    workers: int
    lease: timedelta
    sweep_seconds: float


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What the roles are made of."""

    store: Store
    clock: Callable[[], datetime]
    pace: Pace


@dataclass(frozen=True, kw_only=True)
class Hands:
    """What a process needs that also handles arrivals and sends messages."""

    gateways: Mapping[int, Gateway]
    dispatcher: Dispatcher
    remove_files: Callable[[Sequence[str]], None]
    fetch: Callable[[Shift], Callable[[], bool]] | None = None
    fallback: Fallback | None = None
    handled: Callable[[int], None] = lambda _arrivals: None


class Muster:
    """The crews of one process; `wake` has somebody of a role look, whichever process it is in."""

    def __init__(
        self,
        parts: Parts,
        hands: Hands,
        *,
        bells: Mapping[Role, Bell],
        wake: Callable[[Role], None],
    ) -> None:
        self._parts = parts
        self._hands = hands
        self._bells = bells
        self._wake = wake
        manned = manning(
            workers=parts.pace.workers,
            accounts=len(hands.gateways),
            is_sqlite=parts.store.database.is_sqlite,
        )
        shift = Shift(owner=_name(), lease=parts.pace.lease)
        self._sender = self._clerk(replace(shift, hands=manned.senders))
        self._crews = [
            self._hangers(),
            self._accountants(),
            self._workers(manned.workers),
            # Who finds no more waits for the bell: a look that finds nothing is a write, too.
            self._of(Role.SENDER, self._sender.drain, 1),
            self._criers(replace(shift, hands=manned.criers)),
        ]
        if hands.fetch is not None:
            fetch = hands.fetch(replace(shift, hands=manned.fetchers))
            self._crews.append(self._of(Role.FETCHER, fetch, manned.fetchers))

    def start(self) -> None:
        """Start every crew; each looks for work at once."""
        for crew in self._crews:
            crew.start()

    def end(self) -> None:
        """Let every crew end what it is at, within a few seconds."""
        # Side by side, because the whole service has ten seconds to end in.
        ending = [threading.Thread(target=crew.stop, args=(4,)) for crew in self._crews]
        for thread in ending:
            thread.start()
        for thread in ending:
            thread.join()
        try:
            self._sender.end()
        except Exception:
            log.exception("not settled at the end")

    def _of(self, role: Role, step: Callable[[], bool], threads: int) -> Crew:
        return Crew(role.value, step, bell=self._bells[role], threads=threads, sweep_seconds=3600.0)

    def _workers(self, threads: int) -> Crew:
        store, clock = self._parts.store, self._parts.clock
        sorter = Sorter(store, clock=clock)
        half = max(1, threads // 2) if len(self._hands.gateways) > 1 else threads
        worker = Worker(
            store,
            self._hands.dispatcher,
            clock=clock,
            settled=self._settled,
            most_of_one=half,
        )
        gate = Gate(_AT_WORK, stuck_after=_STUCK_AFTER)

        def step() -> bool:
            with gate.open():
                return sorter.step() or worker.step()

        return self._of(Role.WORKER, step, threads)

    def _criers(self, shift: Shift) -> Crew:
        store, clock = self._parts.store, self._parts.clock
        crier = Crier(store, self._hands.gateways, clock=clock, shift=shift)
        return self._of(Role.CRIER, crier.step, shift.hands)

    def _clerk(self, shift: Shift) -> Sender:
        """Return who claims and settles messages, while as many threads as hands wait for LINE."""
        store, clock, gateways = self._parts.store, self._parts.clock, self._hands.gateways
        tray = Tray(
            Carrier(store, gateways, clock=clock, fallback=self._hands.fallback),
            hands=shift.hands,
            turns=Turns(Shares.of(shift.hands, len(gateways))),
            give=Threads(Role.SENDER.value, most=shift.hands).give,
            rung=self._bells[Role.SENDER].ring,
        )
        return Sender(
            store,
            tray,
            stations=gateways,
            clock=clock,
            shift=shift,
            woke=lambda: self._wake(Role.WORKER),
        )

    def _hangers(self) -> Crew:
        """Return who gives people their menus: nobody waits for that, so nobody rings."""
        parts = self._parts
        step = Hanger(parts.store, self._hands.gateways, clock=parts.clock).step
        every = max(_MENUS_EVERY, parts.pace.sweep_seconds)
        return Crew(
            "hanger", step, bell=Bell(), threads=1, sweep_seconds=every, rest_seconds=_MENU_RESTS
        )

    def _accountants(self) -> Crew:
        """Return who asks LINE what the month allows."""
        step = Accountant(self._parts.store, self._hands.gateways, clock=self._parts.clock).step
        return Crew("accountant", step, bell=Bell(), threads=1, sweep_seconds=_ACCOUNTS_EVERY)

    def _settled(self, left: Settled) -> None:
        self._hands.handled(left.arrivals)
        if left.files:
            self._hands.remove_files(left.files)
        # Each look of those with nothing to do takes a tip's time from those who have.
        for follow_up in left.follow_ups:
            self._wake(_DOERS[follow_up])


def _name() -> str:
    return f"{socket.gethostname()[:40]}:{secrets.token_hex(6)}"
