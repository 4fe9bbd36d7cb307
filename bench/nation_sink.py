"""This is a bare LINE for many stations: it notes when each card came, and is as slow as told.

Run by `bench.nation` as a process of its own: `python -m bench.nation_sink PORT LATENCY`. The
simulator knows LINE's rules, but takes more of a core than the station that is measured.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from typing import Any

import uvloop

# What a tip is found again by in a card, as the client writes it: escaped or not.
_MARK = re.compile(rb"(?:\xe0\xb8\x81\xe0\xb8\x82|\\u0e01\\u0e02) (\d{4,})")
_HEAD_END = b"\r\n\r\n"
_SENT = b'{"sentMessages":[{"id":"461230966842064897","quoteToken":"q"}]}'


class Ledger:
    """What was accepted, and how long each account takes to answer, in seconds."""

    def __init__(self, latency: float) -> None:
        self.latency = latency
        self.slow: dict[str, float] = {}
        self.keys: set[str] = set()
        self.cards: dict[str, list[tuple[str, float]]] = {}
        self.calls = self.doubles = 0

    def take(self, path: str, key: str, body: bytes) -> tuple[int, bytes]:
        """Take one message; return its status and answer."""
        self.calls += 1
        if key and key in self.keys:
            self.doubles += 1
            return 409, b"{}"
        self.keys.add(key)
        if path.endswith("/push"):
            to = _to(body)
            for mark in set(_MARK.findall(body)):
                self.cards.setdefault(mark.decode(), []).append((to, time.time()))
        return 200, _SENT

    def told(self) -> dict[str, Any]:
        """Return what there is to tell."""
        return {"calls": self.calls, "doubles": self.doubles, "cards": self.cards}


def _to(body: bytes) -> str:
    start = body.index(b'"', body.index(b'"to":') + 5) + 1
    return body[start : body.index(b'"', start)].decode()


def answer(ledger: Ledger, path: str, head: str, body: bytes) -> tuple[int, bytes]:
    """Return the status and body with which one request is answered."""
    if path.startswith("/v2/bot/message/quota"):
        is_use = path.endswith("consumption")
        return 200, b'{"totalUsage":0}' if is_use else b'{"type":"none"}'
    if path.startswith("/v2/bot/message/"):
        return ledger.take(path, _header(head, "x-line-retry-key"), body)
    if path == "/told":
        return 200, json.dumps(ledger.told()).encode()
    if path == "/seen":
        return 200, str(len(ledger.cards)).encode()
    if path == "/slow":
        ledger.slow = json.loads(body)
    return 200, b"{}"


class Connection(asyncio.Protocol):
    """One connection, read without a library, for the sink's own cost would be ours."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

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
            self._answer(head, body)

    def _answer(self, head: str, body: bytes) -> None:
        path, loop = head.split(" ", 2)[1], asyncio.get_running_loop()
        token = _header(head, "authorization").removeprefix("Bearer ")
        waits = self.ledger.slow.get(token, self.ledger.latency) if token else 0.0
        status, told = answer(self.ledger, path, head, body)
        said = (
            b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\n"
            b"X-Line-Request-Id: 00000000-0000-0000-0000-000000000000\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (status, len(told), told)
        )
        loop.call_later(waits, self.transport.write, said)


def _header(head: str, name: str) -> str:
    place = head.lower().find(f"\r\n{name}:")
    if place < 0:
        return ""
    return head[place + len(name) + 3 :].split("\r\n", 1)[0].strip()


async def _listen(port: int, latency: float) -> None:
    ledger = Ledger(latency)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(ledger), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_listen(int(sys.argv[1]), float(sys.argv[2])))
