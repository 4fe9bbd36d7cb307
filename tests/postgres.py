"""A real PostgreSQL for the tests: the system's own where it is installed, else one from pip."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

MEND = "no PostgreSQL: apt-get install postgresql, or pip install pgserver"

# No test cuts the power of this server, so it need not wait for the disk.
HASTE = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def system_binaries() -> Path | None:
    """Return where Debian keeps the newest PostgreSQL's programs, None if it has none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    return found[0].parent if found else None


@contextmanager
def running() -> Iterator[str | None]:
    """Give the address of an empty PostgreSQL as `host:port`-free parts: user@host:port."""
    binaries = system_binaries()
    if binaries is not None:
        with _system(binaries) as address:
            yield address
        return
    try:
        import pgserver
    except ImportError:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="tasapparot-pg-"))
    server = pgserver.get_server(folder)
    try:
        yield server.get_uri().replace("postgresql://", "").split("/postgres")[0]
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(address: str, like: str = "template1") -> Iterator[str]:
    """Give the name of a new database, empty or like another to which nobody is connected."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(f"postgresql://{address}/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')  # type: ignore[arg-type]
    yield name
    with psycopg.connect(f"postgresql://{address}/postgres", autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]


def empty(address: str, name: str) -> None:
    """Take every row out of a database and let every number begin at one again."""
    with psycopg.connect(f"postgresql://{address}/{name}") as raw:
        raw.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        raw.execute("SET session_replication_role = replica")
        tables = raw.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        deleted = [SQL("DELETE FROM {}").format(Identifier(name)) for (name,) in tables.fetchall()]
        raw.execute(SQL(";").join(deleted))
        raw.execute(
            "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
            " FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
        )


@contextmanager
def _system(binaries: Path) -> Iterator[str]:
    folder, port = Path(tempfile.mkdtemp(prefix="tasapparot-pg-")), free_port()
    as_user: dict[str, object] = {}
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    data = folder / "data"
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        **as_user,
    )
    server = subprocess.Popen(
        [
            binaries / "postgres",
            "-D",
            data,
            "-p",
            str(port),
            "-k",
            folder,
            "-h",
            "127.0.0.1",
            *HASTE,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        **as_user,
    )
    address = f"postgres@127.0.0.1:{port}"
    try:
        _await(address)
        yield address
    finally:
        server.terminate()
        server.wait(15)
        shutil.rmtree(folder, ignore_errors=True)


def _await(address: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(f"postgresql://{address}/postgres").close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
