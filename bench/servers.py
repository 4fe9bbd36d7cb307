"""This is what the benches of several processes need: PostgreSQL and Redis as they are installed.

Unlike the tests' servers they wait for the disk: a rate that would lose tips is no rate.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

from bench.card_parts import free_port
from tests.postgres import MEND, system_binaries

_SETTINGS = ("max_connections=300", "shared_buffers=256MB", "max_wal_size=4GB")


@contextmanager
def postgres() -> Iterator[tuple[str, psutil.Process]]:
    """Give the address of an empty, durable PostgreSQL, and its process."""
    binaries = system_binaries()
    if binaries is None:
        raise SystemExit(MEND)
    folder, port = Path(tempfile.mkdtemp(prefix="bench-pg-")), free_port()
    as_user: dict[str, object] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    data = folder / "data"
    _run([binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust"], folder, as_user)
    chosen = [part for one in _SETTINGS for part in ("-c", one)]
    command = [binaries / "postgres", "-D", data, "-p", str(port), "-k", folder, *chosen]
    with _serving(command, folder, as_user) as process:
        address = f"postgres@127.0.0.1:{port}/postgres"
        _await(lambda: psycopg.connect(f"postgresql://{address}").close())
        yield address, process
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Iterator[tuple[str, psutil.Process]]:
    """Give the address of an empty Redis, and its process."""
    folder, port = Path(tempfile.mkdtemp(prefix="bench-redis-")), free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with _serving(command, folder, {}) as process:
        from redis import Redis

        _await(lambda: Redis(port=port).ping())
        yield f"redis://127.0.0.1:{port}/0", process
    shutil.rmtree(folder, ignore_errors=True)


def _run(command: Sequence[object], folder: Path, as_user: dict[str, object]) -> None:
    words = [str(word) for word in command]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_user)  # type: ignore[call-overload]


@contextmanager
def _serving(
    command: Sequence[object], folder: Path, as_user: dict[str, object]
) -> Iterator[psutil.Process]:
    server = subprocess.Popen(
        [str(word) for word in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        **as_user,  # type: ignore[call-overload]
    )
    try:
        yield psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(30)


def _await(answers: object) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            answers()  # type: ignore[operator]
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
