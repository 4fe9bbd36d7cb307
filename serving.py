"""This is how the processes start and end: the server, its child with the roles, the signals."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import composition
from alone import Refused, only_service_on, wait_for_port
from bot.config import SettingsFault
from demo import MOUNT, Stage
from source import Source

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.config.sections import WebSettings
    from bot.front import Asgi
    from bot.metrics import Metrics
    from bot.runtime import Roles

# Not TASAPPAROT_…, whose every name is a setting: this is a word between parent and child.
_PLAN = "SERVING_PLAN"
_READY_WITHIN = 60.0
_PHONES_AT_ONCE = 48
# A proxy asks twice a second whether we go on; it must have heard before we do not.
_LINGERS = 2.0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What one service consists of; `stage` is the sample station's folder if it plays."""

    config: str | None = None
    stage: str | None = None
    has_all_roles: bool = False

    def tell_child(self) -> None:
        """Leave the plan where the server's child finds it."""
        os.environ[_PLAN] = json.dumps(asdict(self))

    @classmethod
    def told(cls) -> Plan:
        """Return the plan that the parent left."""
        return cls(**json.loads(os.environ[_PLAN]))

    @classmethod
    def of(cls, source: Source, *, has_all_roles: bool = False) -> Plan:
        """Return the plan of a service with these settings."""
        return cls(
            config=None if source.config is None else str(source.config.absolute()),
            stage=None if source.stage is None else str(source.stage),
            has_all_roles=has_all_roles,
        )

    def has_others(self, settings: Settings) -> bool:
        """Say whether others may serve beside this service, and take over when it ends."""
        return not self.has_all_roles and not settings.database.url.startswith("sqlite:")

    @property
    def source(self) -> Source:
        """Return where this service's settings come from."""
        return Source(
            config=Path(self.config) if self.config else None,
            stage=Path(self.stage) if self.stage else None,
        )


def application() -> Any:
    """Build the ASGI application of one server process, with the roles that live in it."""
    from bot import log
    from bot.front import Front
    from bot.lifeline import Lifeline, Once
    from bot.metrics import Metrics
    from bot.runtime import Roles

    log.configure()
    plan = Plan.told()
    settings = plan.source.settings()
    store = composition.open_store(settings, is_service=True)
    metrics = Metrics()
    roles = Roles(
        composition.parts(settings, store),
        hands=composition.hands(settings, store, metrics) if plan.has_all_roles else None,
        is_alone=plan.has_all_roles,
    )
    mounted, close = _simulator(plan, settings)

    door = _door(roles, settings, metrics)

    @Once
    def stop() -> None:
        close()
        roles.stop()

    if not mounted:
        roles.start()
    lifeline = Lifeline.inherited()
    end = lifeline.follow(stop, lingers=_LINGERS if plan.has_others(settings) else 0.0)
    # Here and not beside the fork: a thread that holds a lock while forking stops the child.
    # The simulator is a LINE that answers only when the server does.
    told = (settings.web, roles.start if mounted else None)
    threading.Thread(target=_announce, args=told, name="ready", daemon=True).start()
    watch = composition.watch_of(settings, store, metrics, roles)
    pages = _wsgi(
        composition.pages(settings, store, watch, home="/simulator/" if mounted else ""), 16
    )
    return Front(door, pages, mounted=mounted, stop=end, is_ending=lambda: lifeline.is_ending)


def _door(roles: Roles, settings: Settings, metrics: Metrics) -> Asgi:
    from bot.metrics import KEPT

    def counted(status: int, events: int, seconds: float) -> None:
        metrics.webhook_posts.labels(str(status)).inc()
        metrics.webhook_events.labels(KEPT).inc(events)
        metrics.webhook_seconds.observe(seconds)

    return roles.door(
        channel_secrets={
            one.code: one.line.channel_secret.get_secret_value() for one in settings.stations
        },
        max_body_bytes=settings.web.max_body_bytes,
        counted=counted,
    )


def _wsgi(pages: Any, threads: int) -> Asgi:
    from a2wsgi import WSGIMiddleware

    return WSGIMiddleware(pages, workers=threads)  # type: ignore[return-value]


def _simulator(plan: Plan, settings: Settings) -> tuple[dict[str, Asgi], Callable[[], None]]:
    if plan.stage is None:
        return {}, lambda: None
    from simulator import create_app

    platform = Stage.in_folder(Path(plan.stage)).platform(settings)
    return {MOUNT: _wsgi(create_app(platform), _PHONES_AT_ONCE)}, platform.close


def run(source: Source) -> int:
    """Do everything as one service; return the exit code."""
    settings = source.settings()
    stage = None if source.stage is None else Stage.in_folder(source.stage)

    def prepare() -> bool:
        if stage is not None:
            stage.begin(settings)
        return composition.prepare(settings, is_sample=stage is not None)

    return _served(Plan.of(source, has_all_roles=True), settings, prepare)


def web(source: Source) -> int:
    """Keep what LINE sends and serve the pages; return the exit code."""
    settings = source.settings()
    return _served(Plan.of(source), settings, lambda: composition.is_current(settings))


def _served(plan: Plan, settings: Settings, prepare: Callable[[], bool]) -> int:
    host, port = settings.web.host, settings.web.port
    try:
        with only_service_on(settings.database.url):
            wait_for_port(host, port)
            if not apart(prepare):
                return 1
            plan.tell_child()
            _serve(host, port)
    except Refused as refused:
        sys.stderr.write(f"{refused}\n")
    return 1


def _serve(host: str, port: int) -> None:
    """Become the server, which holds the lock on; this program's own memory is given back."""
    server = Path(__file__).with_name("server.py")
    os.execv(sys.executable, [sys.executable, str(server), host, str(port)])


def apart(work: Callable[[], bool]) -> bool:
    """Do what is done once in a process that ends with it, and gives all its memory back."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    code = 1
    try:
        code = 0 if work() else 1
    except SettingsFault as fault:
        sys.stderr.write("\n".join(fault.lines) + "\n")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _announce(at: WebSettings, before: Callable[[], None] | None) -> None:
    """Say where the service is once it answers, and do before what could not be done earlier."""
    host, port = at.host, at.port
    shown = f"[{host}]" if ":" in host else host
    # What listens everywhere is reached here, too, but not by that name.
    reached = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(shown, shown)  # noqa: S104
    until = time.monotonic() + _READY_WITHIN
    while not _is_answered(reached, port):
        if time.monotonic() > until:
            return
        time.sleep(0.1)
    if before is not None:
        before()
    sys.stdout.write(f"ready on http://{shown}:{port}\n")
    sys.stdout.flush()


def _is_answered(host: str, port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=2)
    except (urllib.error.URLError, OSError):
        return False
    return True
