from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import psutil
import pytest
from redis import Redis as Client

from bot.engine import Bell, Engine, Role
from drills.servers import Postgres, Redis
from tests.bot.test_engine import until

pytestmark = pytest.mark.slow
CHECKOUT = Path(__file__).resolve().parents[2]
LISTENER = """
import signal, sys, threading
from bot import log
from bot.engine import Bell, Engine, Role
log.configure()
bell = Bell()
engine = Engine(sys.argv[1], local={role: bell for role in Role})
engine.listen()
signal.signal(signal.SIGTERM, lambda *_: bell.close())
print("ready", flush=True)
while bell.wait():
    print("rung", flush=True)
engine.stop()
print("threads", threading.active_count(), flush=True)
"""


class Storage:
    """A real engine server that a test may stop, wipe and start again."""

    url = ""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def wipe(self) -> None: ...

    def remove(self) -> None: ...


class SqliteFile(Storage):
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder}/engine.db"

    def wipe(self) -> None:
        for file in self.folder.glob("engine.db*"):
            file.unlink()


class RedisServer(Redis, Storage):
    """It keeps nothing, so nothing is to be removed."""


class PostgresServer(Postgres, Storage):
    def __init__(self, _: Path) -> None:
        super().__init__()


@pytest.fixture(params=[SqliteFile, RedisServer, PostgresServer], ids=["sqlite", "redis", "pg"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    if request.param is RedisServer and not Redis.is_here():
        pytest.skip("redis-server is not installed: apt-get install redis-server")
    server: Storage = request.param(tmp_path)
    server.start()
    yield server
    server.stop()
    server.remove()


class Listener:
    """Another process that prints a line for each ring."""

    def __init__(self, url: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", LISTENER, url], cwd=CHECKOUT, stdout=subprocess.PIPE
        )
        assert self.line() == "ready"

    def line(self, within: float = 10.0) -> str:
        assert self.process.stdout is not None
        return read_line(self.process.stdout, within)

    def settle(self) -> None:
        """Hear the rings of beginning to listen, and any that are still on their way."""
        while self.line(0.6):
            pass

    def end(self) -> list[str]:
        self.process.send_signal(signal.SIGTERM)
        out, _ = self.process.communicate(timeout=5)
        return out.decode().split()


@pytest.fixture
def listening() -> Iterator[Callable[[str], Listener]]:
    begun: list[Listener] = []

    def begin(url: str) -> Listener:
        begun.append(Listener(url))
        return begun[-1]

    yield begin
    for listener in begun:
        listener.process.kill()
        listener.process.communicate()


@pytest.fixture
def calling() -> Iterator[Callable[[str], Engine]]:
    begun: list[Engine] = []

    def begin(url: str) -> Engine:
        begun.append(Engine(url))
        return begun[-1]

    yield begin
    for engine in begun:
        engine.stop()


def read_line(stream: IO[bytes], within: float) -> str:
    from select import select

    letters = b""
    deadline = time.monotonic() + within
    while not letters.endswith(b"\n"):
        ready, _, _ = select([stream], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return ""
        letter = os.read(stream.fileno(), 1)
        if not letter:
            return ""
        letters += letter
    return letters.decode().strip()


def test_a_wake_up_reaches_another_process_within_a_second(
    storage: Storage, listening: Callable[[str], Listener], calling: Callable[[str], Engine]
) -> None:
    listener, caller = listening(storage.url), calling(storage.url)
    listener.settle()
    caller.wake(Role.WORKER)
    assert listener.line(2) == "rung"
    listener.settle()
    for _ in range(3):
        began = time.monotonic()
        caller.wake(Role.SENDER)
        assert listener.line(2) == "rung"
        assert time.monotonic() - began < 1
        listener.settle()
    assert listener.end()[-2:] == ["threads", "1"]
    assert listener.process.returncode == 0


def test_a_server_that_went_and_came_back_is_heard_again(
    storage: Storage, listening: Callable[[str], Listener]
) -> None:
    failures: list[int] = []
    listener = listening(storage.url)
    caller = Engine(storage.url, on_failure=lambda: failures.append(1))
    caller.wake(Role.WORKER)
    listener.settle()
    storage.stop()
    began = time.monotonic()
    caller.wake(Role.WORKER)
    assert time.monotonic() - began < 0.1
    time.sleep(1)
    storage.start()
    assert listener.line(6) == "rung"
    listener.settle()
    caller.wake(Role.WORKER)
    assert listener.line(6) == "rung"
    assert failures or isinstance(storage, SqliteFile)
    caller.stop()
    assert listener.end()[-2:] == ["threads", "1"]


def test_a_server_that_was_wiped_carries_on(
    storage: Storage, listening: Callable[[str], Listener], calling: Callable[[str], Engine]
) -> None:
    listener, caller = listening(storage.url), calling(storage.url)
    caller.wake(Role.WORKER)
    listener.settle()
    storage.wipe()
    time.sleep(1.2)
    listener.settle()
    caller.wake(Role.WORKER)
    assert listener.line(6) == "rung"
    listener.settle()
    caller.wake(Role.FETCHER)
    assert listener.line(6) == "rung"


def test_a_listener_may_start_before_its_server(
    tmp_path: Path, listening: Callable[[str], Listener]
) -> None:
    server = PostgresServer(tmp_path)
    listener = listening(server.url)
    assert listener.line(1) == ""
    server.start()
    assert listener.line(6) == "rung"
    server.stop()
    server.remove()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    if not Redis.is_here():
        pytest.skip("redis-server is not installed: apt-get install redis-server")
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


def waiting(redis: RedisServer) -> int:
    return int(client(redis).info("clients")["blocked_clients"])


def client(redis: RedisServer) -> Client:
    return Client(port=redis.port)


def test_what_was_given_to_a_stopped_process_is_heard_by_the_other(
    redis: RedisServer, listening: Callable[[str], Listener], calling: Callable[[str], Engine]
) -> None:
    stopped, caller, bell = listening(redis.url), calling(redis.url), Bell()
    assert until(lambda: waiting(redis) == len(Role))
    os.kill(stopped.process.pid, signal.SIGSTOP)
    other = Engine(redis.url, local={Role.WORKER: bell})
    other.listen()
    assert bell.wait(5), "each role looks once when it begins to listen"
    assert until(lambda: waiting(redis) == len(Role) + 1)
    # Each waiter is given one of the two: the other process must not miss that of the stopped one.
    for _ in range(2):
        caller.wake(Role.WORKER)
        assert bell.wait(0.9), "the sweep would find it after a second"
    other.stop()


def test_a_wake_up_that_nobody_hears_is_left_to_whoever_comes(
    redis: RedisServer, calling: Callable[[str], Engine]
) -> None:
    queue, caller = f"huey.redis.wake{Role.WORKER}", calling(redis.url)
    deaf = [client(redis).connection_pool.get_connection() for _ in range(3)]
    for one in deaf:
        one.send_command("BRPOP", queue, 30)
    assert until(lambda: waiting(redis) == len(deaf))
    caller.wake(Role.WORKER)
    assert until(lambda: client(redis).llen(queue) == 1)
    assert not waiting(redis)
    time.sleep(0.2)
    assert client(redis).llen(queue) == 1
    for one in deaf:
        one.disconnect()


def test_foreign_tasks_in_the_queue_do_no_harm(
    tmp_path: Path, listening: Callable[[str], Listener], calling: Callable[[str], Engine]
) -> None:
    from bot.engine.queue import WakeQueue

    storage = SqliteFile(tmp_path)
    listener, caller = listening(storage.url), calling(storage.url)
    listener.settle()
    with WakeQueue(storage.url, Role.WORKER) as queue:
        queue._huey.storage.enqueue(b"\x80\x04cos\nsystem\n")
    listener.settle()
    caller.wake(Role.WORKER)
    assert listener.line(3) == "rung"


def test_an_idle_listener_sleeps(storage: Storage, listening: Callable[[str], Listener]) -> None:
    listener = listening(storage.url)
    listener.settle()
    process = psutil.Process(listener.process.pid)
    before, began = sum(process.cpu_times()[:2]), time.monotonic()
    time.sleep(5)
    share = (sum(process.cpu_times()[:2]) - before) / (time.monotonic() - began)
    listener.end()
    assert share < 0.01, f"{share:.2%} of one core"
    sys.stdout.write(f"{type(storage).__name__}: {share:.2%} of one core idle\n")
