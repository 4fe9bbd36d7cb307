"""This is `make drill`: each drill in turn, one line of figures each; exit 1 if any fell short."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace

from drills.catalogue import DRILLS, Drill
from drills.course import Scale
from drills.faults.disk import apart, is_apart
from drills.ground import Ground
from drills.kept import CHECKOUT
from drills.rounds import ROUNDS, Round
from drills.stages import SMALL, SMALL_TURNED, STAGES, Wanted

_SPARE = 10


def main() -> int:
    """Hold the drills that were asked for; return the exit code."""
    words = argparse.ArgumentParser(prog="drills", description=__doc__)
    words.add_argument(
        "names",
        nargs="*",
        help="a part of a drill's name, such as 'LINE 500, SQLite'; none: all of them",
    )
    words.add_argument("--short", action="store_true", help="seconds each")
    words.add_argument("--rounds", action="store_true", help="short: one load, faults in turn")
    words.add_argument("--scale", type=float, default=1.0, help="a part of the full form")
    words.add_argument("--list", action="store_true", help="name the drills")
    asked = words.parse_args()
    if asked.rounds:
        called = [one for one in ROUNDS if not asked.names or one.stage in asked.names]
        return int(bool([one for one in called if not _hold_round(one)]))
    wanted = [one for one in DRILLS if _is_asked(one, asked.names)]
    if not wanted:
        words.error(f"no drill is called {', '.join(asked.names)}; --list names them")
    if asked.list:
        print("\n".join(f"{one.name}, {one.stage}" for one in wanted))
        return 0
    is_good = True
    for stage in dict.fromkeys(one.stage for one in wanted):
        here = [one for one in wanted if one.stage == stage]
        if stage == SMALL and not is_apart():
            is_good &= _hold_apart(here, is_short=asked.short, part=asked.scale)
        else:
            is_good &= _hold(stage, here, is_short=asked.short, part=asked.scale)
    return 0 if is_good else 1


def _hold_round(one: Round) -> bool:
    """Hold one round, in a process that may mount where it must."""
    if one.stage == SMALL_TURNED and not is_apart():
        return _run_apart("--rounds", one.stage)
    figures = one.hold()
    print(figures, flush=True)
    return figures.is_good


def _is_asked(drill: Drill, names: Sequence[str]) -> bool:
    called = f"{drill.name}, {drill.stage}".lower()
    return not names or any(one.lower() in called for one in names)


def _hold_apart(drills: Sequence[Drill], *, is_short: bool, part: float) -> bool:
    """Hold the drills that mount something in a process that may."""
    short = ["--short"] if is_short else []
    return _run_apart(*short, "--scale", str(part), *(one.name for one in drills))


def _run_apart(*words: str) -> bool:
    program = apart()
    if program is None:
        print("a full disk: this machine lets nobody mount a small one")
        return False
    done = subprocess.run([*program, sys.executable, "-m", "drills", *words], check=False)
    return done.returncode == 0


def _hold(stage: str, drills: Sequence[Drill], *, is_short: bool, part: float) -> bool:
    scales = [_scaled(one.short if is_short else one.full, part) for one in drills]
    wanted = Wanted(
        people=sum(one.tips + _SPARE for one in scales),
        groups=int((20 if is_short else 2000) * part)
        if any(one.has_bulletin for one in scales)
        else 0,
        is_short=is_short,
    )
    is_good = True
    with STAGES[stage](wanted) as made:
        for one, scale in zip(drills, scales, strict=True):
            figures = one.run(made, is_short=is_short, scale=scale)
            print(figures, flush=True)
            if not figures.is_good:
                is_good = False
                _keep(made.ground, one.name)
    return is_good


def _keep(ground: Ground, name: str) -> None:
    """Keep what there is of a drill that fell short, to see why."""
    there = CHECKOUT / "var" / "drills" / name.replace(" ", "-")
    shutil.rmtree(there, ignore_errors=True)
    shutil.copytree(ground.folder, there)
    sys.stderr.write(f"kept in {there}\n")


def _scaled(scale: Scale, part: float) -> Scale:
    return replace(
        scale,
        tips=max(6, int(scale.tips * part)),
        seconds=scale.seconds * part,
        kills=max(1, int(scale.kills * part)) if scale.kills else 0,
    )


if __name__ == "__main__":
    sys.exit(main())
