"""This is LINE failing in every way that it can, and a webhook that comes more than once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from drills.course import Fault, Scale
from drills.ground import Ground

_OK = range(200, 300)


def line_fails(kind: str, **how: Any) -> Fault:
    """Return the fault of a LINE that fails in one way for a while."""

    def fails(ground: Ground, scale: Scale) -> str:
        before = _calls(ground)
        ground.phones.set_fault(kind, **how)
        time.sleep(scale.seconds)
        ground.phones.clear_faults()
        return _bitten(_calls(ground) - before, scale)

    return fails


def line_is_slow(seconds: float) -> Fault:
    """Return the fault of a LINE that takes so long for each answer."""

    def slow(ground: Ground, scale: Scale) -> str:
        ground.phones.set_fault("slow", seconds=seconds)
        time.sleep(scale.seconds)
        ground.phones.clear_faults()
        return f"each answer took {seconds:g} s for {scale.seconds:g} s"

    return slow


def _calls(ground: Ground) -> Counter[str]:
    return Counter(ground.phones.counters()["calls"])


def _bitten(calls: Counter[str], scale: Scale) -> str:
    refused = sum(
        count
        for name, count in calls.items()
        if name != "unanswered" and int(name.rpartition(" ")[2]) not in _OK
    )
    said = [f"{refused} refused"] if refused else []
    said += [f"{calls['unanswered']} unanswered"] if calls["unanswered"] else []
    return f"{' and '.join(said) or 'nothing failed'} in {scale.seconds:g} s"


def webhooks_shuffled(ground: Ground, scale: Scale) -> str:
    """Deliver each webhook three times, in any order."""
    ground.phones.set_switches(copies=3, shuffle=True, shuffle_seconds=1.0)
    time.sleep(scale.seconds)
    ground.phones.set_switches(copies=1, shuffle=False)
    return f"each webhook three times in any order for {scale.seconds:g} s"


LINES: dict[str, Callable[[bool], Fault]] = {
    "500": lambda _: line_fails("status", status=500),
    "429": lambda _: line_fails("rate"),
    "slow": lambda is_short: line_is_slow(1.0 if is_short else 5.0),
    # Longer than we wait, and LINE takes it all the same.
    "silent": lambda is_short: line_is_slow(11.0 if is_short else 30.0),
    "away": lambda _: line_fails("refuse"),
    "dropped": lambda _: line_fails("drop_answer"),
}
