"""This is the kinds of station that drills take place at: all in one, and spread out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from drills.faults.clock import turned
from drills.faults.disk import mounted
from drills.ground import Ground, Plan, ground
from drills.servers import Postgres, Redis

ALONE, SPREAD = "SQLite", "PostgreSQL and Redis"
SMALL, TURNED = "SQLite on a small disk", "SQLite and a clock that jumps"
SMALL_TURNED = "SQLite on a small disk with a clock that jumps"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How many people and groups a stage needs, and whether it is for a short drill."""

    people: int
    groups: int = 0
    is_short: bool = False


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A station at work, and the servers that it works with."""

    ground: Ground
    database: Postgres | None = None
    engine: Redis | None = None


@contextmanager
def alone(wanted: Wanted) -> Iterator[Stage]:
    """Give a station of one service on SQLite."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drill-")))
        yield Stage(ground=stack.enter_context(ground(_plan(ALONE, wanted, ("run",)), folder)))


@contextmanager
def on_a_small_disk(wanted: Wanted) -> Iterator[Stage]:
    """Give the same, with its database and its media each on a small disk of its own."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drill-")))
        for place in ("var", "var/media"):
            stack.enter_context(mounted(folder / place))
        plan = _plan(SMALL, wanted, ("run",))
        yield Stage(ground=stack.enter_context(ground(plan, folder)))


@contextmanager
def with_a_clock(wanted: Wanted) -> Iterator[Stage]:
    """Give the same, with a clock that a drill turns."""
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        plan = _plan(TURNED, wanted, ("run",))
        plan = replace(plan, env=turned(Path(folder) / "clock"))
        with ground(plan, Path(folder)) as made:
            yield Stage(ground=made)


@contextmanager
def on_both(wanted: Wanted) -> Iterator[Stage]:
    """Give a station on small disks with a clock that a drill turns."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drill-")))
        for place in ("var", "var/media"):
            stack.enter_context(mounted(folder / place))
        plan = replace(_plan(SMALL_TURNED, wanted, ("run",)), env=turned(folder / "clock"))
        yield Stage(ground=stack.enter_context(ground(plan, folder)))


@contextmanager
def spread(wanted: Wanted) -> Iterator[Stage]:
    """Give two doors behind one way in and two workers, on PostgreSQL and woken by Redis."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drill-")))
        database, engine = Postgres(), Redis(folder)
        stack.callback(database.remove)
        database.start()
        stack.callback(database.stop)
        engine.start()
        stack.callback(engine.stop)
        plan = replace(
            _plan(SPREAD, wanted, ("web", "web", "worker", "worker")),
            database=database.for_us(),
            engine=engine.url,
        )
        made = stack.enter_context(ground(plan, folder))
        yield Stage(ground=made, database=database, engine=engine)


STAGES: Mapping[str, Callable[[Wanted], AbstractContextManager[Stage]]] = {
    ALONE: alone,
    SPREAD: spread,
    SMALL: on_a_small_disk,
    TURNED: with_a_clock,
    SMALL_TURNED: on_both,
}


def _plan(name: str, wanted: Wanted, services: tuple[str, ...]) -> Plan:
    return Plan(
        name=name,
        services=services,
        people=wanted.people,
        groups=wanted.groups,
        collect=0.5 if wanted.is_short else 2.0,
        is_quick=wanted.is_short,
    )
