"""This is one attempt at a message: what leaves, and what LINE's answer makes of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.line import outbound
from domain.answers import OUTSIDE, Chat, Timer
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
    may_repeat,
)
from domain.timer_events import OfficerUnreachable
from models.outbox import OutboxState, Outgoing
from models.sealed import KeyForgotten, KeyStore, Purpose
from models.unit_of_work import UnitOfWork

_STATES = {
    Settled.ACCEPTED: OutboxState.ACCEPTED,
    Settled.UNKNOWN: OutboxState.UNKNOWN,
    Settled.MAILED: OutboxState.MAILED,
    Settled.SET_ASIDE: OutboxState.SET_ASIDE,
    Settled.DROPPED: OutboxState.DROPPED,
}


@dataclass(frozen=True, kw_only=True)
class Ready:
    """One claimed message with its body fixed, to be handed over outside any transaction."""

    row_id: int
    station_id: int
    attempt: int
    method: Method
    body: dict[str, Any]
    retry_key: str
    was_doubtful: bool


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One message that was handed over, and what LINE answered."""

    message: Ready
    answer: LineAnswer


def prepare(row: Outgoing, uow: UnitOfWork) -> Ready | None:
    """Fix the body at the first attempt; settle what must not be attempted again."""
    try:
        body = uow.outbox.frozen(row) or _worded(row, uow)
    except KeyForgotten:
        uow.outbox.settle(row, OutboxState.WITHDRAWN, now=uow.now, fault="erased")
        return None
    if body is None or not _may_go(row, uow):
        return None
    return _begun(row, body)


def _worded(row: Outgoing, uow: UnitOfWork) -> dict[str, Any] | None:
    method = choose(now=uow.now, reply_until=row.reply_until, only_reply=row.only_reply)
    if method is None:
        uow.outbox.settle(row, OutboxState.DROPPED, now=uow.now)
        return None
    to = uow.outbox.recipient(row)
    if to.chat is Chat.MAIL:
        method = Method.MAIL
    hours, timezone = uow.rules.quiet_hours, uow.rules.timezone
    # Who asked a moment ago has the chat open: an answer by their own token is no notice.
    is_notice = row.hushes and method is not Method.REPLY
    body = outbound.body(
        method,
        uow.outbox.contents(row),
        to=to,
        token=uow.outbox.reply_token(row),
        is_quiet=is_notice and is_quiet(uow.now, hours, timezone),
    )
    row.method = method
    uow.outbox.freeze(row, body, now=uow.now)
    return body


def _may_go(row: Outgoing, uow: UnitOfWork) -> bool:
    """Say whether an attempt cannot make a second message; settle what could."""
    first = row.first_attempt_at or uow.now
    fault = ""
    if row.is_doubtful and row.method == Method.REPLY:
        # Someone died between handing the reply over and recording it.
        fault = "reply without answer"
    elif row.is_doubtful and not may_repeat(first_attempt_at=first, now=uow.now):
        fault = "the retry key is no longer known"
    else:
        # A key that LINE never took may be used at any time.
        row.first_attempt_at = first if row.is_doubtful else min(first, uow.now)
    if fault:
        uow.outbox.settle(row, OutboxState.UNKNOWN, now=uow.now, fault=fault)
    return not fault


def _begun(row: Outgoing, body: dict[str, Any]) -> Ready:
    was_doubtful, row.is_doubtful = row.is_doubtful, True
    row.attempts += 1
    return Ready(
        row_id=row.id,
        station_id=row.station_id,
        attempt=row.attempts,
        method=Method(row.method or Method.PUSH),
        body=body,
        retry_key=str(row.retry_key),
        was_doubtful=was_doubtful,
    )


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What recording an answer came to.

    `is_in_time`: the message had not gone on, or ended, without it. `counted`: what LINE counts.
    """

    is_in_time: bool
    counted: int


def record(sent: Sent, row: Outgoing, uow: UnitOfWork, *, chance: float) -> Recorded:
    """Record an answer in its message, which is held fast."""
    message, answer = sent.message, sent.answer
    is_late = row.state != OutboxState.SENDING
    _note_bubbles(row, answer, uow)
    method = Method(row.method or Method.PUSH) if is_late else message.method
    recorded = Recorded(is_in_time=not is_late, counted=_cost(row, answer, method, uow))
    # All that changes in the row after what had to be asked is one statement.
    row.request_id = answer.request_id or row.request_id
    row.is_doubtful = message.was_doubtful or answer.leaves_doubt
    if is_late:
        _record_late(row, answer, uow)
        return recorded
    attempt = Attempt(
        method=message.method,
        attempts=row.attempts,
        first_attempt_at=row.first_attempt_at or uow.now,
        now=uow.now,
        only_reply=row.only_reply,
        chance=chance,
        is_doubtful=message.was_doubtful,
    )
    _note_stall(row, sent, uow)
    _apply(row, judge(answer, attempt), answer, uow)
    return recorded


def _cost(row: Outgoing, answer: LineAnswer, method: Method, uow: UnitOfWork) -> int:
    """Return what LINE counts for a message that it accepted: a group's every member is one."""
    if answer.kind is not AnswerKind.ACCEPTED or method not in (Method.PUSH, Method.MULTICAST):
        return 0
    if row.cost is not None:
        return row.cost
    to = uow.outbox.recipient(row)
    group = uow.groups.find(to.line_id) if to.chat is Chat.GROUP else None
    return 1 if group is None or group.member_count is None else group.member_count


def _note_bubbles(row: Outgoing, answer: LineAnswer, uow: UnitOfWork) -> None:
    """Remember what stands in a sender's chat of a tip, so that a quote of it is understood."""
    if row.tip_id is None or row.carries_content or answer.kind is not AnswerKind.ACCEPTED:
        return
    with suppress(KeyForgotten):
        uow.bubbles.keep(
            row.tip_id, answer.sent, key=row.sealed_with, is_question=row.asks, now=uow.now
        )


def refuse(row: Outgoing, uow: UnitOfWork, *, fault: str) -> None:
    """Set a message aside for good; the chain goes on as for an officer who unfollowed."""
    state = OutboxState.SET_ASIDE if row.mailed_at is None else OutboxState.MAILED
    uow.outbox.settle(row, state, now=uow.now, fault=fault)
    _pass_on(row, uow, key=f"refused:{row.retry_key}")


def _pass_on(row: Outgoing, uow: UnitOfWork, *, key: str) -> None:
    if row.officer_id is None:
        return
    event = OfficerUnreachable(happened_at=uow.now, officer=row.officer_id, tip=row.tip_id)
    timer = Timer(key=key, due=uow.now, event=event)
    lane = lane_of(uow.keys, uow.rules.code, f"officer:{row.officer_id}")
    uow.inbox.set_timer(timer, lane=lane, now=uow.now)


def _record_late(row: Outgoing, answer: LineAnswer, uow: UnitOfWork) -> None:
    """Believe an answer that came after its message was taken for unknown, or was withdrawn."""
    if answer.kind is AnswerKind.ACCEPTED:
        uow.outbox.settle(row, OutboxState.ACCEPTED, now=uow.now)


def _note_stall(row: Outgoing, sent: Sent, uow: UnitOfWork) -> None:
    answer = sent.answer
    is_stalled = answer.stalls_all and sent.message.method is not Method.REPLY
    if answer.kind is AnswerKind.MONTHLY_LIMIT:
        uow.quotas.at(uow.now).is_spent = True
        if row.is_alert and row.stalled_since is None:
            _pass_on(row, uow, key=f"spent:{row.retry_key}")
    row.stalled_since = (row.stalled_since or uow.now) if is_stalled else None


def _apply(row: Outgoing, verdict: Verdict, answer: LineAnswer, uow: UnitOfWork) -> None:
    if verdict.settled is Settled.SET_ASIDE:
        _note_departure(row, answer, uow)
        refuse(row, uow, fault=answer.fault)
        return
    if verdict.settled is not None:
        state = _STATES[verdict.settled]
        # A mail that was meant to be one is no alert that LINE did not take.
        if state is OutboxState.MAILED and uow.outbox.recipient(row).line_id == OUTSIDE:
            state = OutboxState.ACCEPTED
        uow.outbox.settle(row, state, now=uow.now, fault=answer.fault)
        return
    row.state = OutboxState.WAITING
    row.owner = row.leased_until = None
    row.fault = answer.fault or None
    row.next_try_at = uow.now + (verdict.again_after or timedelta())
    if verdict.afresh or verdict.as_push:
        row.frozen = row.method = row.first_attempt_at = None
    if verdict.as_push:
        row.reply_token = row.reply_until = None


def _note_departure(row: Outgoing, answer: LineAnswer, uow: UnitOfWork) -> None:
    """Believe LINE that we are no longer in a group, of which the event was lost."""
    to = uow.outbox.recipient(row)
    if not answer.is_absent or to.chat is not Chat.GROUP:
        return
    group = uow.groups.find(to.line_id)
    if group is not None:
        group.is_joined = False


def lane_of(keys: KeyStore, station_code: str, who: str) -> bytes:
    """Return the lane of a person, group or clock job of one station."""
    return keys.fingerprint(Purpose.LANE, station_code, who)
