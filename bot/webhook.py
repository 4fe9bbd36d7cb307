"""This is the door: check the seal, keep the arrivals, say 200. Nothing else.

It is a plain ASGI application, so that a request waits for its commit without holding a thread.
One writer thread commits for all requests that came meanwhile: each is answered after the commit
that holds its events, and none pays for a commit of its own.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bot.line import inbound
from models.base import to_milliseconds
from models.inbox import ArrivalKind, NewArrival, keep_unseen
from models.sealed import KeyCabinet, Purpose
from models.unit_of_work import SeatedStation, Store

log = structlog.get_logger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_PREFIX = "/callback"
_MOST_ROWS = 2048
_POST = "POST"
_BODY_PURPOSE = "inbox.body"
_ANSWERS = {
    200: b"ok",
    400: b"not a signed LINE webhook",
    404: b"no such station",
    405: b"POST only",
    413: b"the body is too large",
    503: b"not stored, send it again",
}


class NotStored(Exception):
    """The events could not be stored durably, so LINE must send them again."""


@dataclass(frozen=True, slots=True)
class _Batch:
    rows: Sequence[NewArrival]
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[None]


class GroupCommit:
    """One writer for many requests: whatever waits is committed together."""

    def __init__(self, store: Store, *, committed: Callable[[], None]) -> None:
        self._store = store
        self._committed = committed
        self._waiting: deque[_Batch] = deque()
        self._bell = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="door", daemon=True)
        self._thread.start()

    async def keep(self, rows: Sequence[NewArrival]) -> None:
        """Return once the rows are durable; raise NotStored when they cannot be."""
        loop = asyncio.get_running_loop()
        batch = _Batch(rows, loop, loop.create_future())
        with self._bell:
            if self._stopping:
                raise NotStored("the door is closing")
            self._waiting.append(batch)
            self._bell.notify()
        await batch.done

    def close(self) -> None:
        """Commit what waits and stop."""
        with self._bell:
            self._stopping = True
            self._bell.notify()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while True:
            with self._bell:
                while not self._waiting and not self._stopping:
                    self._bell.wait()
                if not self._waiting:
                    return
                batches = self._take()
            fault = self._commit([row for batch in batches for row in batch.rows])
            if fault is None:
                self._committed()
            for batch in batches:
                batch.loop.call_soon_threadsafe(_tell, batch.done, fault)

    def _take(self) -> list[_Batch]:
        batches, rows = [], 0
        while self._waiting and rows < _MOST_ROWS:
            batches.append(self._waiting.popleft())
            rows += len(batches[-1].rows)
        return batches

    def _commit(self, rows: Sequence[NewArrival]) -> NotStored | None:
        try:
            with self._store.database.writing() as session:
                keep_unseen(session, self._store.database, rows)
                session.commit()
        except Exception as fault:
            log.exception("webhook not stored", events=len(rows))
            return NotStored(type(fault).__name__)
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
        counted: Callable[[int, int], None] = lambda status, events: None,  # noqa: ARG005
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
        status, events = await self._answer(scope, receive)
        self._counted(status, events)
        await _respond(send, status)

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, int]:
        station = self._stations.get(scope["path"].rstrip("/") or "/")
        if station is None:
            return 404, 0
        if scope["method"] != _POST:
            return 405, 0
        headers = dict(scope["headers"])
        body = await _read(receive, headers, ceiling=self._ceiling)
        if body is None:
            return 413, 0
        signature = headers.get(b"x-line-signature", b"").decode("latin-1")
        if not inbound.is_signed(body, signature, self._secrets[station.rules.code]):
            return 400, 0
        return await self._keep(body, station)

    async def _keep(self, body: bytes, station: SeatedStation) -> tuple[int, int]:
        now = self._clock()
        try:
            found = inbound.arrivals_in(body, received_at=now)
        except inbound.NotAWebhook:
            return 400, 0
        if not found:
            return 200, 0
        try:
            await self._commit.keep(self._sealed(found, station, now))
        except NotStored:
            return 503, 0
        return 200, len(found)

    def _sealed(
        self, found: Sequence[inbound.RawArrival], station: SeatedStation, now: datetime
    ) -> list[NewArrival]:
        cabinet, received = self._cabinet, to_milliseconds(now)
        seal, code = cabinet.sealer(station.key, purpose=_BODY_PURPOSE), station.rules.code
        return [
            NewArrival(
                station.id,
                raw.key,
                cabinet.fingerprint(Purpose.LANE, code, raw.lane),
                ArrivalKind.LINE.value,
                raw.event_type,
                raw.occurred_ms,
                received,
                received,
                seal(raw.body),
            )
            for raw in found
        ]


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
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
