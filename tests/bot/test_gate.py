"""The gate lets few reckon at a time, and counts nobody who is stuck."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from bot.engine import Gate
from simulator.client import wait_for


class Visitors:
    """Threads that go through a gate and stay inside until they are let go."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.inside: list[str] = []
        self.may_leave: dict[str, threading.Event] = {}

    def come(self, name: str) -> None:
        self.may_leave[name] = threading.Event()

        def visit() -> None:
            with self.gate.open():
                self.inside.append(name)
                self.may_leave[name].wait(30)

        threading.Thread(target=visit, daemon=True).start()


@pytest.fixture
def now() -> list[float]:
    return [0.0]


@pytest.fixture
def visitors(now: list[float]) -> Iterator[Visitors]:
    made = Visitors(Gate(1, stuck_after=0.05, watch=lambda: now[0]))
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


def test_who_is_stuck_inside_keeps_nobody_out(visitors: Visitors, now: list[float]) -> None:
    visitors.come("stuck")
    wait_for(lambda: visitors.inside == ["stuck"])
    visitors.come("second")
    now[0] = 1.0
    wait_for(lambda: visitors.inside == ["stuck", "second"])
