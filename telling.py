"""This is where a worker, which has no door, answers what machines ask of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from bot.config import Settings
from bot.watch import Watch
from web import create_app


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Write no line for each question of a machine."""


@contextmanager
def told_at(settings: Settings, watch: Watch) -> Iterator[None]:
    """Answer `/healthz`, `/readyz` and `/metrics` at `engine.metrics_port`."""
    pages = create_app(
        readiness=watch.readiness,
        figures=watch.figures,
        metrics_token=settings.web.metrics_token.get_secret_value(),
    )
    at = settings.web.host, settings.engine.metrics_port
    with make_server(*at, pages, server_class=_Server, handler_class=_Silent) as server:
        threading.Thread(target=server.serve_forever, name="told", daemon=True).start()
        yield
        server.shutdown()
