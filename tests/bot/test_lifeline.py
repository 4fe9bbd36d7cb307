"""The tie between the server and its child: when the child learns of its end, and when it ends."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import pytest

from bot.lifeline import Lifeline

LINGERS = 0.5


class Child:
    """Holds the line of a parent, and notes when it stopped and that it left."""

    def __init__(self, lifeline: Lifeline, lingers: float) -> None:
        self.lifeline = lifeline
        self.stopped: list[float] = []
        self.left = threading.Event()
        self.end = lifeline.follow(
            lambda: self.stopped.append(time.monotonic()),
            lingers=lingers,
            leave=lambda _: self.left.set(),
        )


@pytest.fixture
def parent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lifeline]:
    monkeypatch.setenv("SERVER_LIFELINE", "")
    made = Lifeline.new()
    yield made
    made.let_go()


def a_child(lingers: float) -> Child:
    heard, held = os.environ["SERVER_LIFELINE"].split()
    # A child has a copy of the parent's end of the line, too.
    return Child(Lifeline(int(heard), os.dup(int(held))), lingers)


def test_who_is_let_go_tells_so_and_stops_when_the_others_had_time(parent: Lifeline) -> None:
    child = a_child(LINGERS)
    assert not child.lifeline.is_ending
    let_go = time.monotonic()
    parent.let_go()
    time.sleep(LINGERS / 2)
    assert child.lifeline.is_ending
    assert child.stopped == []
    assert child.left.wait(5)
    assert child.stopped[0] - let_go >= LINGERS


@pytest.mark.usefixtures("parent")
def test_who_is_told_alone_lingers_as_well() -> None:
    child = a_child(LINGERS)
    told = time.monotonic()
    child.end()
    assert child.stopped == []
    assert child.left.wait(5)
    assert child.stopped[0] - told >= LINGERS


@pytest.mark.usefixtures("parent")
def test_who_has_nobody_beside_it_stops_at_once() -> None:
    child = a_child(0.0)
    child.end()
    assert len(child.stopped) == 1
    assert child.left.wait(5)
