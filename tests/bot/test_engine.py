from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.engine import Bell, Crew, Engine, Role


def until(true: Callable[[], bool], within: float = 5.0) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.01)
    return true()


def test_one_ring_wakes_one_waiter() -> None:
    bell, woken = Bell(), []
    threads = [
        threading.Thread(target=lambda: woken.append(bell.wait(5)), daemon=True) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    bell.ring()
    assert until(lambda: woken == [True])
    time.sleep(0.05)
    assert woken == [True]
    bell.close()
    for thread in threads:
        thread.join(2)
    assert woken == [True, False, False]


def test_a_ring_that_nobody_hears_is_kept_up_to_a_number() -> None:
    bell = Bell(most=2)
    for _ in range(5):
        bell.ring()
    assert [bell.wait(0), bell.wait(0), bell.wait(0)] == [True, True, False]


def test_nobody_waits_at_a_closed_bell() -> None:
    bell = Bell()
    bell.ring()
    bell.close()
    assert bell.wait() is False


def test_a_crew_works_while_there_is_work_and_calls_a_colleague() -> None:
    work, lock, hands = list(range(40)), threading.Lock(), set()

    def step() -> bool:
        with lock:
            if not work:
                return False
            work.pop()
        hands.add(threading.current_thread().name)
        time.sleep(0.005)
        return True

    bell = Bell()
    crew = Crew("worker", step, bell=bell, threads=4, sweep_seconds=60)
    crew.start()
    assert until(lambda: not work)
    assert len(hands) == 4
    assert crew.stop(2)


def test_a_crew_at_rest_sleeps_until_rung_or_swept() -> None:
    steps = []
    bell = Bell()
    crew = Crew("x", lambda: bool(steps.append(1)), bell=bell, threads=3, sweep_seconds=0.3)
    crew.start()
    assert until(lambda: len(steps) == 3)
    bell.ring()
    assert until(lambda: len(steps) == 4, within=0.25)
    assert until(lambda: len(steps) >= 5, within=2)
    assert len(steps) < 8
    assert crew.stop(2)


def test_a_step_that_breaks_never_ends_the_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.engine.crew.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("bot.engine.crew.LONGEST_PAUSE", 0.02)
    steps = []

    def step() -> bool:
        steps.append(1)
        if len(steps) < 5:
            raise RuntimeError
        return False

    crew = Crew("x", step, bell=Bell(), threads=1, sweep_seconds=0.01)
    crew.start()
    assert until(lambda: len(steps) > 6)
    assert crew.stop(2)


def test_a_crew_that_hangs_is_left_behind_in_time() -> None:
    release = threading.Event()
    crew = Crew("x", lambda: bool(release.wait(10)), bell=Bell(), threads=2, sweep_seconds=60)
    crew.start()
    began = time.monotonic()
    assert crew.stop(0.2) is False
    assert time.monotonic() - began < 1
    release.set()


def test_a_role_of_this_process_is_woken_without_an_engine(tmp_path: Path) -> None:
    bell = Bell()
    engine = Engine(f"sqlite:///{tmp_path}/no/engine.db", local={Role.WORKER: bell})
    engine.wake(Role.WORKER)
    assert bell.wait(0)
    engine.stop()
    assert not (tmp_path / "no").exists()


def test_a_wake_up_reaches_only_the_role_it_names(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/var/engine.db"
    bells = {Role.WORKER: Bell(), Role.SENDER: Bell()}
    listener, caller = Engine(url, local=bells), Engine(url)
    listener.listen()
    for bell in bells.values():
        assert bell.wait(5), "each role looks once when it begins to listen"
    caller.wake(Role.SENDER)
    assert bells[Role.SENDER].wait(1)
    assert not bells[Role.WORKER].wait(0.3)
    caller.stop()
    listener.stop()


def test_many_calls_become_few_wake_ups_and_wait_without_piling_up(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/engine.db"
    caller = Engine(url)
    began = time.monotonic()
    for _ in range(2000):
        caller.wake(Role.WORKER)
    assert time.monotonic() - began < 0.5
    for _ in range(20):
        caller.wake(Role.WORKER)
        time.sleep(0.03)
    caller.stop()
    from bot.engine.queue import MOST_WAITING, WakeQueue

    with WakeQueue(url, Role.WORKER) as queue:
        assert queue._huey.storage.queue_size() == MOST_WAITING


def test_an_engine_that_is_not_there_neither_fails_nor_holds_the_caller() -> None:
    failures: list[int] = []
    engine = Engine("redis://127.0.0.1:1/0", on_failure=lambda: failures.append(1))
    began = time.monotonic()
    for role in Role:
        engine.wake(role)
    assert time.monotonic() - began < 0.1
    assert until(lambda: len(failures) >= 6)
    engine.stop()


def test_an_engine_can_be_stopped_before_it_did_anything() -> None:
    engine = Engine("redis://127.0.0.1:1/0")
    engine.stop()
    engine.wake(Role.WORKER)
