"""This is how the processes start and end: the server, its child with the roles, the signals."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import app

if TYPE_CHECKING:
    from bot.config import Settings

# Not TASAPPAROT_…, whose every name is a setting: this is a word between parent and child.
_CONFIG = "SERVING_CONFIG"
_LOOK_EVERY = 1.0
_READY_WITHIN = 60.0


def application() -> Any:
    """Build the ASGI application of one server process, with the roles that live in it."""
    from a2wsgi import WSGIMiddleware

    from bot import log
    from bot.front import Front
    from bot.metrics import Metrics
    from bot.runtime import Roles

    log.configure()
    named = os.environ.get(_CONFIG)
    settings = app.settings_from(Path(named) if named else None)
    store = app.open_store(settings)
    metrics = Metrics()
    roles = Roles(app.receiving_parts(settings, store))
    secrets = {
        station.code: station.line.channel_secret.get_secret_value()
        for station in settings.stations
    }

    def counted(status: int, events: int) -> None:
        metrics.webhook_posts.labels(str(status)).inc()
        metrics.webhook_events.labels("kept").inc(events)

    door = roles.door(
        channel_secrets=secrets, max_body_bytes=settings.web.max_body_bytes, counted=counted
    )
    roles.start()
    _follow_parent()
    # Here and not beside the fork: a thread that holds a lock while forking stops the child.
    at = (settings.web.host, settings.web.port)
    threading.Thread(target=_announce, args=at, name="ready", daemon=True).start()
    pages = WSGIMiddleware(app.pages(settings, store, metrics), workers=16)
    return Front(door, pages, mounted={}, stop=roles.stop)  # type: ignore[arg-type]


def serve(config: Path | None, settings: Settings) -> int:
    """Serve until SIGTERM or until the child dies; return the exit code."""
    host, port = settings.web.host, settings.web.port
    from granian import Granian
    from granian.constants import Interfaces, Loops

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sys.stderr.write(f"web.port: {host}:{port} cannot be used: {error.strerror}\n")
            return 1
    if config is not None:
        os.environ[_CONFIG] = str(config.absolute())
    server = Granian(
        "serving:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        factory=True,
        log_enabled=False,
        workers_kill_timeout=8,
        process_name=None,
    )
    server.serve()
    return 0


def _announce(host: str, port: int) -> None:
    """Say where the service is once it answers."""
    address = f"http://{host}:{port}"
    until = time.monotonic() + _READY_WITHIN
    while time.monotonic() < until:
        with suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"{address}/healthz", timeout=2)  # noqa: S310
            sys.stdout.write(f"ready on {address}\n")
            sys.stdout.flush()
            return
        time.sleep(0.1)


def _follow_parent(end: Callable[[int, int], None] = os.kill) -> None:
    """End this process soon after the one that started it is gone, even by kill -9."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_EVERY)
        end(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
