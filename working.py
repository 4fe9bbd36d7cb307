"""This is the process of a worker: it handles and sends, on as many machines as you like."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import AbstractContextManager, nullcontext

import composition
from bot import log
from bot.config import Settings, SettingsFault
from bot.metrics import Metrics
from bot.runtime import Roles
from bot.watch import Watch
from source import Source


def work(source: Source) -> int:
    """Handle arrivals and send messages, without a door, until SIGTERM; return the exit code."""
    settings = source.settings()
    composition.is_current(settings)
    log.configure()
    store, metrics = composition.open_store(settings, is_service=True), Metrics()
    hands = composition.hands(settings, store, metrics)
    roles = Roles(composition.parts(settings, store), hands=hands)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        with _told(settings, composition.watch_of(settings, store, metrics, roles)):
            roles.start()
            sys.stdout.write("ready to work\n")
            sys.stdout.flush()
            ended.wait()
            roles.stop()
    except OSError as error:
        at = f"{settings.web.host}:{settings.engine.metrics_port}"
        raise SettingsFault([f"engine.metrics_port: {at} cannot be used: {error}"]) from None
    return 0


def _told(settings: Settings, watch: Watch) -> AbstractContextManager[None]:
    """Let a worker answer machines where a port is set for it."""
    if not settings.engine.metrics_port:
        return nullcontext()
    # Flask is read only where somebody is to be answered.
    from telling import told_at  # noqa: PLC0415

    return told_at(settings, watch)
