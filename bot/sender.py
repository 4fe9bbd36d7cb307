"""This is who claims messages, hands them to LINE, and records what became of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.line import outbound
from bot.line.gateway import Gateway
from bot.shift import Shift
from domain.answers import Timer
from domain.calendar import is_quiet
from domain.delivery import (
    AnswerKind,
    Attempt,
    LineAnswer,
    Method,
    Settled,
    Verdict,
    choose,
    judge,
)
from domain.events import OfficerUnreachable
from models.outbox import OutboxState, Outgoing, claim_messages
from models.sealed import KeyForgotten, KeyStore, Purpose
from models.unit_of_work import Store, UnitOfWork

log = structlog.get_logger(__name__)
_AT_ONCE = 4
_STATES = {
    Settled.ACCEPTED: OutboxState.ACCEPTED,
    Settled.UNKNOWN: OutboxState.UNKNOWN,
    Settled.SET_ASIDE: OutboxState.SET_ASIDE,
    Settled.DROPPED: OutboxState.DROPPED,
}


@dataclass(frozen=True, kw_only=True)
class Ready:
    """One claimed message with its body fixed, to be handed over outside any transaction."""

    row_id: int
    station_id: int
    method: Method
    body: dict[str, Any]
    retry_key: str


class Sender:
    """One sender; alerts leave first, whoever sends them."""

    def __init__(
        self,
        store: Store,
        gateways: Mapping[int, Gateway],
        *,
        clock: Callable[[], datetime],
        shift: Shift,
        woke: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._gateways = gateways
        self._clock = clock
        self._owner = shift.owner
        self._lease = shift.lease
        self._woke = woke

    def step(self) -> bool:
        """Claim a few messages, send and settle each; say whether there was any."""
        ready, settled = self._claim()
        for message in ready:
            gateway = self._gateways[message.station_id]
            answer = gateway.send(message.method, message.body, retry_key=message.retry_key)
            self._settle(message, answer)
        return bool(ready) or settled

    def _claim(self) -> tuple[list[Ready], bool]:
        now, database = self._clock(), self._store.database
        with database.writing() as session:
            rows = claim_messages(
                session, database, owner=self._owner, now=now, lease=self._lease, limit=_AT_ONCE
            )
            ready = []
            for row in rows:
                session.refresh(row)
                station = self._store.stations[row.station_id]
                uow = UnitOfWork(session, self._store, station=station, now=now)
                one = self._prepare(row, uow)
                if one is not None:
                    ready.append(one)
            session.commit()
        return ready, len(ready) < len(rows)

    def _prepare(self, row: Outgoing, uow: UnitOfWork) -> Ready | None:
        """Fix the body at the first attempt; settle what must not be attempted again."""
        try:
            return self._attempt(row, uow)
        except KeyForgotten:
            uow.outbox.settle(row, OutboxState.WITHDRAWN, now=uow.now, fault="erased")
            return None

    def _attempt(self, row: Outgoing, uow: UnitOfWork) -> Ready | None:
        body = uow.outbox.frozen(row)
        if body is not None and row.method == Method.REPLY:
            # Someone died between handing the reply over and recording it.
            uow.outbox.settle(row, OutboxState.UNKNOWN, now=uow.now, fault="reply without answer")
            return None
        if body is None:
            method = choose(now=uow.now, reply_until=row.reply_until, only_reply=row.only_reply)
            if method is None:
                uow.outbox.settle(row, OutboxState.DROPPED, now=uow.now)
                return None
            body = self._body(row, uow, method)
            row.method = method
            uow.outbox.freeze(row, body, now=uow.now)
        row.attempts += 1
        return Ready(
            row_id=row.id,
            station_id=row.station_id,
            method=Method(row.method or Method.PUSH),
            body=body,
            retry_key=str(row.retry_key),
        )

    def _body(self, row: Outgoing, uow: UnitOfWork, method: Method) -> dict[str, Any]:
        return outbound.body(
            method,
            uow.outbox.contents(row),
            to=uow.outbox.recipient(row),
            token=uow.outbox.reply_token(row),
            is_quiet=row.hushes and is_quiet(uow.now, uow.rules.quiet_hours),
        )

    def _settle(self, message: Ready, answer: LineAnswer) -> None:
        with self._store.writing(message.station_id, self._clock()) as uow:
            row = uow.session.get(Outgoing, message.row_id)
            if row is None or row.owner != self._owner or row.state != OutboxState.SENDING:
                return
            verdict = judge(
                answer,
                Attempt(
                    method=message.method,
                    attempts=row.attempts,
                    first_attempt_at=row.first_attempt_at or uow.now,
                    now=uow.now,
                    only_reply=row.only_reply,
                    chance=random.random(),  # noqa: S311
                ),
            )
            self._record(row, verdict, answer, uow)
            uow.commit()
        log.info(
            "sent" if verdict.settled is Settled.ACCEPTED else "not sent",
            message=message.row_id,
            method=message.method.value,
            answer=answer.kind.value,
            status=answer.status,
            request_id=answer.request_id,
        )

    def _record(self, row: Outgoing, verdict: Verdict, answer: LineAnswer, uow: UnitOfWork) -> None:
        row.request_id = answer.request_id or row.request_id
        if answer.kind is AnswerKind.MONTHLY_LIMIT:
            uow.quotas.of(uow.now.strftime("%Y-%m")).is_spent = True
        if verdict.settled is not None:
            uow.outbox.settle(row, _STATES[verdict.settled], now=uow.now, fault=answer.fault)
            if verdict.settled is Settled.SET_ASIDE and row.officer_id is not None:
                self._report_unreachable(row, uow)
            return
        row.state = OutboxState.WAITING
        row.owner = row.leased_until = None
        row.fault = answer.fault or None
        row.next_try_at = uow.now + (verdict.again_after or timedelta())
        if verdict.as_push:
            row.frozen = row.reply_token = row.reply_until = row.method = None
            row.first_attempt_at = None

    def _report_unreachable(self, row: Outgoing, uow: UnitOfWork) -> None:
        """Let the chain go on to the next officer, as for one who unfollowed."""
        if row.officer_id is None:
            return
        event = OfficerUnreachable(happened_at=uow.now, officer=row.officer_id, tip=row.tip_id)
        timer = Timer(key=f"refused:{row.retry_key}", due=uow.now, event=event)
        lane = lane_of(uow.keys, uow.rules.code, f"officer:{row.officer_id}")
        uow.inbox.set_timer(timer, lane=lane, now=uow.now)
        self._woke()


def lane_of(keys: KeyStore, station_code: str, who: str) -> bytes:
    """Return the lane of a person, group or clock job of one station."""
    return keys.fingerprint(Purpose.LANE, station_code, who)
