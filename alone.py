"""This is how a service keeps what it cannot share to itself: its SQLite file and its port."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# The child of a service that was killed lives on for a second, and holds port and lock.
_PREDECESSOR_ENDS_WITHIN = 4.0


class Refused(Exception):
    """The service cannot start; the message is one line that says why."""


@contextmanager
def only_service_on(database_url: str) -> Iterator[None]:
    """Hold a SQLite file for one service; PostgreSQL is shared by as many as like."""
    if not database_url.startswith("sqlite:///"):
        yield
        return
    path = Path(database_url.removeprefix("sqlite:///"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Refused(f"database.url: {path} cannot be used: {error.strerror}") from None
    try:
        taken = _patiently(lambda: fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB))
        if taken is not None:
            raise Refused(
                f"database.url: {path} is in use by another run or web: SQLite serves one;"
                " stop the other, or use postgresql+psycopg://…"
            )
        # The server that this process becomes goes on holding it.
        os.set_inheritable(handle, True)  # noqa: FBT003
        yield
    finally:
        os.close(handle)


def may_be_served(database_url: str) -> bool:
    """Say whether a program may be running on a database; of PostgreSQL nobody here can tell."""
    if not database_url.startswith("sqlite:///"):
        return True
    path = Path(database_url.removeprefix("sqlite:///"))
    return is_held(path.with_name(path.name + ".lock"))


def is_held(lock: Path) -> bool:
    """Say whether somebody holds a lock file now."""
    try:
        handle = os.open(lock, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def wait_for_port(host: str, port: int) -> None:
    """Wait until a port can be had; raise Refused if it never can."""

    def bind() -> None:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))

    fault = _patiently(bind)
    if fault is not None:
        why = fault.strerror or fault
        raise Refused(
            f"web.port: {host}:{port} cannot be used: {why};"
            " choose another, for example TASAPPAROT_WEB__PORT=8001"
        )


def _patiently(attempt: Callable[[], None]) -> OSError | None:
    """Try until a predecessor that is just ending is gone; return why it never went."""
    until = time.monotonic() + _PREDECESSOR_ENDS_WITHIN
    while True:
        try:
            attempt()
        except OSError as error:
            if time.monotonic() > until:
                return error
            time.sleep(0.1)
        else:
            return None
