"""This is the database restarted, locked and out of connections, and Redis gone and wiped."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

from drills.course import Fault, Scale
from drills.ground import Ground
from drills.servers import OURS, Postgres, Redis


def refused_webhooks(ground: Ground) -> int:
    """Return how many webhooks were not taken so far."""
    return sum(one["reason"] != "OK" for one in ground.phones.webhooks())


def database_restarted(server: Postgres) -> Fault:
    """Return the fault of a PostgreSQL that dies as by a power cut, and is away for a while."""

    def restarted(ground: Ground, scale: Scale) -> str:
        before = refused_webhooks(ground)
        server.kill()
        time.sleep(scale.seconds)
        server.start()
        refused = refused_webhooks(ground) - before
        return f"away for {scale.seconds:g} s, {refused} webhooks refused"

    return restarted


def database_locked(ground: Ground, scale: Scale) -> str:
    """Hold SQLite's one lock for writing."""
    before = refused_webhooks(ground)
    path = str(ground.store.database.url.database)
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as held:
        held.execute("BEGIN EXCLUSIVE")
        time.sleep(scale.seconds)
        held.execute("ROLLBACK")
    refused = refused_webhooks(ground) - before
    return f"locked for {scale.seconds:g} s, {refused} webhooks refused"


def connections_refused(server: Postgres) -> Fault:
    """Return the fault of a PostgreSQL that has no connection left for the program."""

    def refused(ground: Ground, scale: Scale) -> str:
        before = refused_webhooks(ground)
        with server.asked() as owner:
            owner.execute(f"ALTER ROLE {OURS} CONNECTION LIMIT 0")
            owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [OURS]
            )
            time.sleep(scale.seconds)
            owner.execute(f"ALTER ROLE {OURS} CONNECTION LIMIT -1")
        count = refused_webhooks(ground) - before
        return f"none to be had for {scale.seconds:g} s, {count} webhooks refused"

    return refused


def engine_restarted(server: Redis) -> Fault:
    """Return the fault of a Redis that is killed, is away, and comes back empty."""

    def restarted(_: Ground, scale: Scale) -> str:
        server.kill()
        time.sleep(scale.seconds)
        server.start()
        return f"killed, away for {scale.seconds:g} s, back and empty"

    return restarted


def engine_wiped(server: Redis) -> Fault:
    """Return the fault of a Redis that forgets everything again and again."""

    def wiped(_: Ground, scale: Scale) -> str:
        wipes = 0
        until = time.monotonic() + scale.seconds
        while time.monotonic() < until:
            server.wipe()
            wipes += 1
            time.sleep(0.1)
        return f"wiped {wipes} times in {scale.seconds:g} s"

    return wiped
