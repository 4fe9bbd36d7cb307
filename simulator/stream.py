"""This is the live line to the pages: server-sent events of what changed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

from flask import Blueprint, Response, request

from simulator.platform import Platform

HEARTBEAT = 5.0
# A stream holds a thread of the server; the browser comes back by itself when it ends.
LONGEST = 60.0


def blueprint(platform: Platform) -> Blueprint:
    """Return the stream of changes."""
    pages = Blueprint("stream", __name__)

    @pages.get("/changes")
    def changes() -> Response:
        after = request.headers.get("Last-Event-ID") or request.args.get("after") or ""
        first = int(after) if after.isdigit() else platform.feed.last
        return Response(
            _stream(platform, first),
            content_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    return pages


def _stream(platform: Platform, after: int) -> Iterator[bytes]:
    yield f"retry: 500\nid: {after}\ndata: []\n\n".encode()
    until = time.monotonic() + LONGEST
    while time.monotonic() < until and not platform.feed.is_closed:
        last, what = platform.feed.wait(after, timeout=HEARTBEAT)
        if not what:
            yield b": still here\n\n"
            continue
        after = last
        yield f"id: {last}\ndata: {json.dumps(what)}\n\n".encode()
        # Changes come in bursts; a breath between two messages lets them travel together.
        time.sleep(0.03)
