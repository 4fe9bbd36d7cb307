"""This is what the door's benchmark starts: the SDK's plain sample, and our door alone."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.unit_of_work import Store

SECRET = "bench-channel-secret"  # noqa: S105
STATION = "bench"


def sample() -> Any:
    """Return the SDK's own Flask sample: verify and parse, store nothing, call nothing."""
    from flask import Flask, abort, request
    from linebot.v3 import WebhookParser
    from linebot.v3.exceptions import InvalidSignatureError

    app = Flask("sample")
    parser = WebhookParser(SECRET)

    @app.post("/callback")
    def callback() -> str:
        body = request.get_data(as_text=True)
        try:
            parser.parse(body, request.headers["X-Line-Signature"])
        except InvalidSignatureError:
            abort(400)
        return "OK"

    return app


def clock() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def door() -> Any:
    """Return our door on a real database, each event durable before its 200."""
    from bot.front import Front
    from bot.webhook import Door, GroupCommit

    store = opened(os.environ["BENCH_DATABASE"])
    commit = GroupCommit(store, committed=lambda: None)
    ours = Door(store, commit, secrets={STATION: SECRET}, clock=clock, max_body_bytes=1 << 20)

    async def nowhere(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    def leave() -> None:
        # Who is told to end ends itself, as the service does: its server would not.
        commit.close()
        os._exit(0)

    return Front(ours, nowhere, mounted={}, stop=leave)


def opened(url: str) -> Store:
    """Return a database with one station, made if it is not there."""
    from domain.rules import StationRules
    from models.base import Base
    from models.database import Database
    from models.keyring import Keyring
    from models.sealed import KeyCabinet
    from models.unit_of_work import Store

    database = Database(url)
    Base.metadata.create_all(database.engine)
    store = Store(database, KeyCabinet(database, Keyring([b"k" * 32])), lexicon=None)  # type: ignore[arg-type]
    rules = StationRules(
        code=STATION, name="bench", short_name="B", place_word="-", public_url="http://127.0.0.1"
    )
    store.seat({STATION: rules}, clock())
    return store


def lay_out(url: str) -> tuple[int, float]:
    """Sort all that a run kept; return how many events lie in lanes, and how many a second."""
    import structlog
    from sqlalchemy import text

    from bot.sorter import Sorter

    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    store = opened(url)
    sorter, began = Sorter(store, clock=clock), time.perf_counter()
    while sorter.step():
        pass
    took = time.perf_counter() - began
    with store.database.reading() as session:
        count = int(session.execute(text("SELECT count(*) FROM inbox")).scalar_one())
    store.database.close()
    return count, count / took
