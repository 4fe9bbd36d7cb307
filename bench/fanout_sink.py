"""This is a bare LINE for the fan-out: it takes pushes, keeps the limit of 2,000 a second, no more.

Run by `bench.fanout` as a process of its own: `python -m bench.fanout_sink PORT`.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import deque
from typing import Any

import uvloop

PER_SECOND = 2000
CHECKED = 1000
_HEAD_END = b"\r\n\r\n"
_KEPT_LONG = 60.0


class Ledger:
    """What came, when, and how often LINE's limit was broken."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.window: deque[float] = deque()
        self.accepted: dict[str, tuple[str, float]] = {}
        self.bodies: list[bytes] = []
        self.refused = self.repeated = self.fullest = 0
        self.seconds: list[float] = []

    def take(self, key: str, body: bytes) -> int:
        """Take one push as LINE would; return its status."""
        now = time.monotonic()
        while self.window and self.window[0] <= now - 1:
            self.window.popleft()
        if len(self.window) >= PER_SECOND:
            self.refused += 1
            return 429
        self.window.append(now)
        self.fullest = max(self.fullest, len(self.window))
        if key in self.accepted:
            self.repeated += 1
            return 409
        self.accepted[key] = (_to(body), time.time())
        self.seconds.append(now)
        self._sample(body)
        return 200

    def _sample(self, body: bytes) -> None:
        """Keep a fair thousand of all bodies."""
        seen = len(self.accepted)
        if len(self.bodies) < CHECKED:
            self.bodies.append(body)
        elif (place := random.randrange(seen)) < CHECKED:
            self.bodies[place] = body

    def told(self) -> dict[str, Any]:
        """Return what there is to tell."""
        span = self.seconds[-1] - self.seconds[0] if len(self.seconds) > 1 else 0.0
        return {
            "accepted": len(self.accepted),
            "groups": len({to for to, _ in self.accepted.values() if to.startswith("C")}),
            "pushes_to_groups": sum(to.startswith("C") for to, _ in self.accepted.values()),
            "people": [[to, at] for to, at in self.accepted.values() if to.startswith("U")],
            "refused": self.refused,
            "repeated": self.repeated,
            "fullest": self.fullest,
            "seconds": span,
        }


def _to(body: bytes) -> str:
    start = body.index(b'"to":') + 5
    start = body.index(b'"', start) + 1
    return body[start : body.index(b'"', start)].decode()


LEDGER = Ledger()


def answer(path: str, key: str, body: bytes) -> tuple[int, bytes]:
    """Return the status and body with which one request is answered."""
    if path == "/v2/bot/message/push":
        status = LEDGER.take(key, body)
        told = {200: b'{"sentMessages":[{"id":"461230966842064897"}]}', 409: b"{}"}.get(status)
        return status, told or b'{"message":"The API rate limit has been exceeded."}'
    if path == "/v2/bot/message/quota":
        return 200, b'{"type":"none"}'
    if path == "/v2/bot/message/quota/consumption":
        return 200, b'{"totalUsage":0}'
    if path == "/told":
        return 200, json.dumps(LEDGER.told()).encode()
    if path == "/bodies":
        return 200, b"[" + b",".join(LEDGER.bodies) + b"]"
    if path == "/clear":
        LEDGER.clear()
    return 200, b"{}"


class Connection(asyncio.Protocol):
    """One connection, read without a library, for the sink's own cost would be ours."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        self.transport: Any = transport
        self.held = b""

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        self.held += data
        while (end := self.held.find(_HEAD_END)) >= 0:
            head = self.held[:end].decode("latin-1")
            length = int(_header(head, "content-length") or 0)
            if len(self.held) < end + 4 + length:
                return
            body = self.held[end + 4 : end + 4 + length]
            self.held = self.held[end + 4 + length :]
            path = head.split(" ", 2)[1]
            status, told = answer(path, _header(head, "x-line-retry-key"), body)
            self.transport.write(
                b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\n"
                b"X-Line-Request-Id: 00000000-0000-0000-0000-000000000000\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (status, len(told), told)
            )


def _header(head: str, name: str) -> str:
    place = head.lower().find(f"\r\n{name}:")
    if place < 0:
        return ""
    return head[place + len(name) + 3 :].split("\r\n", 1)[0].strip()


async def _listen(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_listen(int(sys.argv[1])))
