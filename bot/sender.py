"""This is who claims messages and hands them to LINE, one after another, alerts first."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

import structlog

from bot.line.gateway import Gateway
from bot.outage import Outage
from bot.outcome import Ready, Sent, prepare, record, refuse
from bot.shift import Shift
from bot.turns import Shares, Turns
from domain.answers import OUTSIDE
from domain.delivery import OUTAGES, AnswerKind, LineAnswer, Method
from models.database import is_passing_trouble
from models.departure import Claimant, claimable, take
from models.outbox import OutboxState, Outgoing
from models.unit_of_work import Store, UnitOfWork

log = structlog.get_logger(__name__)
_IN_A_STEP = 4


class Fallback(Protocol):
    """The way out for alerts that LINE does not take."""

    def __call__(
        self, alt: str, *, station: str, key: str, now: datetime, is_outside: bool = False
    ) -> bool:
        """Tell of an alert by number, urgency and village alone; say whether that went.

        `alt` is empty where even these are not for everyone's eyes.
        """


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
        fallback: Fallback | None = None,
    ) -> None:
        self._store = store
        self._gateways = gateways
        self._clock = clock
        self._woke = woke
        self._fallback = fallback
        # A station that left the configuration must not hold up those that stayed.
        self._claimant = Claimant(owner=shift.owner, lease=shift.lease, stations=tuple(gateways))
        self._turns = Turns(Shares.of(shift.hands, len(gateways)))
        self._outage = Outage("not sent", level=logging.INFO)

    def step(self) -> bool:
        """Send a few messages, one after another; say whether there was any."""
        was_any, _ = self._send_few()
        return was_any

    def drain(self) -> bool:
        """Send a few messages, one after another; say whether there may be more."""
        _, may_be_more = self._send_few()
        return may_be_more

    def _send_few(self) -> tuple[bool, bool]:
        try:
            ready, found = self._turn(None, goes_on=True)
            was_any = found
            for left in reversed(range(_IN_A_STEP)):
                if ready is None:
                    return was_any, found
                sent = Sent(message=ready, answer=self._hand_over(ready))
                self._turns.answered()
                ready, found = self._turn(sent, goes_on=left > 0)
            return was_any, True
        finally:
            self._turns.leave()

    def _hand_over(self, ready: Ready) -> LineAnswer:
        """Hand a message to LINE, or to the mail server; say what became of it."""
        if ready.method is not Method.MAIL:
            gateway = self._gateways[ready.station_id]
            return gateway.send(ready.method, ready.body, retry_key=ready.retry_key)
        if self._fallback is None:
            return LineAnswer(kind=AnswerKind.REFUSED, fault="no mail is set up")
        station = self._store.stations[ready.station_id].rules.short_name
        alt, key = str(ready.body["alt"]), ready.retry_key
        went = self._fallback(
            alt,
            station=station,
            key=key,
            now=self._clock(),
            is_outside=ready.body.get("to") == OUTSIDE,
        )
        return LineAnswer(kind=AnswerKind.ACCEPTED if went else AnswerKind.UNREACHED)

    def _turn(self, sent: Sent | None, *, goes_on: bool) -> tuple[Ready | None, bool]:
        """Settle what was sent and claim what comes next: one commit for both."""
        now = self._clock()
        row, ready, found = None, None, False
        with self._store.database.writing() as session:
            if sent is not None:
                uow = self._unit(session, sent.message.station_id, now)
                row = record(sent, uow, chance=random.random())  # noqa: S311
            if goes_on:
                ready, found = self._claim(session, now)
            session.commit()
        if sent is not None:
            self._report(sent)
        if row is not None and sent is not None:
            self._follow_up(row, sent)
        return ready, found

    def _unit(self, session: Any, station_id: int, now: datetime) -> UnitOfWork:
        station = self._store.stations[station_id]
        return UnitOfWork(session, self._store, station=station, now=now)

    def _claim(self, session: Any, now: datetime) -> tuple[Ready | None, bool]:
        row = self._next(session, now)
        if row is None:
            return None, False
        take([row], self._store.database, self._claimant)
        uow = self._unit(session, row.station_id, now)
        try:
            return prepare(row, uow), True
        except Exception as bug:
            # One message that cannot be worded must not hold up all the others.
            if is_passing_trouble(bug):
                raise
            log.exception("message set aside", message=row.id)
            refuse(row, uow, fault=f"cannot be worded: {type(bug).__name__}")
        return None, True

    def _next(self, session: Any, now: datetime) -> Outgoing | None:
        """Hold the message that leaves next, of an account that another hand may wait for."""
        self._turns.leave()
        database = self._store.database
        while True:
            open_to = self._claimant.without(self._turns.closed())
            rows = claimable(session, database, open_to, now=now, limit=1)
            # Between the look and the claim others may have taken the account's last turn.
            if not rows or self._turns.enter(rows[0].station_id):
                return rows[0] if rows else None

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
        if self._fallback and is_stuck and row.is_alert and row.mailed_at is None:
            self._mail(row, sent.message, self._fallback)

    def _mail(self, row: Outgoing, message: Ready, fallback: Fallback) -> None:
        """Let an alert go by mail, once, while LINE takes nothing of this account."""
        now = self._clock()
        with self._store.reading(message.station_id, now) as uow:
            tip = uow.tips.find(row.tip_id) if row.tip_id is not None else None
        # The station's own mailbox is no place for a tip about the station.
        is_hidden = tip is None or tip.is_restricted
        alt = "" if is_hidden else _alt(message.body)
        station = self._store.stations[message.station_id].rules.short_name
        if not fallback(alt, station=station, key=message.retry_key, now=now):
            return
        with self._store.writing(message.station_id, now) as uow:
            kept = uow.outbox.attempted(message.row_id, attempt=message.attempt)
            if kept is not None:
                kept.mailed_at = now
                uow.commit()


def _alt(body: Mapping[str, Any]) -> str:
    """Return what a lock screen shows of a message: number, urgency and village alone."""
    return next((str(one["altText"]) for one in body["messages"] if "altText" in one), "")
