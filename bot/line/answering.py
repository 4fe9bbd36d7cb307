"""This is how LINE's answers, and its silences, are sorted into ours."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import urllib3

from domain.delivery import AnswerKind, LineAnswer

_BAD, _UNKNOWN = 400, 404
_UNAUTHORIZED, _CONFLICT, _TOO_MANY, _OURS = 401, 409, 429, 500
_FAULT_LIMIT, _ID_LIMIT = 200, 64
_UNREACHED = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)


def answer_of(call: Callable[[], Any]) -> LineAnswer:
    """Make one call of LINE's client and say what LINE answered."""
    from linebot.v3.messaging.exceptions import ApiException
    from pydantic.v1 import ValidationError

    try:
        accepted = call()
    except ApiException as fault:
        return _sorted(fault)
    except urllib3.exceptions.HTTPError as fault:
        return _silence(fault)
    except ValidationError:
        # LINE said 200, and only its answer is not of the form we know.
        return LineAnswer(kind=AnswerKind.ACCEPTED, status=200)
    except ValueError as fault:
        # Not even the answer's letters could be read, and with them its status is lost.
        return LineAnswer(kind=AnswerKind.UNANSWERED, fault=type(fault).__name__)
    return LineAnswer(
        kind=AnswerKind.ACCEPTED,
        status=accepted.status_code,
        request_id=_request_id(accepted.headers or {}),
        sent=_sent(accepted.data),
    )


@dataclass(frozen=True, kw_only=True)
class _Told:
    status: int
    headers: Mapping[str, str]
    body: bytes


def answer_to(status: int, headers: Mapping[str, str], body: bytes) -> LineAnswer:
    """Say what LINE answered to a push that went without its client."""
    if status < _BAD:
        return LineAnswer(kind=AnswerKind.ACCEPTED, status=status, request_id=_request_id(headers))
    return _sorted(_Told(status=status, headers=headers, body=body))


def silence(fault: Exception) -> LineAnswer:
    """Say what it means that LINE had the push, or part of it, and did not answer."""
    return LineAnswer(kind=AnswerKind.UNANSWERED, fault=type(fault).__name__)


def _sent(data: Any) -> tuple[tuple[str, str], ...]:
    """Return the ids and quote tokens of what now stands in the chat, as far as LINE told."""
    listed = getattr(data, "sent_messages", None) or ()
    return tuple((str(one.id), str(one.quote_token or "")) for one in listed)


def _sent_before(body: str | bytes | None) -> tuple[tuple[str, str], ...]:
    """Return the same of an answer that the message was accepted before."""
    try:
        listed = json.loads(body or "{}").get("sentMessages") or ()
        return tuple((str(one["id"]), str(one.get("quoteToken") or "")) for one in listed)
    except (ValueError, AttributeError, KeyError, TypeError):
        return ()


def reason(body: str | bytes | None) -> str:
    """Return LINE's own message; its details may quote our text, so they are left out."""
    try:
        said = str(json.loads(body or "{}").get("message", ""))
    except (ValueError, AttributeError):
        return ""
    # PostgreSQL keeps no NUL.
    return said.replace("\0", "")


def _silence(fault: urllib3.exceptions.HTTPError) -> LineAnswer:
    cause = getattr(fault, "reason", None)
    known = cause if isinstance(cause, Exception) else fault
    kind = AnswerKind.UNREACHED if isinstance(known, _UNREACHED) else AnswerKind.UNANSWERED
    return LineAnswer(kind=kind, fault=type(known).__name__)


def _sorted(fault: Any) -> LineAnswer:
    status, headers = int(fault.status or 0), fault.headers or {}
    said = reason(fault.body)
    return LineAnswer(
        kind=_kind(status, said),
        status=status,
        request_id=_request_id(headers),
        fault=f"{status} {said}"[:_FAULT_LIMIT],
        retry_after=_seconds(headers),
        is_absent=_is_absent(status, said),
        sent=_sent_before(fault.body) if status == _CONFLICT else (),
    )


def _request_id(headers: Mapping[str, str]) -> str | None:
    found = headers.get("x-line-accepted-request-id") or headers.get("x-line-request-id")
    return found[:_ID_LIMIT] if found else None


def _kind(status: int, said: str) -> AnswerKind:
    if status >= _OURS or status == 0:
        return AnswerKind.FAILED
    if status == _CONFLICT:
        return AnswerKind.ACCEPTED
    if status == _TOO_MANY:
        is_monthly = "monthly limit" in said.lower()
        return AnswerKind.MONTHLY_LIMIT if is_monthly else AnswerKind.RATE_LIMITED
    if status == _UNAUTHORIZED:
        return AnswerKind.UNAUTHORIZED
    is_dead = "invalid reply token" in said.lower()
    return AnswerKind.DEAD_TOKEN if is_dead else AnswerKind.REFUSED


def _is_absent(status: int, said: str) -> bool:
    """Read LINE's ways to say so; a push to a group that we left is a 400 of these words alone."""
    return status == _UNKNOWN or (status == _BAD and "failed to send messages" in said.lower())


def _seconds(headers: Mapping[str, str]) -> float | None:
    """Read how long LINE asks us to wait: seconds, or a date beside that of its own clock."""
    asked = headers.get("Retry-After")
    if asked is None:
        return None
    try:
        seconds = float(asked)
    except ValueError:
        return _until(asked, headers.get("Date"))
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _until(asked: str, said_at: str | None) -> float | None:
    try:
        span = parsedate_to_datetime(asked) - parsedate_to_datetime(said_at or "")
    except (ValueError, TypeError):
        return None
    return max(0.0, span.total_seconds())
