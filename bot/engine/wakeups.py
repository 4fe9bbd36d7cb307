"""This is how a role is woken wherever it lives, without the caller waiting or failing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

import structlog

from bot.engine.bell import Bell

if TYPE_CHECKING:
    from bot.engine.queue import WakeQueue

GATHER_SECONDS = 0.02
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 2.0
_UNSENT, _UNHEARD = "wake-up not sent", "engine not heard"
log = structlog.get_logger()


class Role(StrEnum):
    """Who can be woken."""

    WORKER = "worker"
    SENDER = "sender"
    CRIER = "crier"
    FETCHER = "fetcher"


class Engine:
    """Wakes roles: those of this process by their bells, the others through Huey."""

    def __init__(
        self,
        url: str,
        *,
        local: Mapping[Role, Bell] | None = None,
        on_failure: Callable[[], None] | None = None,
    ) -> None:
        self._url = url
        self._local = dict(local or {})
        self._on_failure = on_failure
        self._stopping = threading.Event()
        self._called = threading.Condition()
        self._wanted: set[Role] = set()
        self._messenger: threading.Thread | None = None
        self._listeners: list[threading.Thread] = []
        self._troubles: dict[tuple[str, Role], str] = {}

    @property
    def trouble(self) -> str:
        """Say why wake-ups do not travel now, empty while they do; the sweep finds all work."""
        return next(iter(dict(self._troubles).values()), "")

    def wake(self, role: Role) -> None:
        """Ask a role to look for work, at once and whatever state the engine is in."""
        bell = self._local.get(role)
        if bell is not None:
            bell.ring()
            return
        with self._called:
            if self._messenger is None and not self._stopping.is_set():
                self._messenger = self._thread("engine-messenger", self._carry)
            self._wanted.add(role)
            self._called.notify()

    def listen(self) -> None:
        """Begin to ring the bells of this process when another process asks for them."""
        for role, bell in self._local.items():
            run = self._listening_to(role, bell)
            self._listeners.append(self._thread(f"engine-{role}", run))

    def stop(self, timeout: float = 3.0) -> None:
        """End all threads of the engine; wake-ups on their way are left to the sweep."""
        self._stopping.set()
        with self._called:
            self._called.notify_all()
        until = time.monotonic() + timeout
        for thread in (*self._listeners, self._messenger):
            if thread is not None:
                thread.join(max(0.0, until - time.monotonic()))

    @staticmethod
    def _thread(name: str, run: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=run, name=name, daemon=True)
        thread.start()
        return thread

    def _open(self, role: Role, heard: Callable[[], None] | None = None) -> WakeQueue:
        # One process that serves all roles never needs Huey, nor the memory that it takes.
        from bot.engine.queue import WakeQueue  # noqa: PLC0415

        return WakeQueue(self._url, role, heard=heard)

    def _carry(self) -> None:
        """Pass wake-ups on, together if they come close together, and again while unheard."""
        queues: dict[Role, WakeQueue] = {}
        sent: set[Role] = set()
        failures = 0
        while not self._stopping.wait(GATHER_SECONDS if not failures else _pause(failures)):
            unheard = self._unheard(sent, queues)
            with self._called:
                self._wanted |= unheard
                self._called.wait_for(lambda: self._wanted or self._stopping.is_set())
                wanted, self._wanted = self._wanted, set()
            unsent = {role for role in wanted if not self._sent(role, queues, failures)}
            sent = wanted - unsent
            failures = failures + 1 if unsent else 0
            with self._called:
                self._wanted |= unsent
        for queue in queues.values():
            queue.close()

    def _unheard(self, sent: set[Role], queues: Mapping[Role, WakeQueue]) -> set[Role]:
        with self._called:
            doubtful = sent - self._wanted
        return {role for role in doubtful if _is_unheard(queues[role])}

    def _sent(self, role: Role, queues: dict[Role, WakeQueue], failures: int) -> bool:
        try:
            queue = queues.get(role) or queues.setdefault(role, self._open(role))
            queue.send()
        except Exception as error:  # noqa: BLE001 - each storage fails in its own way
            stale = queues.pop(role, None)
            if stale is not None:
                stale.close()
            self._failed(_UNSENT, role, error, failures)
            return False
        self._troubles.pop((_UNSENT, role), None)
        return True

    def _listening_to(self, role: Role, bell: Bell) -> Callable[[], None]:
        def listen() -> None:
            failures = 0
            while not self._stopping.is_set():
                try:
                    with self._open(role, bell.ring) as queue:
                        if failures:
                            log.info("engine is back", role=role)
                        # What came while nobody listened may have been lost with the server.
                        bell.ring()
                        failures = 0
                        self._troubles.pop((_UNHEARD, role), None)
                        queue.listen_until(self._stopping)
                except Exception as error:  # noqa: BLE001 - each storage fails in its own way
                    self._failed(_UNHEARD, role, error, failures)
                    failures += 1
                    self._stopping.wait(_pause(failures))

        return listen

    def _failed(self, what: str, role: Role, error: Exception, before: int) -> None:
        if not before:
            log.warning(what, role=role, error=type(error).__name__)
        self._troubles[what, role] = f"{what}: {type(error).__name__}"
        if self._on_failure is not None:
            self._on_failure()


def _is_unheard(queue: WakeQueue) -> bool:
    try:
        return queue.is_unheard()
    except Exception:  # noqa: BLE001 - to send it again tells of the trouble
        return True


def _pause(failures: int) -> float:
    return min(FIRST_PAUSE * 2.0 ** min(failures - 1, 8), LONGEST_PAUSE)
