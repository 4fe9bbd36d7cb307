"""This is the course of every drill: people write, something fails, is mended; all is counted."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

import composition
from drills.figures import Figures
from drills.ground import STATION, Ground
from drills.ledger import count
from drills.load import Sending, Tip
from models.arrival import Arrival, ArrivalState
from models.envelope import Envelope
from models.media import MediaItem, MediaState
from models.outbox import OPEN_STATES, Outgoing

# What is due in ten hours, the turn of the next in line, is not under way.
_SOON = timedelta(seconds=60)
# How fast a machine is says nothing here: this only ends a drill that would never end.
_PATIENCE = 1200.0
_PROBES = 3


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How large a drill is: tips, how many a second, seconds of the fault, kills, deliveries.

    One tip of `every` is of three messages.
    """

    tips: int
    rate: float
    seconds: float
    kills: int = 0
    has_bulletin: bool = False
    every: int = 10
    has_photos: bool = False


# A fault lasts until it returns; it returns what shows that it was one.
Fault = Callable[[Ground, Scale], str]


def drill(name: str, ground: Ground, scale: Scale, fault: Fault) -> Figures:
    """Let people write while something fails, and count what came of it."""
    tips = ground.tips(scale.tips, every=scale.every, has_photos=scale.has_photos)
    probes = ground.tips(_PROBES, every=_PROBES + ground.taken + 1)
    bulletin = ground.announce() if scale.has_bulletin else ""
    people = _send(ground, tips, scale.rate)
    time.sleep(min(5.0, 0.1 * scale.tips / scale.rate))
    bitten = fault(ground, scale)
    ended = time.time()
    late = _send(ground, probes, rate=5.0)
    people.join()
    late.join()
    is_settled = _settle(ground)
    rested = time.time()
    made = count(ground, [*tips, *probes], ended=ended, bulletin=bulletin)
    for one in made.details[:20]:
        sys.stderr.write(f"  {one}\n")
    if scale.has_photos:
        made.last = max(made.last, rested - ended)
    if not is_settled:
        made.faults.append("never came to rest")
    if people.faults or late.faults:
        made.faults.append(f"people could not write: {(people.faults + late.faults)[0]!r}")
    return Figures(
        drill=f"{name}, {ground.plan.name}",
        tips=scale.tips + _PROBES,
        messages=sum(len(one.said) for one in [*tips, *probes]),
        deliveries=ground.plan.groups if bulletin else 0,
        bitten=bitten,
        first=made.first,
        last=made.last,
        lost=made.lost,
        doubled=made.doubled,
        disordered=made.disordered,
        unknown=made.unknown,
        faults=made.faults,
    )


def _send(ground: Ground, tips: list[Tip], rate: float) -> Sending:
    made = Sending(ground.url, STATION, tips, rate=rate, collect=ground.plan.collect)
    made.start()
    return made


def _settle(ground: Ground) -> bool:
    """Wait until nothing is under way any more; say whether that came to be."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if ground.phones.counters()["webhooks_pending"] == 0 and _is_at_rest(ground):
            return True
        time.sleep(0.2)
    return False


def _is_at_rest(ground: Ground) -> bool:
    soon = composition.clock() + _SOON
    waiting = select(func.count()).where(
        Arrival.state == ArrivalState.WAITING, Arrival.due_at <= soon
    )
    going = select(func.count()).where(Outgoing.state.in_(OPEN_STATES))
    unsorted = select(func.count()).select_from(Envelope)
    wanted = select(func.count()).where(MediaItem.state == MediaState.WANTED)
    with ground.store.database.reading() as session:
        return not any(session.scalar(one) for one in (unsorted, waiting, going, wanted))
