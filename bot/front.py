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
        if path == _ALIVE or (path == _READY and self._is_ending()):
            await self._tell(send)
            return

        async def hear() -> MutableMapping[str, Any]:
            # The server's own `receive` gives an awaitable that is no coroutine, which the
            # bridge to WSGI needs to wait for it from another thread.
            return await receive()

        if path == "/callback" or path.startswith("/callback/"):
            await self._door(scope, receive, send)
            return
        for prefix, application in self._mounted.items():
            if path == prefix or path.startswith(prefix + "/"):
                below = {**scope, "path": path[len(prefix) :] or "/", "root_path": prefix}
                await application(below, hear, send)
                return
        await self._pages(scope, hear, send)

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
