"""This is the list of all drills: where each takes place, how large, and what fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from drills.course import Fault, Scale, drill
from drills.faults.clock import clock_jumps
from drills.faults.disk import full_for_media, full_for_webhooks
from drills.faults.killing import killed
from drills.faults.line import LINES, webhooks_shuffled
from drills.faults.storing import (
    connections_refused,
    database_locked,
    database_restarted,
    engine_restarted,
    engine_wiped,
)
from drills.figures import Figures
from drills.stages import ALONE, SMALL, SPREAD, TURNED, Stage

_T = TypeVar("_T")
_MINUTES = Scale(tips=720, rate=4, seconds=150)
_MOMENT = Scale(tips=12, rate=10, seconds=1.2, every=3)


@dataclass(frozen=True, kw_only=True)
class Drill:
    """One drill: its name, its stage, both its sizes, and the fault that a stage gives it."""

    name: str
    stage: str
    full: Scale
    short: Scale
    fault: Callable[[Stage, bool], Fault]

    def run(self, stage: Stage, *, is_short: bool, scale: Scale | None = None) -> Figures:
        """Hold the drill and count."""
        size = scale or (self.short if is_short else self.full)
        return drill(self.name, stage.ground, size, self.fault(stage, is_short))


_KILLS = Scale(tips=5000, rate=8, seconds=600, kills=100, has_bulletin=True)
_FEW_KILLS = Scale(tips=30, rate=10, seconds=4, kills=3, every=3, has_bulletin=True)


def _line_drills(stage: str) -> list[Drill]:
    return [
        Drill(
            name=f"LINE {name}",
            stage=stage,
            full=Scale(tips=720, rate=4, seconds=150, has_bulletin=True),
            short=_MOMENT,
            fault=lambda _, is_short, make=make: make(is_short),  # type: ignore[misc]
        )
        for name, make in LINES.items()
    ]


DRILLS = [
    *(
        Drill(name="kill", stage=stage, full=_KILLS, short=_FEW_KILLS, fault=lambda *_: killed)
        for stage in (ALONE, SPREAD)
    ),
    *_line_drills(ALONE),
    *_line_drills(SPREAD),
    Drill(
        name="webhooks three times",
        stage=ALONE,
        full=_MINUTES,
        short=_MOMENT,
        fault=lambda *_: webhooks_shuffled,
    ),
    Drill(
        name="database locked",
        stage=ALONE,
        full=Scale(tips=600, rate=5, seconds=90),
        short=Scale(tips=12, rate=6, seconds=2.5, every=3),
        fault=lambda *_: database_locked,
    ),
    Drill(
        name="database restarted",
        stage=SPREAD,
        full=Scale(tips=600, rate=5, seconds=90, has_bulletin=True),
        short=_MOMENT,
        fault=lambda stage, _: database_restarted(_given(stage.database)),
    ),
    Drill(
        name="out of connections",
        stage=SPREAD,
        full=Scale(tips=600, rate=5, seconds=90, has_bulletin=True),
        short=_MOMENT,
        fault=lambda stage, _: connections_refused(_given(stage.database)),
    ),
    Drill(
        name="engine restarted",
        stage=SPREAD,
        full=Scale(tips=600, rate=5, seconds=90),
        short=_MOMENT,
        fault=lambda stage, _: engine_restarted(_given(stage.engine)),
    ),
    Drill(
        name="engine wiped",
        stage=SPREAD,
        full=Scale(tips=600, rate=5, seconds=90),
        short=_MOMENT,
        fault=lambda stage, _: engine_wiped(_given(stage.engine)),
    ),
    Drill(
        name="disk full for webhooks",
        stage=SMALL,
        full=Scale(tips=600, rate=5, seconds=90),
        short=_MOMENT,
        fault=lambda *_: full_for_webhooks,
    ),
    Drill(
        name="disk full for media",
        stage=SMALL,
        full=Scale(tips=300, rate=2.5, seconds=90, every=10**9, has_photos=True),
        short=Scale(tips=6, rate=4, seconds=1.5, every=10**9, has_photos=True),
        fault=lambda *_: full_for_media,
    ),
    Drill(
        name="clock jumps",
        stage=TURNED,
        full=Scale(tips=600, rate=5, seconds=100),
        short=Scale(tips=36, rate=6, seconds=4.5, every=3),
        fault=lambda *_: clock_jumps,
    ),
]


def _given(server: _T | None) -> _T:
    if server is None:
        raise ValueError("this stage has no such server")
    return server
