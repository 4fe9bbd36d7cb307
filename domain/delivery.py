"""This is how a message leaves: by reply or push, again or never again, from plain facts.

Source of the rules: LINE Messaging API reference, "Retry a failed API request", and "Send reply
message". A reply takes no retry key, so one whose answer was lost is never repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# LINE forgets a retry key after 24 hours; a repeat after that is a second message.
KEY_LIFE = timedelta(hours=24)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=1), timedelta(minutes=5)
_QUOTA_WAIT = timedelta(minutes=10)
_TOKEN_WAIT = timedelta(minutes=1)


class Method(StrEnum):
    """LINE's two ways to one chat: free and once, or counted and repeatable."""

    REPLY = "reply"
    PUSH = "push"


class AnswerKind(StrEnum):
    """What LINE answered, as far as it changes what we do next."""

    ACCEPTED = "accepted"
    RATE_LIMITED = "rate_limited"
    MONTHLY_LIMIT = "monthly_limit"
    DEAD_TOKEN = "dead_token"  # noqa: S105
    REFUSED = "refused"
    UNAUTHORIZED = "unauthorized"
    FAILED = "failed"
    UNANSWERED = "unanswered"
    UNREACHED = "unreached"


@dataclass(frozen=True, kw_only=True)
class LineAnswer:
    """One answer of LINE; `retry_after` in seconds where it gave one."""

    kind: AnswerKind
    status: int = 0
    request_id: str | None = None
    fault: str = ""
    retry_after: float | None = None


class Settled(StrEnum):
    """How a message ends."""

    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    SET_ASIDE = "set_aside"
    DROPPED = "dropped"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What to do with a message: settle it, or try again after a while, perhaps as a push."""

    settled: Settled | None = None
    again_after: timedelta | None = None
    as_push: bool = False


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One attempt that was made; `chance` in [0, 1) spreads the retries of many messages."""

    method: Method
    attempts: int
    first_attempt_at: datetime
    now: datetime
    only_reply: bool
    chance: float


def choose(*, now: datetime, reply_until: datetime | None, only_reply: bool) -> Method | None:
    """Choose how a message that was never attempted leaves; None if it is not worth a push."""
    if reply_until is not None and now < reply_until:
        return Method.REPLY
    return None if only_reply else Method.PUSH


def judge(answer: LineAnswer, attempt: Attempt) -> Verdict:
    """Say what an answer of LINE means for a message."""
    if answer.kind is AnswerKind.ACCEPTED:
        return Verdict(settled=Settled.ACCEPTED)
    if attempt.method is Method.REPLY:
        return _judge_reply(answer, attempt)
    if answer.kind in (AnswerKind.REFUSED, AnswerKind.DEAD_TOKEN):
        return Verdict(settled=Settled.SET_ASIDE)
    wait = _wait(answer, attempt)
    if attempt.now + wait >= attempt.first_attempt_at + KEY_LIFE:
        uncertain = answer.kind in (AnswerKind.UNANSWERED, AnswerKind.FAILED)
        return Verdict(settled=Settled.UNKNOWN if uncertain else Settled.SET_ASIDE)
    return Verdict(again_after=wait)


def _judge_reply(answer: LineAnswer, attempt: Attempt) -> Verdict:
    if answer.kind in (AnswerKind.UNANSWERED, AnswerKind.FAILED):
        return Verdict(settled=Settled.UNKNOWN)
    if answer.kind is AnswerKind.REFUSED:
        return Verdict(settled=Settled.SET_ASIDE)
    # Nothing was delivered, so a push cannot double it; waiting would outlive the token.
    if attempt.only_reply:
        return Verdict(settled=Settled.DROPPED)
    return Verdict(again_after=timedelta(), as_push=True)


def _wait(answer: LineAnswer, attempt: Attempt) -> timedelta:
    if answer.kind is AnswerKind.MONTHLY_LIMIT:
        return _QUOTA_WAIT
    if answer.retry_after is not None:
        return timedelta(seconds=answer.retry_after)
    first = _TOKEN_WAIT if answer.kind is AnswerKind.UNAUTHORIZED else _FIRST_WAIT
    longest: timedelta = min(first * 2 ** min(attempt.attempts - 1, 12), _LONGEST_WAIT)
    return longest * (0.5 + attempt.chance / 2)
