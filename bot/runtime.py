"""This is what starts and stops the roles: threads in one process, or processes at scale."""

from __future__ import annotations

import gc
import secrets
import socket
import sys
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
from bot.engine import Bell, Crew, Engine, Role
from bot.hanger import Hanger
from bot.introduction import Introduction
from bot.line.gateway import Gateway
from bot.manning import manning
from bot.scheduler import Daybook, Scheduler, Timekeeper
from bot.sender import Sender
from bot.shift import Shift
from bot.threads import Threads
from bot.sorter import Sorter
from bot.webhook import Counted, Door, GroupCommit
from bot.worker import Settled, Worker
from models.bulletin_photo import BulletinPhoto
from models.database import Database
from models.departure import has_messages
from models.envelope import station_with_envelopes
from models.follow_up import FollowUp
from models.inbox import lanes_with_work
from models.media import MediaItem
from models.rewrapping import put_to_use
from models.unit_of_work import Store
from models.wanted import count_wanted

log = structlog.get_logger(__name__)
# Who holds SQLite's one writer lets go of Python's lock at each statement, and has it back after
# this at the latest: with the usual 5 ms, a tip of a hundred statements waits for half a second.
import os
_TURN_SECONDS = float(os.environ.get('TURN','0.0005'))
# Each tip makes some thousands of short-lived rows and statements, nearly none of them in a ring.
_GARBAGE = (10_000, 20, 20)
_MENUS_EVERY = 2.0
# Ten menus a second: after an import of thousands a tip must not wait for each one's turn.
_MENU_RESTS = 0.1
_ACCOUNTS_EVERY = 5.0
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


class Roles:
    """The roles of one process; what is not of this process is woken through the engine."""

    def __init__(self, parts: Parts, *, hands: Hands | None = None, is_alone: bool = False) -> None:
        self._parts = parts
        self._is_alone = is_alone
        self._bells = {} if hands is None else {role: Bell() for role in Role}
        self.engine = Engine(parts.pace.engine_url, local=self._bells)
        self._crews: list[Crew] = []
        self._scheduler: Scheduler | None = None
        self._introduction: Introduction | None = None
        if hands is not None:
            self._crews = self._crew(hands)
            daybook = Daybook(
                parts.store, clock=parts.clock, woke=lambda: self.engine.wake(Role.WORKER)
            )
            self._scheduler = Scheduler(
                self._seek, every=parts.pace.sweep_seconds, daybook=daybook.write
            )
            self._introduction = Introduction(parts.store, hands.gateways)
        self._timekeeper = Timekeeper(parts.store, clock=parts.clock)
        self._commit: GroupCommit | None = None
        self._turn = threading.Lock()
        self._is_started = self._is_ended = False

    def start(self) -> None:
        """Start every role of this process; after its end nothing starts any more."""
        with self._turn:
            if not self._is_ended:
                self._is_started = True
                self._start()

    def _start(self) -> None:
        store = self._parts.store
        _share_the_interpreter()
        put_to_use(store.database, store.cabinet.keyring)
        for crew in self._crews:
            crew.start()
        # Where all roles live in one process, bells ring directly and Huey is never imported.
        if self._bells and not self._is_alone:
            self.engine.listen()
        if self._scheduler is not None:
            self._scheduler.start()
        if self._introduction is not None:
            self._introduction.start()

    def stop(self) -> None:
        """Let every role end what it is at, within a few seconds."""
        with self._turn:
            self._is_ended = True
        if self._commit is not None:
            self._commit.close()
        if self._is_started:
            self._end()
        self.engine.stop()

    def _end(self) -> None:
        if self._introduction is not None:
            self._introduction.stop()
        if self._scheduler is not None:
            self._scheduler.stop()
        # Side by side, because the whole service has ten seconds to end in.
        ending = [threading.Thread(target=crew.stop, args=(4,)) for crew in self._crews]
        for thread in ending:
            thread.start()
        for thread in ending:
            thread.join()

    def door(
        self,
        *,
        channel_secrets: Mapping[str, str],
        max_body_bytes: int,
        counted: Counted,
    ) -> Door:
        """Open the webhook's door in this process."""
        self._commit = GroupCommit(
            self._parts.store, committed=lambda: self.engine.wake(Role.WORKER)
        )
        return Door(
            self._parts.store,
            self._commit,
            secrets=channel_secrets,
            clock=self._parts.clock,
            max_body_bytes=max_body_bytes,
            counted=counted,
        )

    def _crew(self, hands: Hands) -> list[Crew]:
        parts, pace = self._parts, self._parts.pace
        crews = manning(
            workers=pace.workers,
            accounts=len(hands.gateways),
            is_sqlite=parts.store.database.is_sqlite,
        )
        shift = Shift(owner=_name(), lease=pace.lease)
        sorter = Sorter(parts.store, clock=parts.clock)
        worker = Worker(
            parts.store,
            hands.dispatcher,
            clock=parts.clock,
            settled=lambda left: self._settled(hands, left),
        )
        steps: list[tuple[Role, Callable[[], bool], int]] = [
            (Role.WORKER, lambda: sorter.step() or worker.step(), crews.workers),
            (Role.CRIER, self._crier(hands, replace(shift, hands=crews.criers)).step, crews.criers),
        ]
        if hands.fetch is not None:
            steps.append(
                (Role.FETCHER, hands.fetch(replace(shift, hands=crews.fetchers)), crews.fetchers)
            )
        return [
            self._menu_crew(hands),
            self._accounting_crew(hands),
            self._sender_crew(hands, replace(shift, hands=crews.senders)),
            *(self._role_crew(role, step, threads) for role, step, threads in steps),
        ]

    def _crier(self, hands: Hands, shift: Shift) -> Crier:
        return Crier(self._parts.store, hands.gateways, clock=self._parts.clock, shift=shift)

    def _role_crew(self, role: Role, step: Callable[[], bool], threads: int) -> Crew:
        return Crew(role.value, step, bell=self._bells[role], threads=threads, sweep_seconds=3600.0)

    def _sender_crew(self, hands: Hands, shift: Shift) -> Crew:
        """Return the clerk who claims and settles, while as many threads as hands wait for LINE."""
        parts, gateways, bell = self._parts, hands.gateways, self._bells[Role.SENDER]
        sender = Sender(
            parts.store,
            gateways,
            carrier=Carrier(parts.store, gateways, clock=parts.clock, fallback=hands.fallback),
            clock=parts.clock,
            shift=shift,
            give=Threads(Role.SENDER.value, most=shift.hands).give,
            rung=bell.ring,
            woke=lambda: self.engine.wake(Role.WORKER),
        )
        return Crew(
            Role.SENDER.value,
            # Who finds no more waits for the bell: a look that finds nothing is a write, too.
            sender.drain,
            bell=bell,
            threads=1,
            sweep_seconds=3600.0,
            end=sender.end,
        )

    def _menu_crew(self, hands: Hands) -> Crew:
        """Return who gives people their menus: nobody waits for that, so nobody rings."""
        parts = self._parts
        step = Hanger(parts.store, hands.gateways, clock=parts.clock).step
        every = max(_MENUS_EVERY, parts.pace.sweep_seconds)
        return Crew(
            "hanger", step, bell=Bell(), threads=1, sweep_seconds=every, rest_seconds=_MENU_RESTS
        )

    def _accounting_crew(self, hands: Hands) -> Crew:
        """Return who asks LINE what the month allows."""
        step = Accountant(self._parts.store, hands.gateways, clock=self._parts.clock).step
        return Crew("accountant", step, bell=Bell(), threads=1, sweep_seconds=_ACCOUNTS_EVERY)

    def _settled(self, hands: Hands, left: Settled) -> None:
        hands.handled(left.arrivals)
        if left.files:
            hands.remove_files(left.files)
        # Each look of those with nothing to do takes a tip's time from those who have.
        for follow_up in left.follow_ups:
            self.engine.wake(_DOERS[follow_up])

    def _seek(self) -> None:
        """Ring for whatever no wake-up reached: due timers, retries, work of the dead."""
        self._timekeeper.look()
        database: Database = self._parts.store.database
        now = self._parts.clock()
        with database.reading() as session:
            has_arrivals = bool(lanes_with_work(session, database, now=now, limit=1))
            unsorted = station_with_envelopes(session, among=self._parts.store.stations)
            waits = has_messages(session, database, now=now)
            has_bulletins = has_messages(session, database, now=now, of_bulletins=True)
            has_media = any(
                count_wanted(session, database, table, now=now)
                for table in (MediaItem, BulletinPhoto)
            )
        for role, has_work in (
            (Role.WORKER, has_arrivals or unsorted is not None),
            (Role.SENDER, waits),
            (Role.CRIER, has_bulletins),
            (Role.FETCHER, has_media),
        ):
            if has_work and role in self._bells:
                self._bells[role].ring()


def _share_the_interpreter() -> None:
    """Let threads have Python's lock back soon, and garbage be sought where there may be some."""
    sys.setswitchinterval(_TURN_SECONDS)
    # What was read at the start, the reader's words and weights above all, is never garbage.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GARBAGE)


def _name() -> str:
    return f"{socket.gethostname()[:40]}:{secrets.token_hex(6)}"
