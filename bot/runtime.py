"""This is what starts and stops the roles: threads in one process, or processes at scale."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Mapping

import structlog

from bot.engine import Bell, Engine, Role
from bot.introduction import Introduction
from bot.muster import Hands, Muster, Parts
from bot.scheduler import Daybook, Scheduler, Timekeeper
from bot.webhook import Counted, Door, GroupCommit
from models.bulletin_photo import BulletinPhoto
from models.database import Database
from models.departure import has_messages
from models.envelope import stations_with_envelopes
from models.inbox import lanes_with_work
from models.media import MediaItem
from models.rewrapping import put_to_use
from models.wanted import count_wanted

log = structlog.get_logger(__name__)
# Who holds SQLite's one writer lets go of Python's lock at each statement, and has it back after
# this at the latest: with the usual 5 ms, a tip of a hundred statements waits for half a second.
_TURN_SECONDS = 0.0005
# Each tip makes some thousands of short-lived rows and statements, nearly none of them in a ring.
_GARBAGE = (10_000, 20, 20)


class Roles:
    """The roles of one process; what is not of this process is woken through the engine."""

    def __init__(self, parts: Parts, *, hands: Hands | None = None, is_alone: bool = False) -> None:
        self._parts = parts
        self._is_alone = is_alone
        self._bells = {} if hands is None else {role: Bell() for role in Role}
        self.engine = Engine(parts.pace.engine_url, local=self._bells)
        self._muster: Muster | None = None
        self._scheduler: Scheduler | None = None
        self._introduction: Introduction | None = None
        if hands is not None:
            self._muster = Muster(parts, hands, bells=self._bells, wake=self.engine.wake)
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
        if self._muster is not None:
            self._muster.start()
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
        if self._muster is not None:
            self._muster.end()

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

    def _seek(self) -> None:
        """Ring for whatever no wake-up reached: due timers, retries, work of the dead."""
        self._timekeeper.look()
        database: Database = self._parts.store.database
        now = self._parts.clock()
        with database.reading() as session:
            has_arrivals = bool(lanes_with_work(session, database, now=now, limit=1))
            unsorted = stations_with_envelopes(session, among=self._parts.store.stations)
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
