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
# Clocks are put right now and then, and the 24 hours are counted by LINE's.
_CLOCK_DOUBT = timedelta(hours=1)
# Nothing is put off for longer; a row that seems to be was kept by a clock that ran ahead.
LONGEST_WAIT = timedelta(hours=1)
_FIRST_WAIT, _SLOWEST_WAIT = timedelta(seconds=1), timedelta(minutes=5)
# LINE fails for minutes, and what waited is to be out within half a minute after that.
_OUTAGE_WAIT = timedelta(seconds=20)
_QUOTA_WAIT = timedelta(minutes=10)
_TOKEN_WAIT = timedelta(minutes=1)


class Method(StrEnum):
    """LINE's two ways to one chat, free and once or counted and repeatable, and mail.

    `multicast` is a push to many people at once.
    """

    REPLY = "reply"
    PUSH = "push"
    MULTICAST = "multicast"
    MAIL = "mail"


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
    """One answer of LINE; `retry_after` in seconds where it gave one.

    `is_absent`: LINE knows no such chat of this account, as when the bot was taken out of a group.
    `sent`: the id of each message as it stands in the chat, and the token by which it is quoted.
    """

    kind: AnswerKind
    status: int = 0
    request_id: str | None = None
    fault: str = ""
    retry_after: float | None = None
    is_absent: bool = False
    sent: tuple[tuple[str, str], ...] = ()

    @property
    def leaves_doubt(self) -> bool:
        """Say whether LINE may have accepted the message all the same."""
        return self.kind in (AnswerKind.UNANSWERED, AnswerKind.FAILED)

    @property
    def stalls_all(self) -> bool:
        """Say whether LINE takes no push of this account: month spent, or token refused."""
        return self.kind in (AnswerKind.MONTHLY_LIMIT, AnswerKind.UNAUTHORIZED)


# LINE or the way to it is away, and the same message goes later.
OUTAGES = (AnswerKind.UNANSWERED, AnswerKind.FAILED, AnswerKind.UNREACHED)


class Settled(StrEnum):
    """How a message ends."""

    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    MAILED = "mailed"
    SET_ASIDE = "set_aside"
    DROPPED = "dropped"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What to do with a message: settle it, or try again after a while.

    `afresh`: the way is chosen anew, for nothing was delivered and the reply token is unused.
    `as_push`: the reply token is dead.
    """

    settled: Settled | None = None
    again_after: timedelta | None = None
    afresh: bool = False
    as_push: bool = False


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One attempt that was made; `chance` in [0, 1) spreads the retries of many messages.

    `is_doubtful`: an earlier attempt may have been accepted.
    """

    method: Method
    attempts: int
    first_attempt_at: datetime
    now: datetime
    only_reply: bool
    chance: float
    is_doubtful: bool = False


def choose(*, now: datetime, reply_until: datetime | None, only_reply: bool) -> Method | None:
    """Choose how a message that was never attempted leaves; None if it is not worth a push."""
    if reply_until is not None and now < reply_until:
        return Method.REPLY
    return None if only_reply else Method.PUSH


def may_repeat(*, first_attempt_at: datetime, now: datetime) -> bool:
    """Say whether LINE surely still knows the retry key of a message first attempted then."""
    return -_CLOCK_DOUBT <= now - first_attempt_at < KEY_LIFE - _CLOCK_DOUBT


_OF_MAIL = {AnswerKind.ACCEPTED: Settled.MAILED, AnswerKind.REFUSED: Settled.DROPPED}


def judge(answer: LineAnswer, attempt: Attempt) -> Verdict:
    """Say what an answer of LINE, or of the mail server, means for a message."""
    if attempt.method is Method.MAIL and answer.kind in _OF_MAIL:
        return Verdict(settled=_OF_MAIL[answer.kind])
    if answer.kind is AnswerKind.ACCEPTED:
        return Verdict(settled=Settled.ACCEPTED)
    if attempt.method is Method.REPLY:
        return _judge_reply(answer, attempt)
    if answer.kind in (AnswerKind.REFUSED, AnswerKind.DEAD_TOKEN):
        return Verdict(settled=Settled.SET_ASIDE)
    wait = _wait(answer, attempt)
    if may_repeat(first_attempt_at=attempt.first_attempt_at, now=attempt.now + wait):
        return Verdict(again_after=wait)
    is_doubtful = attempt.is_doubtful or answer.leaves_doubt
    return Verdict(settled=Settled.UNKNOWN if is_doubtful else Settled.SET_ASIDE)


def _judge_reply(answer: LineAnswer, attempt: Attempt) -> Verdict:
    if answer.leaves_doubt:
        return Verdict(settled=Settled.UNKNOWN)
    if answer.kind is AnswerKind.REFUSED:
        return Verdict(settled=Settled.SET_ASIDE)
    if answer.kind is not AnswerKind.DEAD_TOKEN:
        return Verdict(again_after=_wait(answer, attempt), afresh=True)
    # Nothing was delivered, so a push cannot double it.
    if attempt.only_reply:
        return Verdict(settled=Settled.DROPPED)
    return Verdict(again_after=timedelta(), as_push=True)


def _wait(answer: LineAnswer, attempt: Attempt) -> timedelta:
    asked = timedelta(seconds=min(answer.retry_after or 0, LONGEST_WAIT.total_seconds()))
    # A reply is never counted, and in minutes its token is dead.
    if answer.kind is AnswerKind.MONTHLY_LIMIT and attempt.method is not Method.REPLY:
        return max(_QUOTA_WAIT, asked)
    if answer.retry_after is not None:
        return max(_FIRST_WAIT, asked)
    first = _TOKEN_WAIT if answer.kind is AnswerKind.UNAUTHORIZED else _FIRST_WAIT
    # LINE counts requests by the second, so to stay away longer than from an outage gains nothing.
    is_brief = answer.kind in OUTAGES or answer.kind is AnswerKind.RATE_LIMITED
    slowest = _OUTAGE_WAIT if is_brief else _SLOWEST_WAIT
    longest: timedelta = min(first * 2 ** min(attempt.attempts - 1, 12), slowest)
    return longest * (0.5 + attempt.chance / 2)
