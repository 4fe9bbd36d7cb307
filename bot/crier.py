"""This is who calls bulletins out: hundreds of messages claimed, sent and settled together."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog

from bot.calling import Called, Rolls, ready
from bot.line.gateway import Gateway
from bot.outcome import Ready, Sent, record
from bot.shift import Shift
from bot.turns import Shares, Turns
from domain.delivery import AnswerKind, LineAnswer
from models.departure import Claimant, attempted, claimable, has_messages
from models.fanout import begin_attempts, settle_accepted
from models.outbox import OutboxState, Outgoing
from models.unit_of_work import Store, UnitOfWork

log = structlog.get_logger(__name__)
# Written down in a hundredth of a second or two, so that an alert never waits longer for its turn.
AT_ONCE = 100
# A batch takes longer than one message. One that is taken over meanwhile is no harm: its keys are
# the same, and only who claimed it last settles it.
_LEASES = 3
# A whole batch takes longer than one message, most of all where LINE's limit is kept.
_SLOW_AFTER = 4.0


@dataclass(frozen=True, kw_only=True)
class _Batch:
    claimant: Claimant
    station_id: int
    called: Sequence[Called]


class Crier:
    """Any number of these may work on any number of machines."""

    def __init__(
        self,
        store: Store,
        gateways: Mapping[int, Gateway],
        *,
        clock: Callable[[], datetime],
        shift: Shift,
        at_once: int = AT_ONCE,
    ) -> None:
        self._store = store
        self._gateways = gateways
        self._clock = clock
        self._at_once = at_once
        self._claimant = Claimant(
            owner=shift.owner,
            lease=shift.lease * _LEASES,
            stations=tuple(gateways),
            of_bulletins=True,
        )
        self._turns = Turns(Shares.of(shift.hands, len(gateways)), slow_after=_SLOW_AFTER)

    def step(self) -> bool:
        """Claim messages, hand them to LINE, settle them; say whether there were any."""
        now, database = self._clock(), self._store.database
        # Every handled arrival rings here, so an idle look must not take SQLite's one writer.
        with database.reading() as session:
            has_work = has_messages(session, database, now=now, of_bulletins=True)
        if not has_work:
            for gateway in self._gateways.values():
                gateway.hang_up()
            return False
        try:
            batch = self._claim()
            if batch is None or not batch.called:
                return batch is not None
            gateway = self._gateways[batch.station_id]
            answers = gateway.send_many([one.parcel for one in batch.called])
            self._turns.answered()
        finally:
            self._turns.leave()
        self._settle(batch, list(zip(batch.called, answers, strict=True)))
        return True

    def _claim(self) -> _Batch | None:
        now, database = self._clock(), self._store.database
        # A name for each batch, for two of one process must not settle each other's.
        claimant = replace(self._claimant, owner=f"{self._claimant.owner}:{secrets.token_hex(4)}")
        with database.writing() as session:
            rows = self._next(session, now)
            if not rows:
                return None
            station_id = rows[0].station_id
            uow, rolls = self._unit(session, station_id, now), Rolls()
            made = [ready(row, uow, rolls) for row in rows]
            called = [one for one in made if one is not None]
            session.flush()
            if called:
                methods = {one.row_id: one.parcel.method.value for one in called}
                begin_attempts(session, database, claimant, methods, now=now)
            session.commit()
        return _Batch(claimant=claimant, station_id=station_id, called=called)

    def _next(self, session: Any, now: datetime) -> Sequence[Outgoing]:
        """Return what is called out next: of one station, whose LINE may be waited for."""
        database = self._store.database
        while True:
            open_to = self._claimant.without(self._turns.closed())
            rows = claimable(session, database, open_to, now=now, limit=self._at_once)
            if not rows:
                return ()
            station_id = rows[0].station_id
            if self._turns.enter(station_id):
                return [row for row in rows if row.station_id == station_id]

    def _unit(self, session: Any, station_id: int, now: datetime) -> UnitOfWork:
        return UnitOfWork(session, self._store, station=self._store.stations[station_id], now=now)

    def _settle(self, batch: _Batch, answered: Sequence[tuple[Called, LineAnswer]]) -> None:
        taken = [
            (one.row_id, answer.request_id)
            for one, answer in answered
            if answer.kind is AnswerKind.ACCEPTED
        ]
        with self._store.writing(batch.station_id, self._clock()) as uow:
            database, owner = self._store.database, batch.claimant.owner
            counted = settle_accepted(uow.session, database, taken, owner=owner, now=uow.now)
            uow.quotas.count(uow.now, counted)
            for one, answer in answered:
                if answer.kind is not AnswerKind.ACCEPTED:
                    _record(one, answer, uow)
            uow.commit()
        kinds = [answer.kind.value for _, answer in answered]
        outcomes = {kind: kinds.count(kind) for kind in sorted(set(kinds))}
        log.info("bulletin called out", messages=len(answered), **outcomes)


def _record(called: Called, answer: LineAnswer, uow: UnitOfWork) -> None:
    """Settle, put off, or halve a message that LINE did not take."""
    row = attempted(uow.session, {called.row_id: called.attempt}).get(called.row_id)
    if row is None:
        return
    is_refused = answer.kind is AnswerKind.REFUSED and called.is_crowd
    if is_refused and uow.deliveries.split(row, now=uow.now):
        # One of them is nobody to LINE: the others must not go without.
        uow.outbox.settle(row, OutboxState.WITHDRAWN, now=uow.now, fault="halved")
        return
    message = Ready(
        row_id=called.row_id,
        station_id=called.station_id,
        attempt=called.attempt,
        method=called.parcel.method,
        body={},
        retry_key=called.parcel.retry_key,
        was_doubtful=called.was_doubtful,
    )
    sent = Sent(message=message, answer=answer)
    noted = record(sent, row, uow, chance=random.random())  # noqa: S311
    uow.quotas.count(uow.now, noted.counted)
