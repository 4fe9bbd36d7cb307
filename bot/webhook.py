"""This is the door: check the seal, keep the envelope, say 200. Nothing else.

It is a plain ASGI application, so that a request waits for its commit without holding a thread.
One writer thread commits for all requests that came meanwhile: each is answered after the commit
that holds its events, and none pays for a commit of its own.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.line import post
from bot.outage import Outage
from models.base import to_milliseconds
from models.deployment import SeatedStation
from models.envelope import PURPOSE, NewEnvelope, keep_envelopes
from models.sealed import KeyCabinet
from models.unit_of_work import Store

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
# Told how each POST was answered: the status, the events kept, the seconds it took.
Counted = Callable[[int, int, float], None]

# LINE gives up after two seconds; it sends again what it was told is not stored.
_PATIENCE = timedelta(seconds=1.5)
# Who came while the writer stood waiting has waited already, and still gets one try.
_LAST_TRY = timedelta(seconds=0.1)
_PREFIX = "/callback"
_POST = "POST"
_NOT_ALLOWED = 405
_ANSWERS = {
    200: b"ok",
    400: b"not a signed LINE webhook",
    404: b"no such station",
    _NOT_ALLOWED: b"POST only",
    413: b"the body is too large",
    503: b"not stored, send it again",
}


class NotStored(Exception):
    """The events could not be stored durably, so LINE must send them again."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    envelope: NewEnvelope
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[None]
    since: float


class GroupCommit:
    """One writer for many requests: whatever waits is committed together."""

    def __init__(self, store: Store, *, committed: Callable[[], None]) -> None:
        self._store = store
        self._committed = committed
        self._outage = Outage("webhook not stored")
        self._queue: deque[_Waiting] = deque()
        self._bell = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="door", daemon=True)
        self._thread.start()

    async def keep(self, envelope: NewEnvelope) -> None:
        """Return once the envelope is durable; raise NotStored when it cannot be."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(envelope, loop, loop.create_future(), since=time.monotonic())
        with self._bell:
            if self._stopping:
                raise NotStored("the door is closing")
            self._queue.append(waiting)
            self._bell.notify()
        await waiting.done

    def close(self) -> None:
        """Commit what waits and stop."""
        with self._bell:
            self._stopping = True
            self._bell.notify()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while True:
            with self._bell:
                while not self._queue and not self._stopping:
                    self._bell.wait()
                if not self._queue:
                    return
                group = list(self._queue)
                self._queue.clear()
            fault = self._commit(group)
            if fault is None:
                self._committed()
            for waiting in group:
                waiting.loop.call_soon_threadsafe(_tell, waiting.done, fault)

    def _commit(self, group: Sequence[_Waiting]) -> NotStored | None:
        database = self._store.database
        waited = timedelta(seconds=time.monotonic() - group[0].since)
        try:
            with database.writing(patience=max(_PATIENCE - waited, _LAST_TRY)) as session:
                keep_envelopes(session, database, [waiting.envelope for waiting in group])
                session.commit()
        except Exception as fault:  # noqa: BLE001 - told, and LINE sends it again
            self._outage.struck(fault, times=len(group))
            return NotStored(type(fault).__name__)
        self._outage.worked()
        return None


def _tell(done: asyncio.Future[None], fault: NotStored | None) -> None:
    if done.done():
        return
    if fault is None:
        done.set_result(None)
    else:
        done.set_exception(fault)


class Door:
    """The webhook of every station of the deployment, each with its own path and secret."""

    def __init__(
        self,
        store: Store,
        commit: GroupCommit,
        *,
        secrets: Mapping[str, str],
        clock: Callable[[], datetime],
        max_body_bytes: int,
        counted: Counted = lambda status, events, seconds: None,  # noqa: ARG005
    ) -> None:
        self._commit = commit
        self._cabinet: KeyCabinet = store.cabinet
        self._secrets = secrets
        self._clock = clock
        self._ceiling = max_body_bytes
        self._counted = counted
        codes = list(secrets)
        self._stations: dict[str, SeatedStation] = {
            f"{_PREFIX}/{code}": store.station(code) for code in codes
        }
        self._stations[_PREFIX] = store.station(codes[0])

    def serves(self, path: str) -> bool:
        """Say whether a path is the door's."""
        return path == _PREFIX or path.startswith(_PREFIX + "/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        began = time.monotonic()
        status, events = await self._answer(scope, receive)
        self._counted(status, events, time.monotonic() - began)
        await _respond(send, status)

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, int]:
        station = self._stations.get(scope["path"].rstrip("/") or "/")
        if station is None:
            return 404, 0
        if scope["method"] != _POST:
            return _NOT_ALLOWED, 0
        headers = dict(scope["headers"])
        body = await _read(receive, headers, ceiling=self._ceiling)
        if body is None:
            return 413, 0
        signature = headers.get(b"x-line-signature", b"").decode("latin-1")
        if not post.is_signed(body, signature, self._secrets[station.rules.code]):
            return 400, 0
        return await self._keep(body, station)

    async def _keep(self, body: bytes, station: SeatedStation) -> tuple[int, int]:
        try:
            events = post.count_events(body)
        except post.NotAWebhook:
            return 400, 0
        if not events:
            return 200, 0
        seal = self._cabinet.sealer(station.key, purpose=PURPOSE)
        envelope = NewEnvelope(station.id, to_milliseconds(self._clock()), seal(body))
        try:
            await self._commit.keep(envelope)
        except NotStored:
            return 503, 0
        return 200, events


async def _read(receive: Receive, headers: Mapping[bytes, bytes], *, ceiling: int) -> bytes | None:
    """Return the whole body, None as soon as it is known to be over the ceiling."""
    announced = headers.get(b"content-length", b"0")
    if announced.isdigit() and int(announced) > ceiling:
        return None
    pieces, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        piece = message.get("body", b"")
        size += len(piece)
        if size > ceiling:
            return None
        pieces.append(piece)
        if not message.get("more_body"):
            return b"".join(pieces)


async def _respond(send: Send, status: int) -> None:
    body = _ANSWERS[status]
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    if status == _NOT_ALLOWED:
        headers.append((b"allow", _POST.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
