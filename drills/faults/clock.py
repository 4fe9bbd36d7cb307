"""This is a machine whose clock jumps, for the program and for its database."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from drills.course import Scale
from drills.ground import Ground

HOUR = 3600
_CLOCK = "DRILLS_CLOCK"
_SHIM = Path(__file__).with_name("wrong_clock")


def turned(offset: Path) -> Mapping[str, str]:
    """Return what lets a program go by a clock that is wrong by what a file says."""
    _turn(offset, 0)
    return {"PYTHONPATH": str(_SHIM), _CLOCK: str(offset)}


def clock_jumps(ground: Ground, scale: Scale) -> str:
    """Let the clock jump an hour ahead and back again, then an hour back and ahead again."""
    offset = Path(ground.plan.env[_CLOCK])
    for jump in (HOUR, 0, -HOUR):
        _turn(offset, jump)
        time.sleep(scale.seconds / 3)
    _turn(offset, 0)
    return f"an hour ahead, right, and an hour back for {scale.seconds / 3:g} s each"


def _turn(offset: Path, seconds: int) -> None:
    made = offset.with_suffix(".new")
    made.write_text(str(seconds))
    made.replace(offset)
