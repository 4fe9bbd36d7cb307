"""This is the servers that a drill starts, stops, kills and wipes: PostgreSQL and Redis."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

OURS = "station"
# No drill cuts the power, so that a commit need not wait for the disk.
_HASTE = "-F"


class Redis:
    """A Redis that keeps nothing: after its end it begins empty."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    @staticmethod
    def is_here() -> bool:
        """Say whether this machine has one."""
        return shutil.which("redis-server") is not None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ["--port", str(self.port), "--save", "", "--bind", "127.0.0.1"]
        self.server = subprocess.Popen(
            ["redis-server", *options, "--dir", str(self.folder)], stdout=subprocess.DEVNULL
        )
        wait_for_port(self.port)

    def stop(self) -> None:
        """End it."""
        self.server.terminate()
        self.server.wait(10)

    def kill(self) -> None:
        """Kill it at once."""
        self.server.send_signal(signal.SIGKILL)
        self.server.wait(10)

    def wipe(self) -> None:
        """Make it forget everything."""
        subprocess.run(
            ["redis-cli", "-p", str(self.port), "flushall"], check=True, stdout=subprocess.DEVNULL
        )


class Postgres:
    """A PostgreSQL in a folder of its own."""

    def __init__(self) -> None:
        # PostgreSQL does not run as root, and others' folders may be closed to its user.
        self.folder = Path(tempfile.mkdtemp(prefix="tasapparot-pg-"))
        self.port = free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        if os.geteuid() == 0:
            shutil.chown(self.folder, _unprivileged().pw_name)
        self._run("initdb", "-D", str(self.folder), "-U", "postgres", "-A", "trust", "-N")

    def for_us(self) -> str:
        """Make a role of no rank for the program; return the address as `database.url` wants it."""
        with self.asked() as server:
            server.execute(f"CREATE ROLE {OURS} LOGIN")
            server.execute(f"ALTER DATABASE postgres OWNER TO {OURS}")
            server.execute(f"GRANT ALL ON SCHEMA public TO {OURS}")
        return f"postgresql+psycopg://{OURS}@127.0.0.1:{self.port}/postgres"

    def asked(self) -> psycopg.Connection:
        """Return a connection of the server's owner, who is never refused one."""
        return psycopg.connect(self.url, autocommit=True)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} {_HASTE}"
        self._run("pg_ctl", "-D", str(self.folder), "-w", "-o", options, "-l", "log", "start")

    def stop(self) -> None:
        """End it in an orderly way."""
        self._run("pg_ctl", "-D", str(self.folder), "-w", "-m", "fast", "stop")

    def kill(self) -> None:
        """End it as a power cut would: without a word, and with its log left to be replayed."""
        self._run("pg_ctl", "-D", str(self.folder), "-w", "-m", "immediate", "stop")

    def remove(self) -> None:
        """Delete its folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def wipe(self) -> None:
        """Take the engine's tables away."""
        drop = "drop table wake_task, wake_kv, wake_schedule, wake_counter"
        self._run("psql", self.url, "-q", "-c", drop)

    def _run(self, program: str, *options: str) -> None:
        subprocess.run(
            [*_as_postgres(), str(_postgres_programs() / program), *options],
            check=True,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )


def _postgres_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if found:
        return found[-1]
    import pgserver

    return Path(pgserver.__file__).parent / "pginstall" / "bin"


def _as_postgres() -> Sequence[str]:
    if os.geteuid() != 0:
        return ()
    user = _unprivileged()
    return ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")


def _unprivileged() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int) -> None:
    """Wait until somebody listens."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError
