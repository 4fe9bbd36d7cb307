"""This is the only module that calls LINE; it sorts LINE's answers into ours."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import urllib3
from pyrate_limiter import Duration, Limiter, Rate

from domain.delivery import AnswerKind, LineAnswer, Method

# LINE Messaging API reference, "Rate limits": 2,000 requests a second for reply and for push,
# for each channel and endpoint.
_PER_SECOND = 2000
_TIMEOUT = (3.05, 10.0)
_CONFLICT, _TOO_MANY = 409, 429
_FAULT_LIMIT = 200


class LineTrouble(Exception):
    """LINE did not give what was asked for; `status` is 0 when it gave no answer at all."""

    def __init__(self, status: int, fault: str) -> None:
        super().__init__(f"{status}: {fault}")
        self.status = status


@dataclass(frozen=True, kw_only=True)
class Download:
    """What LINE sends for a piece of media: its type and its bytes, in pieces."""

    mime: str
    pieces: Iterator[bytes]


class Gateway:
    """One channel of LINE, with one shared client and LINE's own rate limits kept."""

    def __init__(self, *, token: str, api: str, data: str, connections: int = 16) -> None:
        self._token = token
        self._api = api.rstrip("/")
        self._data = data.rstrip("/")
        self._connections = connections
        self._lock = threading.Lock()
        self._client: Any = None
        self._limits = {method: Limiter(Rate(_PER_SECOND, Duration.SECOND)) for method in Method}
        self._pool = urllib3.PoolManager(
            maxsize=4, retries=False, timeout=urllib3.Timeout(connect=3.05, read=30)
        )

    def _messaging(self) -> Any:
        # Importing the SDK's models takes most of a second, so it waits for the first message.
        with self._lock:
            if self._client is None:
                from linebot.v3.messaging import ApiClient, Configuration, MessagingApi

                settings = Configuration(host=self._api, access_token=self._token)
                settings.retries = urllib3.Retry(0)
                settings.connection_pool_maxsize = self._connections
                self._client = MessagingApi(ApiClient(settings))
            return self._client

    def send(self, method: Method, body: dict[str, Any], *, retry_key: str) -> LineAnswer:
        """Hand one message to LINE and say what it answered; never raises for LINE's faults."""
        api = self._messaging()
        from linebot.v3.messaging import PushMessageRequest, ReplyMessageRequest

        if not self._limits[method].try_acquire(method, blocking=True, timeout=5):
            return LineAnswer(kind=AnswerKind.RATE_LIMITED, fault="our own rate limit")
        if method is Method.REPLY:
            reply = ReplyMessageRequest.from_dict(body)
            return _answer(
                lambda: api.reply_message_with_http_info(reply, _request_timeout=_TIMEOUT)
            )
        push = PushMessageRequest.from_dict(body)
        return _answer(
            lambda: api.push_message_with_http_info(
                push, x_line_retry_key=retry_key, _request_timeout=_TIMEOUT
            )
        )

    @contextmanager
    def download(self, message_id: str) -> Iterator[Download | None]:
        """Stream what LINE holds for a message; None while LINE still prepares it.

        Raises LineTrouble, with status 404 or 410 once LINE holds it no longer.
        """
        answer = self._get(self._data, f"/v2/bot/message/{message_id}/content", stream=True)
        try:
            if answer.status == 202:  # noqa: PLR2004
                yield None
                return
            if answer.status != 200:  # noqa: PLR2004
                raise LineTrouble(answer.status, "the content endpoint refused")
            mime = answer.headers.get("Content-Type", "application/octet-stream")
            yield Download(mime=mime, pieces=_pieces(answer))
        finally:
            answer.release_conn()
            answer.close()

    def read(self, path: str) -> dict[str, Any]:
        """Return LINE's JSON answer to a GET; raise LineTrouble otherwise."""
        return self._json(self._get(self._api, path, stream=False))

    def read_dated(self, path: str) -> tuple[dict[str, Any], datetime | None]:
        """Return LINE's JSON answer to a GET and LINE's own clock; raise LineTrouble otherwise."""
        answer = self._get(self._api, path, stream=False)
        return self._json(answer), _moment(answer.headers.get("Date"))

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return LINE's JSON answer to a POST that sends no message; raise LineTrouble."""
        return self._json(self._request("POST", self._api + path, json=body))

    def _json(self, answer: Any) -> dict[str, Any]:
        if answer.status >= 400:  # noqa: PLR2004
            raise LineTrouble(answer.status, _reason(answer.data))
        found = json.loads(answer.data or b"{}")
        return found if isinstance(found, dict) else {}

    def _get(self, base: str, path: str, *, stream: bool) -> Any:
        return self._request("GET", base + path, preload_content=not stream)

    def _request(self, verb: str, url: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            return self._pool.request(verb, url, headers=headers, **options)
        except urllib3.exceptions.HTTPError as trouble:
            raise LineTrouble(0, type(trouble).__name__) from trouble


def _pieces(answer: Any) -> Iterator[bytes]:
    try:
        yield from answer.stream(64 * 1024)
    except urllib3.exceptions.HTTPError as trouble:
        raise LineTrouble(0, type(trouble).__name__) from trouble


def _answer(call: Callable[[], Any]) -> LineAnswer:
    from linebot.v3.messaging.exceptions import ApiException

    try:
        accepted = call()
    except ApiException as fault:
        return _sorted(fault)
    except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError) as fault:
        return LineAnswer(kind=AnswerKind.UNREACHED, fault=type(fault).__name__)
    except urllib3.exceptions.MaxRetryError as fault:
        unreached = isinstance(
            fault.reason,
            urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError,
        )
        kind = AnswerKind.UNREACHED if unreached else AnswerKind.UNANSWERED
        return LineAnswer(kind=kind, fault=type(fault.reason).__name__)
    except urllib3.exceptions.HTTPError as fault:
        return LineAnswer(kind=AnswerKind.UNANSWERED, fault=type(fault).__name__)
    except ValueError:
        # LINE said 200, and only the reading of its answer failed: the message was accepted.
        return LineAnswer(kind=AnswerKind.ACCEPTED, status=200)
    headers = accepted.headers or {}
    return LineAnswer(
        kind=AnswerKind.ACCEPTED,
        status=accepted.status_code,
        request_id=headers.get("x-line-request-id"),
    )


def _sorted(fault: Any) -> LineAnswer:
    status, headers = int(fault.status or 0), fault.headers or {}
    reason = _reason(fault.body)
    return LineAnswer(
        kind=_kind(status, reason),
        status=status,
        request_id=headers.get("x-line-accepted-request-id") or headers.get("x-line-request-id"),
        fault=f"{status} {reason}"[:_FAULT_LIMIT],
        retry_after=_seconds(headers.get("Retry-After")),
    )


def _kind(status: int, reason: str) -> AnswerKind:
    if status == _CONFLICT:
        return AnswerKind.ACCEPTED
    if status == _TOO_MANY:
        is_monthly = "monthly limit" in reason.lower()
        return AnswerKind.MONTHLY_LIMIT if is_monthly else AnswerKind.RATE_LIMITED
    if status == 401:  # noqa: PLR2004
        return AnswerKind.UNAUTHORIZED
    if status >= 500 or status == 0:  # noqa: PLR2004
        return AnswerKind.FAILED
    if "invalid reply token" in reason.lower():
        return AnswerKind.DEAD_TOKEN
    return AnswerKind.REFUSED


def _reason(body: str | bytes | None) -> str:
    """Return LINE's own message; its details may quote our text, so they are left out."""
    try:
        return str(json.loads(body or "{}").get("message", ""))
    except (ValueError, AttributeError):
        return ""


def _moment(value: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(value).astimezone(UTC) if value else None
    except ValueError:
        return None


def _seconds(value: str | None) -> float | None:
    try:
        return None if value is None else max(0.0, float(value))
    except ValueError:
        return None
