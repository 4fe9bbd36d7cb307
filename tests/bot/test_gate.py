"""The gate lets few reckon at a time, and counts nobody who is stuck."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from bot.engine import Gate
from bot.engine.gate import reckoned
from simulator.client import wait_for


class Visitors:
    """Threads that go through a gate and stay inside until they are let go."""

    def __init__(self) -> None:
        self.now = 0.0
        self.reckoned: dict[int, float] = {}
        self.gate = Gate(
            1,
            stuck_after=0.05,
            watch=lambda: self.now,
            reckoned=lambda who: self.reckoned.get(who, 0.0),
        )
        self.inside: list[str] = []
        self.threads: dict[str, threading.Thread] = {}
        self.may_leave: dict[str, threading.Event] = {}

    def come(self, name: str) -> None:
        self.may_leave[name] = threading.Event()

        def visit() -> None:
            with self.gate.open():
                self.inside.append(name)
                self.may_leave[name].wait(30)

        self.threads[name] = threading.Thread(target=visit, daemon=True)
        self.threads[name].start()

    def has_reckoned(self, name: str, seconds: float) -> None:
        self.reckoned[self.threads[name].ident or 0] = seconds


@pytest.fixture
def visitors() -> Iterator[Visitors]:
    made = Visitors()
    yield made
    for one in made.may_leave.values():
        one.set()


def test_the_next_is_let_in_when_somebody_leaves(visitors: Visitors) -> None:
    visitors.come("first")
    wait_for(lambda: visitors.inside == ["first"])
    visitors.come("second")
    with pytest.raises(TimeoutError):
        wait_for(lambda: len(visitors.inside) == 2, 0.2)
    visitors.may_leave["first"].set()
    wait_for(lambda: visitors.inside == ["first", "second"])


def test_who_is_stuck_inside_keeps_nobody_out(visitors: Visitors) -> None:
    visitors.come("stuck")
    wait_for(lambda: visitors.inside == ["stuck"])
    visitors.come("second")
    visitors.now = 1.0
    wait_for(lambda: visitors.inside == ["stuck", "second"])


def test_who_is_slow_inside_is_joined_by_nobody_until_they_wait(visitors: Visitors) -> None:
    visitors.come("slow")
    wait_for(lambda: visitors.inside == ["slow"])
    visitors.has_reckoned("slow", 0.5)
    visitors.come("second")
    visitors.now = 1.0
    with pytest.raises(TimeoutError):
        wait_for(lambda: len(visitors.inside) == 2, 0.2)
    visitors.now = 2.0
    wait_for(lambda: visitors.inside == ["slow", "second"])


def test_what_a_thread_reckons_is_told_from_what_it_waits() -> None:
    seen: list[float] = []

    def spin(until: float) -> None:
        while time.thread_time() < until:
            pass
        seen.append(reckoned(threading.get_ident()))

    worker = threading.Thread(target=spin, args=(0.05,))
    worker.start()
    worker.join()
    before = reckoned(threading.get_ident())
    time.sleep(0.2)
    assert seen[0] >= 0.05
    assert reckoned(threading.get_ident()) - before < 0.1
