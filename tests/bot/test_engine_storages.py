from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import psutil
import pytest

from bot.engine import Engine, Role

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


class RedisServer(Storage):
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ["--port", str(self.port), "--save", "", "--bind", "127.0.0.1"]
        self.server = subprocess.Popen(
            ["redis-server", *options, "--dir", str(self.folder)], stdout=subprocess.DEVNULL
        )
        wait_for_port(self.port)

    def stop(self) -> None:
        self.server.terminate()
        self.server.wait(10)

    def wipe(self) -> None:
        subprocess.run(["redis-cli", "-p", str(self.port), "flushall"], check=True)


class PostgresServer(Storage):
    def __init__(self, _: Path) -> None:
        # The folders of pytest are closed to others, and PostgreSQL does not run as root.
        self.folder = Path(tempfile.mkdtemp(prefix="tasapparot-pg-"))
        self.port = free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        if os.geteuid() == 0:
            shutil.chown(self.folder, unprivileged().pw_name)
        self._run("initdb", "-D", str(self.folder), "-U", "postgres", "-A", "trust", "-N")

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -F"
        self._run("pg_ctl", "-D", str(self.folder), "-w", "-o", options, "-l", "log", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder), "-w", "-m", "fast", "stop")

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def wipe(self) -> None:
        drop = "drop table wake_task, wake_kv, wake_schedule, wake_counter"
        self._run("psql", self.url, "-q", "-c", drop)

    def _run(self, program: str, *options: str) -> None:
        subprocess.run(
            [*as_postgres(), str(postgres_programs() / program), *options],
            check=True,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )


def postgres_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if found:
        return found[-1]
    import pgserver

    return Path(pgserver.__file__).parent / "pginstall" / "bin"


def as_postgres() -> list[str]:
    if os.geteuid() != 0:
        return []
    user = unprivileged()
    ids = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return ["setpriv", *ids]


def unprivileged() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError


@pytest.fixture(params=[SqliteFile, RedisServer, PostgresServer], ids=["sqlite", "redis", "pg"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    if request.param is RedisServer and not shutil.which("redis-server"):
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
