"""This is how one fetches from LINE: claim a thing, hold it while its content comes, settle it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Generic

from bot.line.gateway import Download, Gateway, LineTrouble
from bot.shift import Shift
from bot.turns import Shares, Turns
from domain.fetching import Attempt, Trouble, trouble_of, wait_after
from models.unit_of_work import Store
from models.wanted import Claim, Thing, claim_wanted, count_wanted, renew_claim

# LINE may say nothing for half a minute; meanwhile nobody renews.
_SHORTEST_LEASE = timedelta(minutes=1)
_LONGEST_DOWNLOAD = timedelta(minutes=10)
# A video takes seconds to come; who takes longer than this is waited for by few.
_SLOW_AFTER = 15.0
_PREPARED = ("video", "voice")


class Lost(Exception):
    """The thing was withdrawn, or claimed by another after our lease ran out."""


class NotYet(Exception):
    """The thing cannot be had now; `fault` names no person."""

    def __init__(self, trouble: Trouble, fault: str) -> None:
        super().__init__(fault)
        self.trouble = trouble
        self.fault = fault


class Errands(Generic[Thing]):
    """The errands to LINE for things of one table; any number may be on at once."""

    def __init__(
        self,
        store: Store,
        gateways: Mapping[int, Gateway],
        table: type[Thing],
        *,
        clock: Callable[[], datetime],
        shift: Shift,
    ) -> None:
        self._store = store
        self._gateways = gateways
        self._table = table
        self._clock = clock
        self.lease = max(shift.lease, _SHORTEST_LEASE)
        self._turns = Turns(Shares.of(shift.hands, len(gateways)), slow_after=_SLOW_AFTER)

    @contextmanager
    def next(self) -> Iterator[Claim | None]:
        """Claim the next thing that is due, None if there is none; its account holds this hand."""
        try:
            claim = self._claim()
            yield claim
            if claim is not None:
                self._turns.answered()
        finally:
            self._turns.leave()

    def _claim(self) -> Claim | None:
        now, database, table = self._clock(), self._store.database, self._table
        stations = self._gateways.keys() - self._turns.closed()
        # Every handled arrival rings here, so an idle look must not take SQLite's one writer.
        with database.reading() as session:
            if not count_wanted(session, database, table, now=now, stations=stations):
                return None
        with database.writing() as session:
            claim = claim_wanted(
                session, database, table, now=now, lease=self.lease, stations=stations
            )
            if claim is not None and not self._turns.enter(claim.station_id):
                # Others took the account's last turn since we looked; they will see to it.
                return None
            if claim is not None:
                # Whoever dies of this thing, or with it, leaves a wait behind that grows.
                again = now + wait_after(self.attempt(claim))
                renew_claim(session, database, table, claim, lease=self.lease, next_try_at=again)
            session.commit()
        return claim

    def attempt(self, claim: Claim) -> Attempt:
        """Return the how many-th try this is, and for how long the thing has been wanted."""
        age = self._clock() - claim.wanted_at
        return Attempt(number=claim.attempt, age=age, chance=random.random())  # noqa: S311

    def renew(self, claim: Claim, lease: timedelta) -> None:
        """Hold a claim longer; raise Lost if it is not ours any more."""
        database = self._store.database
        with database.writing() as session:
            is_ours = renew_claim(session, database, self._table, claim, lease=lease)
            session.commit()
        if not is_ours:
            raise Lost

    @contextmanager
    def content(self, claim: Claim, message_id: str, *, work: timedelta) -> Iterator[Download]:
        """Give what LINE holds, or raise NotYet with what keeps it away.

        The claim is held while it comes, and then for as long as the work on it may take.
        """
        try:
            with self._gateways[claim.station_id].download(message_id) as found:
                if found is not None:
                    yield replace(found, pieces=self._watched(claim, found.pieces, work))
                    return
            raise self._unprepared(claim, message_id)
        except LineTrouble as trouble:
            raise NotYet(trouble_of(trouble.status), str(trouble)) from trouble

    def _unprepared(self, claim: Claim, message_id: str) -> NotYet:
        gateway = self._gateways[claim.station_id]
        if claim.kind in _PREPARED and gateway.preparation(message_id) == "failed":
            return NotYet(Trouble.UNPREPARED, "LINE could not prepare it")
        return NotYet(Trouble.PREPARING, "LINE prepares it")

    def _watched(self, claim: Claim, pieces: Iterator[bytes], work: timedelta) -> Iterator[bytes]:
        began = renewed = self._clock()
        for piece in pieces:
            now = self._clock()
            if now - began > _LONGEST_DOWNLOAD:
                raise LineTrouble(0, "too slow")
            if now - renewed > self.lease / 3:
                self.renew(claim, self.lease)
                renewed = now
            yield piece
        self.renew(claim, work + self.lease)
