"""This is the one address of a deployment: the door, the pages and, for trying, the simulator."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]
_ALIVE, _READY = "/healthz", "/readyz"
_ASKING = ("GET", "HEAD")
# Who is answered while still sending may find the connection shut and not read the answer:
# a proxy makes a 502 of that (RFC 9112, 9.6). So much more is heard, and for so long.
_HEARD_AT_MOST = 16 << 20
_HEARD_FOR = 5.0


class _Hearing:
    """One request that is heard to its end before it is answered, but for what has no end."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        names = {name for name, _ in scope["headers"]}
        self._receive = receive
        self._send = send
        # Who asks first whether to send at all has sent nothing yet.
        self._is_heard = b"expect" in names or not names & {b"content-length", b"transfer-encoding"}

    async def hear(self) -> MutableMapping[str, Any]:
        """Return the next piece of the request."""
        # The server's own `receive` gives an awaitable that is no coroutine, which the
        # bridge to WSGI needs to wait for it from another thread.
        message = await self._receive()
        self._is_heard = not message.get("more_body", False)
        return message

    async def answer(self, message: MutableMapping[str, Any]) -> None:
        """Send a piece of the answer."""
        if not self._is_heard:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hear_out(), _HEARD_FOR)
            self._is_heard = True
        await self._send(message)

    async def _hear_out(self) -> None:
        size = 0
        while not self._is_heard and size < _HEARD_AT_MOST:
            size += len((await self.hear()).get("body", b""))


class Front:
    """An ASGI application that hands each path to whoever serves it.

    `mounted` maps a prefix such as `/simulator` to the application below it. Whether it is alive it
    says itself, for pages that are slow to be carried away must not keep LINE from the door.
    """

    def __init__(
        self,
        door: Asgi,
        pages: Asgi,
        *,
        mounted: Mapping[str, Asgi],
        stop: Callable[[], None],
        is_ending: Callable[[], bool] = lambda: False,
    ) -> None:
        self._door = door
        self._pages = pages
        self._mounted = mounted
        self._stop = stop
        self._is_ending = is_ending

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the server's own start and end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        path = scope["path"]
        is_told_here = path == _ALIVE or (path == _READY and self._is_ending())
        if is_told_here and scope.get("method") in _ASKING:
            await self._tell(send)
            return

        hearing = _Hearing(scope, receive, send)
        if path == "/callback" or path.startswith("/callback/"):
            await self._door(scope, hearing.hear, hearing.answer)
            return
        for prefix, application in self._mounted.items():
            if path == prefix or path.startswith(prefix + "/"):
                below = {**scope, "path": path[len(prefix) :] or "/", "root_path": prefix}
                await application(below, hearing.hear, hearing.answer)
                return
        await self._pages(scope, hearing.hear, hearing.answer)

    async def _tell(self, send: Send) -> None:
        status, said = (503, b"ending") if self._is_ending() else (200, b"ok")
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"status":"%s"}\n' % said})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._hear_sigterm()
                await send({"type": "lifespan.startup.complete"})
            else:
                self._stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _hear_sigterm(self) -> None:
        """Stop when this process alone is told to end.

        The server would first wait for whoever keeps a connection open, and tell us after that.
        """

        def told() -> None:
            threading.Thread(target=self._stop, name="told to end", daemon=True).start()

        # Only a main thread hears signals; elsewhere, as in tests, whoever started us ends us.
        with suppress(ValueError, RuntimeError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told)
