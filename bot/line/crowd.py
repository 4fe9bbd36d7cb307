"""This is how one body goes to thousands of chats: over connections that are kept, many at once.

LINE's own client takes half a millisecond of the processor for a push; a body that was checked
once needs neither its models nor its layers.
"""

from __future__ import annotations

import http.client
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast
from urllib.parse import urlsplit

from bot.line.answering import answer_to, silence
from domain.delivery import AnswerKind, LineAnswer, Method

_CONNECT = 3.05
# At LINE's usual sixty milliseconds an answer, so many at once make eight hundred a second.
_AT_ONCE = 48
# Told the kind of each answer, and after how many seconds it came.
Heard = Callable[[str, float], None]


_reading = threading.Lock()


@cache
def _read_trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _trust() -> ssl.SSLContext:
    """Return whom every connection trusts: to read it takes longer than a handshake.

    Forty-eight connections begin at the same moment, and one of them reads it.
    """
    with _reading:
        return _read_trust()


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One body for one chat, or for many people, with the key that makes repeats harmless."""

    method: Method
    body: bytes
    retry_key: str


class _Line:
    """One connection, kept as long as it lasts."""

    def __init__(self, address: str, token: str, patience: float) -> None:
        parts = urlsplit(address)
        self._is_tls = parts.scheme == "https"
        self._host, self._port, self._path = parts.hostname or "", parts.port, parts.path
        self._patience = patience
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "User-Agent": "tasapparot",
        }
        self._open: http.client.HTTPConnection | None = None

    def send(self, parcel: Parcel) -> LineAnswer:
        """Hand one parcel over; a connection that LINE closed meanwhile is made anew once."""
        was_open = self._open is not None
        answer = self._send(parcel)
        if was_open and answer.kind is AnswerKind.UNANSWERED and answer.fault in _HUNG_UP:
            return self._send(parcel)
        return answer

    def _send(self, parcel: Parcel) -> LineAnswer:
        try:
            line = self._open or self._connect()
        except OSError as fault:
            return LineAnswer(kind=AnswerKind.UNREACHED, fault=type(fault).__name__)
        headers = {**self._headers, "X-Line-Retry-Key": parcel.retry_key}
        path = f"{self._path}/v2/bot/message/{parcel.method}"
        try:
            line.request("POST", path, parcel.body, headers)
            answer = line.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as fault:
            self.close()
            return silence(fault)
        if answer.will_close:
            self.close()
        # Its headers are found in either case, as those of LINE's client are.
        headers_told = cast("Mapping[str, str]", answer.headers)
        return answer_to(answer.status, headers_told, body)

    def _connect(self) -> http.client.HTTPConnection:
        if self._is_tls:
            made: http.client.HTTPConnection = http.client.HTTPSConnection(
                self._host, self._port, timeout=_CONNECT, context=_trust()
            )
        else:
            made = http.client.HTTPConnection(self._host, self._port, timeout=_CONNECT)
        made.connect()
        made.sock.settimeout(self._patience)
        self._open = made
        return made

    def close(self) -> None:
        """Let the connection go."""
        if self._open is not None:
            self._open.close()
            self._open = None


_HUNG_UP = ("RemoteDisconnected", "ConnectionResetError", "BrokenPipeError")


class Crowd:
    """The connections over which one channel's bulletins leave."""

    def __init__(
        self,
        *,
        api: str,
        token: str,
        patience: float,
        heard: Heard,
        at_once: int = _AT_ONCE,
    ) -> None:
        self._heard = heard
        self._api, self._token, self._patience = api.rstrip("/"), token, patience
        self._at_once = at_once
        self._idle: list[_Line] = []
        self._lock = threading.Lock()

    def send(
        self, parcels: Sequence[Parcel], *, may_send: Callable[[Method], bool]
    ) -> list[LineAnswer]:
        """Hand parcels over, many at once; return LINE's answers in their order.

        `may_send` waits for LINE's rate limit; where it does not let one go, nothing was sent.
        """
        answers: list[LineAnswer | None] = [None] * len(parcels)
        places = iter(range(len(parcels)))

        def hand_over() -> None:
            line = self._take()
            try:
                while (place := self._next(places)) is not None:
                    one = parcels[place]
                    answers[place] = self._sent(line, one) if may_send(one.method) else _HELD_BACK
            finally:
                self._give_back(line)

        # Who waits for LINE when the program ends must not keep it from ending.
        hands = [
            threading.Thread(target=hand_over, name="crowd", daemon=True)
            for _ in range(min(self._at_once, len(parcels)))
        ]
        for one in hands:
            one.start()
        for one in hands:
            one.join()
        return [one or _LOST for one in answers]

    def _sent(self, line: _Line, parcel: Parcel) -> LineAnswer:
        began = time.monotonic()
        answer = line.send(parcel)
        self._heard(answer.kind.value, time.monotonic() - began)
        return answer

    def hang_up(self) -> None:
        """Let go of the connections that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, []
        for line in idle:
            line.close()

    def _next(self, places: object) -> int | None:
        with self._lock:
            return next(places, None)  # type: ignore[call-overload,no-any-return]

    def _take(self) -> _Line:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return _Line(self._api, self._token, self._patience)

    def _give_back(self, line: _Line) -> None:
        with self._lock:
            self._idle.append(line)


# A bug ended a hand in the middle; whether LINE has the message nobody knows.
_LOST = LineAnswer(kind=AnswerKind.UNANSWERED, fault="never came back")
_HELD_BACK = LineAnswer(kind=AnswerKind.RATE_LIMITED, fault="our own rate limit")
