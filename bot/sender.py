"""This is who claims messages, has them handed to LINE, and settles them; alerts leave first.

One clerk of a process has to do with the database, and as many hands as need be wait for LINE.
What was answered meanwhile is settled together, and the next are claimed in the same commit: the
more there is to send, the less each message costs.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import structlog

from bot.outage import Outage
from bot.outcome import Ready, Sent, prepare, record, refuse
from bot.shift import Shift
from bot.tray import Tray
from domain.delivery import OUTAGES, AnswerKind, Method
from models.database import be_impatient, is_kept_waiting, is_passing_trouble
from models.departure import Claimant, attempted, claimable, take
from models.outbox import OutboxState, Outgoing
from models.sealed import KeyStore
from models.unit_of_work import Store, UnitOfWork

log = structlog.get_logger(__name__)
_IN_A_STEP = 4
# In a burst, what comes within this is settled and claimed together; LINE takes longer to answer.
# The longer a turn takes, the more of them: a clerk has a fifth of the time of whoever makes tips.
_APART, _MOST_APART = 0.025, 0.1
_REST_FOR_EACH = 4
# Whoever froze while it held a station's count must not have the messages of all others wait.
_PATIENCE = timedelta(milliseconds=250)
# Within the ten seconds that the whole service has to end in.
_LAST_WAIT = 3.0


@dataclass(kw_only=True)
class _Books:
    """One transaction of the clerk, with a unit of work for each station that it concerns.

    `counted`: how many messages LINE counts for each.
    """

    session: Any
    store: Store
    now: datetime
    counted: dict[int, int] = field(default_factory=dict)
    units: dict[int, UnitOfWork] = field(default_factory=dict)

    def of(self, station_id: int) -> UnitOfWork:
        """Return a station's unit of work."""
        if station_id not in self.units:
            station = self.store.stations[station_id]
            self.units[station_id] = UnitOfWork(
                self.session, self.store, station=station, now=self.now
            )
        return self.units[station_id]


@dataclass(kw_only=True)
class _Turn:
    """What one transaction of the clerk came to.

    `settled`: messages that did not go on, or end, without their answer. `found`: how many could
    be claimed, those among them that must not be attempted again. `entered`: for which attempts a
    hand was kept, by row and attempt.
    """

    settled: Mapping[int, Outgoing]
    claimed: list[Ready] = field(default_factory=list)
    entered: list[tuple[int, int]] = field(default_factory=list)
    found: int = 0


class Sender:
    """The clerk of one process; any number of processes may have one.

    `stations`: whose messages it sends. Those of one that left the configuration hold up no other.
    """

    def __init__(
        self,
        store: Store,
        tray: Tray,
        *,
        stations: Collection[int],
        clock: Callable[[], datetime],
        shift: Shift,
        woke: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._tray = tray
        self._clock = clock
        self._woke = woke
        self._claimant = Claimant(owner=shift.owner, lease=shift.lease, stations=tuple(stations))
        self._outage = Outage("not sent", level=logging.INFO)
        self._rests_until = 0.0

    def step(self) -> bool:
        """Go on as long as answers come at once, for some turns; say whether there was any."""
        was_any = False
        for left in reversed(range(_IN_A_STEP + 1)):
            answered, free = self._tray.take_out(), self._tray.free if left else 0
            was_any = bool(self._turn(answered, free=free) or answered) or was_any
            if not self._tray.has_any:
                break
        return was_any

    def drain(self) -> bool:
        """Take one turn, some time after the last; say whether more may leave now."""
        time.sleep(max(0.0, self._rests_until - time.monotonic()))
        free, began = self._tray.free, time.monotonic()
        found = self._turn(self._tray.take_out(), free=free)
        ended = time.monotonic()
        rest = max(_APART, _REST_FOR_EACH * (ended - began))
        self._rests_until = ended + min(rest, _MOST_APART)
        return found > 0 and found == free

    def end(self) -> None:
        """Settle what is with LINE, for as long as there is time."""
        self._tray.wait_for_all(_LAST_WAIT)
        self._turn(self._tray.take_out(even_later=True), free=0)

    def _turn(self, answered: Sequence[Sent], *, free: int) -> int:
        """Settle what was answered and claim what comes next: one commit; return how many came."""
        if not answered and free <= 0:
            return 0
        try:
            turn = self._written(answered, free=free)
        except Exception as fault:
            if not answered:
                raise
            return self._apart(answered, fault)
        for message in turn.claimed:
            self._tray.hand_over(message)
        for sent in answered:
            self._report(sent)
            row = turn.settled.get(sent.message.row_id)
            if row is not None:
                self._follow_up(row, sent)
        return turn.found

    def _written(self, answered: Sequence[Sent], *, free: int) -> _Turn:
        database, turn = self._store.database, _Turn(settled={})
        try:
            with database.writing() as session:
                be_impatient(session, database, _PATIENCE)
                books = _Books(session=session, store=self._store, now=self._clock())
                turn.settled = self._settle(answered, books)
                self._claim(turn, books, free=free)
                # Last, for all clerks of a deployment count in the same rows; and in one order.
                for station_id, messages in sorted(books.counted.items()):
                    books.of(station_id).quotas.count(books.now, messages)
                session.commit()
        except BaseException:
            for row_id, attempt in turn.entered:
                self._tray.leave(row_id, attempt)
            raise
        return turn

    def _apart(self, answered: Sequence[Sent], fault: Exception) -> int:
        """Let an answer that cannot be recorded keep no other from being so."""
        is_passing, is_of_one = is_passing_trouble(fault), is_kept_waiting(fault)
        parts = _by_station(answered) if is_of_one else [[one] for one in answered]
        if is_passing and not (is_of_one and len(parts) > 1):
            self._tray.put_back(answered)
            if is_of_one:
                log.info("answers kept waiting", answers=len(answered))
                return 0
            raise fault
        if len(parts) > 1:
            return sum(self._turn(part, free=0) for part in parts)
        # Its claim runs out, and it is repeated under the same key.
        log.error("answer not kept", message=answered[0].message.row_id, exc_info=fault)
        return 0

    def _settle(self, answered: Sequence[Sent], books: _Books) -> Mapping[int, Outgoing]:
        attempts = {one.message.row_id: one.message.attempt for one in answered}
        rows, settled = attempted(books.session, attempts), {}
        for one in answered:
            row = rows.get(one.message.row_id)
            if row is None:
                continue
            noted = record(one, row, books.of(row.station_id), chance=random.random())  # noqa: S311
            so_far = books.counted.get(row.station_id, 0)
            books.counted[row.station_id] = so_far + noted.counted
            if noted.is_in_time:
                settled[row.id] = row
        return settled

    def _claim(self, turn: _Turn, books: _Books, *, free: int) -> None:
        """Claim what leaves next, of accounts for which one more hand may wait."""
        session, database = books.session, self._store.database
        while turn.found < free:
            open_to = self._claimant.without(self._tray.closed())
            rows = claimable(session, database, open_to, now=books.now, limit=free - turn.found)
            entered = [row for row in rows if self._tray.enter(row)]
            turn.entered += [(row.id, row.attempts + 1) for row in entered]
            # What another process sealed is opened here for the first time.
            KeyStore(session, self._store.cabinet, books.now).read_ahead(
                [row.sealed_with for row in entered]
            )
            made = [one for row in entered if (one := self._prepared(row, books)) is not None]
            turn.claimed += made
            session.flush()
            take([one.row_id for one in made], session, database, self._claimant)
            turn.found += len(entered)
            # Those left out were of an account that may hold no more, and others may wait behind.
            if len(entered) == len(rows):
                return

    def _prepared(self, row: Outgoing, books: _Books) -> Ready | None:
        uow, attempt = books.of(row.station_id), row.attempts + 1
        try:
            ready = prepare(row, uow)
        except Exception as bug:
            # One message that cannot be worded must not hold up all the others.
            if is_passing_trouble(bug):
                raise
            log.exception("message set aside", message=row.id)
            refuse(row, uow, fault=f"cannot be worded: {type(bug).__name__}")
            ready = None
        if ready is None:
            self._tray.leave(row.id, attempt)
        return ready

    def _report(self, sent: Sent) -> None:
        answer, is_sent = sent.answer, sent.answer.kind is AnswerKind.ACCEPTED
        facts: dict[str, Any] = {
            "message": sent.message.row_id,
            "method": sent.message.method.value,
            "outcome": answer.kind.value,
            "status": answer.status,
            "request_id": answer.request_id,
        }
        if is_sent:
            self._outage.worked()
        # A reply that LINE may have is never repeated; all else is, and with each try alike.
        is_last = sent.message.method is Method.REPLY and answer.leaves_doubt
        if answer.kind in OUTAGES and not is_last:
            self._outage.struck(kind=answer.kind.value, **facts)
        else:
            log.info("sent" if is_sent else "not sent", **facts)

    def _follow_up(self, row: Outgoing, sent: Sent) -> None:
        is_stuck = row.state == OutboxState.WAITING and row.stalled_since is not None
        if row.state == OutboxState.SET_ASIDE or is_stuck:
            self._woke()
        if is_stuck:
            self._tray.mail(row, sent.message)


def _by_station(answered: Sequence[Sent]) -> Sequence[Sequence[Sent]]:
    def station(one: Sent) -> int:
        return one.message.station_id

    return [list(part) for _, part in groupby(sorted(answered, key=station), key=station)]
