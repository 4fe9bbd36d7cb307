"""This is what a database and an engine carry for a load: commits, log, rows, commands, memory."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from redis import Redis

_ASKED = """
SELECT (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()),
       pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0'),
       pg_database_size(current_database()),
       (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')
"""


def carried(database: str, engine: str) -> Mapping[str, int]:
    """Return what both have carried since they began, and hold now."""
    with psycopg.connect(f"postgresql://{database}") as asked:
        row = asked.execute(_ASKED).fetchone() or (0, 0, 0, 0)
    commits, log, size, connections = (int(one) for one in row)
    told = Redis.from_url(engine).info()
    return {
        "commits": commits,
        "log": log,
        "size": size,
        "connections": connections - 1,
        "commands": int(told["total_commands_processed"]),
        "memory": int(told["used_memory"]),
    }


def line(before: Mapping[str, int], after: Mapping[str, int], *, tips: int) -> str:
    """Say in one line what a run of so many tips came to."""
    each = {name: (after[name] - before[name]) / max(1, tips) for name in after}
    return (
        f"carried for each tip: {each['commits']:.0f} commits, {each['log'] / 1024:.0f} KB of log,"
        f" {each['size'] / 1024:.1f} KB kept, {each['commands']:.0f} commands of the engine;"
        f" {after['connections']} connections, {after['memory'] / 2**20:.1f} MB in the engine"
    )
