"""This is the short form of all drills: at each stage one load, and one fault after another.

What only counts over minutes stays with the full forms: a LINE that is silent for longer than we
wait, and how soon what waited is out after each fault alone.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from drills.catalogue import DRILLS, Drill
from drills.course import Fault, Scale, drill
from drills.figures import Figures
from drills.ground import Ground
from drills.stages import ALONE, SMALL, SMALL_TURNED, SPREAD, STAGES, TURNED, Stage, Wanted

LEFT_OUT = ("LINE silent",)
_SHORT = True
_SECONDS = 0.8
_PAUSE = 0.3
_GROUPS = 10
_SPARE = 5


@dataclass(frozen=True, kw_only=True)
class Round:
    """One load at one stage, and the stages whose drills' faults it takes, one after another."""

    stage: str
    of: Sequence[str]
    scale: Scale

    @property
    def drills(self) -> Sequence[Drill]:
        """Return the drills of which this is the short form."""
        here = [one for one in DRILLS if one.stage in self.of and one.name not in LEFT_OUT]
        # Kills last: how long a process takes to begin again is no measure of the load's time.
        return sorted(here, key=lambda one: one.short.kills)

    def hold(self) -> Figures:
        """Hold the round and count."""
        with STAGES[self.stage](self.wanted()) as stage:
            return self.held_at(stage)

    def wanted(self, more: int = 0) -> Wanted:
        """Return what its stage must have, with so many people more."""
        groups = _GROUPS if self.scale.has_bulletin else 0
        return Wanted(people=self.scale.tips + _SPARE + more, groups=groups, is_short=True)

    def held_at(self, stage: Stage, *first: Fault) -> Figures:
        """Hold it at a stage that is there already, with other things that happen first."""
        faults = [(one, self.scale) for one in first]
        faults += [(one.fault(stage, _SHORT), _brief(one.short)) for one in self.drills]
        return drill("round", stage.ground, self.scale, in_turn(faults))


def _brief(short: Scale) -> Scale:
    return replace(short, seconds=max(_SECONDS, short.seconds / 2))


def in_turn(faults: Sequence[tuple[Fault, Scale]]) -> Fault:
    """Return the fault of several, each mended before the next."""

    def one_after_another(ground: Ground, _: Scale) -> str:
        told = []
        for fault, scale in faults:
            told.append(fault(ground, scale))
            time.sleep(_PAUSE)
            for service in ground.services:
                service.await_ready()
        return "; ".join(told)

    return one_after_another


ROUNDS = [
    Round(
        stage=ALONE,
        of=(ALONE,),
        scale=Scale(tips=75, rate=5, seconds=0, every=5, has_bulletin=True),
    ),
    Round(
        stage=SPREAD,
        of=(SPREAD,),
        scale=Scale(tips=90, rate=5, seconds=0, every=5, has_bulletin=True),
    ),
    Round(
        stage=SMALL_TURNED,
        of=(SMALL, TURNED),
        scale=Scale(tips=24, rate=5, seconds=0, every=10**9, has_photos=True),
    ),
]
