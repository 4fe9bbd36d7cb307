"""This is what machines ask: is it alive, can it work, and its figures."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, abort, jsonify, request

from bot.watch import Readiness

_PROXY_HEADERS = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-Ip", "Via")
_LOOPBACK = ("127.0.0.1", "::1")


def pages(
    *,
    readiness: Callable[[], Readiness],
    figures: Callable[[], tuple[bytes, str]],
    metrics_token: str,
) -> Blueprint:
    """Return the pages; reasons and figures are for this machine, or for whoever has the token."""
    health = Blueprint("health", __name__)
    asked = partial(health.get, provide_automatic_options=False)

    @asked("/healthz")
    def _alive() -> Response:
        return jsonify(status="ok")

    @asked("/readyz")
    def _ready() -> tuple[Response, int]:
        found = readiness()
        said: dict[str, object] = {"status": "not ready" if found.faults else "ready"}
        if _may_look_inside(metrics_token):
            told = {"faults": dict(found.faults), "notes": dict(found.notes)}
            said |= {part: what for part, what in told.items() if what}
        return jsonify(**said), 503 if found.faults else 200

    @asked("/metrics")
    def _metrics() -> Response:
        if not _may_look_inside(metrics_token):
            abort(403)
        body, kind = figures()
        return Response(body, content_type=kind)

    return health


def _may_look_inside(metrics_token: str) -> bool:
    """Allow this machine itself, or whoever holds the token; a proxy is somebody else."""
    given = request.headers.get("Authorization", "")
    if metrics_token and hmac.compare_digest(
        given.encode("utf-8", "replace"), f"Bearer {metrics_token}".encode()
    ):
        return True
    is_proxied = any(name in request.headers for name in _PROXY_HEADERS)
    return request.remote_addr in _LOOPBACK and not is_proxied
