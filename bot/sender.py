"""This is who claims messages, has them handed to LINE, and settles them; alerts leave first.

One clerk of a process has to do with the database, and as many hands as need be wait for LINE.
What was answered meanwhile is settled together, and the next are claimed in the same commit: the
more there is to send, the less each message costs.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from bot.carrier import Carrier
from bot.line.gateway import Gateway
from bot.outage import Outage
from bot.outcome import Ready, Sent, prepare, record, refuse
from bot.shift import Shift
from bot.threads import Job, at_once
from bot.turns import Shares, Turns
from domain.delivery import OUTAGES, AnswerKind, Method
from models.database import is_passing_trouble
from models.departure import Claimant, claimable, take
from models.outbox import OutboxState, Outgoing, attempted
from models.unit_of_work import Store, UnitOfWork

log = structlog.get_logger(__name__)
_IN_A_STEP = 4
# In a burst, what comes within this is settled and claimed together; LINE takes longer to answer.
_APART = 0.025
# Within the ten seconds that the whole service has to end in.
_LAST_WAIT = 3.0


@dataclass
class _Books:
    """One transaction of the clerk, with a unit of work for each station that it concerns."""

    session: Any
    store: Store
    now: datetime

    def __post_init__(self) -> None:
        self._units: dict[int, UnitOfWork] = {}

    def of(self, station_id: int) -> UnitOfWork:
        """Return a station's unit of work."""
        if station_id not in self._units:
            station = self.store.stations[station_id]
            self._units[station_id] = UnitOfWork(
                self.session, self.store, station=station, now=self.now
            )
        return self._units[station_id]


class Sender:
    """The clerk of one process; any number of processes may have one.

    `shift.hands`: how many messages may be with LINE at the same time. `give` has them handed over,
    and `rung` is told when the first of them is answered.
    """

    def __init__(
        self,
        store: Store,
        gateways: Mapping[int, Gateway],
        *,
        carrier: Carrier,
        clock: Callable[[], datetime],
        shift: Shift,
        give: Callable[[Job], None] = at_once,
        rung: Callable[[], None] = lambda: None,
        woke: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._carrier = carrier
        self._clock = clock
        self._give, self._rung, self._woke = give, rung, woke
        self._hands = shift.hands
        # A station that left the configuration must not hold up those that stayed.
        self._claimant = Claimant(owner=shift.owner, lease=shift.lease, stations=tuple(gateways))
        self._turns = Turns(Shares.of(shift.hands, len(gateways)))
        self._outage = Outage("not sent", level=logging.INFO)
        self._answered: list[Sent] = []
        self._out = 0
        self._rested_until = 0.0
        self._back = threading.Condition()

    def step(self) -> bool:
        """Settle what was answered and hand over what leaves next; say whether there was any."""
        was_any, _ = self._go_on()
        return was_any

    def drain(self) -> bool:
        """Settle what was answered and hand over what leaves next; say whether more may leave."""
        time.sleep(max(0.0, self._rested_until - time.monotonic()))
        _, may_be_more = self._go_on()
        self._rested_until = time.monotonic() + _APART
        return may_be_more

    def end(self) -> None:
        """Settle what the hands have out, for as long as there is time."""
        with self._back:
            self._back.wait_for(lambda: self._out == len(self._answered), _LAST_WAIT)
        self._turn(self._collected(), free=0)

    def _go_on(self) -> tuple[bool, bool]:
        was_any = may_be_more = False
        for left in reversed(range(_IN_A_STEP + 1)):
            answered, free = self._collected(), self._free() if left else 0
            if not answered and not free:
                break
            found = self._turn(answered, free=free)
            was_any = was_any or bool(answered) or found > 0
            may_be_more = not left or found == free
            if not self._answered:
                break
        return was_any, may_be_more

    def _free(self) -> int:
        with self._back:
            return self._hands - (self._out - len(self._answered))

    def _collected(self) -> Sequence[Sent]:
        with self._back:
            answered, self._answered = self._answered, []
            self._out -= len(answered)
            return answered

    def _turn(self, answered: Sequence[Sent], *, free: int) -> int:
        """Settle what was answered and claim what comes next: one commit; return how many came."""
        if not answered and not free:
            return 0
        claimed: list[Ready] = []
        try:
            with self._store.database.writing() as session:
                books = _Books(session, self._store, self._clock())
                settled = self._settle(answered, books)
                found = self._claim(claimed, books, free=free)
                session.commit()
        except Exception as fault:
            for one in claimed:
                self._turns.leave(by=_this_of(one))
            if not answered:
                raise
            return self._one_by_one(answered, fault)
        for ready in claimed:
            self._hand_over(ready)
        for sent in answered:
            self._report(sent)
        for row, sent in settled:
            self._follow_up(row, sent)
        return found

    def _one_by_one(self, answered: Sequence[Sent], fault: Exception) -> int:
        """Let one answer that cannot be recorded keep no other from being so."""
        if is_passing_trouble(fault):
            with self._back:
                self._answered[:0] = answered
                self._out += len(answered)
            raise fault
        if len(answered) == 1:
            # Its claim runs out, and it is repeated under the same key.
            log.error("answer not kept", message=answered[0].message.row_id, exc_info=fault)
            return 0
        return sum(self._turn([one], free=0) for one in answered)

    def _settle(self, answered: Sequence[Sent], books: _Books) -> Sequence[tuple[Outgoing, Sent]]:
        """Record answers; return the messages that did not go on, or end, without theirs."""
        attempts = {one.message.row_id: one.message.attempt for one in answered}
        rows = attempted(books.session, attempts)
        settled, counted = [], dict.fromkeys(sorted({row.station_id for row in rows.values()}), 0)
        for one in answered:
            row = rows.get(one.message.row_id)
            if row is None:
                continue
            uow = books.of(row.station_id)
            noted = record(one, row, uow, chance=random.random())  # noqa: S311
            counted[row.station_id] += noted.counted
            if noted.is_in_time:
                settled.append((row, one))
        # Two clerks that count for the same stations do so in one order, or would wait in a ring.
        for station_id, messages in counted.items():
            books.of(station_id).quotas.count(books.now, messages)
        return settled

    def _claim(self, claimed: list[Ready], books: _Books, *, free: int) -> int:
        """Claim what leaves next, of accounts that one more hand may wait for."""
        session, database, found = books.session, self._store.database, 0
        while found < free:
            open_to = self._claimant.without(self._turns.closed())
            rows = claimable(session, database, open_to, now=books.now, limit=free - found)
            # Each that is claimed takes a turn of its account, which may have no more.
            entered = [row for row in rows if self._turns.enter(row.station_id, by=_next_of(row))]
            made = [one for one in (self._prepared(row, books) for row in entered) if one]
            claimed += made
            session.flush()
            take([one.row_id for one in made], session, database, self._claimant)
            found += len(entered)
            if len(entered) == len(rows):
                break
        return found

    def _prepared(self, row: Outgoing, books: _Books) -> Ready | None:
        uow, turn = books.of(row.station_id), _next_of(row)
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
            self._turns.leave(by=turn)
        return ready

    def _hand_over(self, message: Ready) -> None:
        with self._back:
            self._out += 1
        self._give(partial(self._carry, message))

    def _carry(self, message: Ready) -> None:
        answer = self._carrier.carry(message)
        self._turns.answered(by=_this_of(message))
        with self._back:
            is_first = not self._answered
            self._answered.append(Sent(message=message, answer=answer))
            self._back.notify_all()
        if is_first:
            self._rung()

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
        if is_stuck and self._carrier.may_mail(row):
            self._give(partial(self._carrier.mail, row, sent.message))


def _next_of(row: Outgoing) -> tuple[int, int]:
    """Return what tells the next attempt at a message from any other."""
    return row.id, row.attempts + 1


def _this_of(message: Ready) -> tuple[int, int]:
    return message.row_id, message.attempt
