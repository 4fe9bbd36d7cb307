"""This is the benchmark of one station's stuck LINE: what the other stations' officers feel of it.

Run `.venv/bin/python -m bench.slow [--tips 200] [--rate 8] [--rounds 2]`. The same deployment gets
the same tips twice: with every LINE well, and with the first station's answering after the
sender's patience. A third time one of two worker processes is frozen (SIGSTOP) while they come.
All three take turns, and what comes in a process's first seconds is left out: of so few tips the
99th of a hundred is two or three.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bench.card_parts import app, await_calm, running
from bench.nation import HTTP, Deployment, deploy, figures, quantiles, wait_for_cards
from bench.nation_parts import Nation, post_all, token_of

# Longer than a sender waits for an answer.
_STUCK = 12.0
_WORKERS = 2
_WARM = 3.0
_TROUBLES = ("none", "slow", "frozen")


def measure(at: Deployment, nation: Nation, *, rate: float, trouble: str) -> list[float]:
    """Post every tip in one kind of trouble; return the waits of the stations that are well."""
    with ExitStack() as stack:
        parts = [
            stack.enter_context(
                running([*app(at.config), role], log=at.config.parent / f"{role}{number}.log")
            )
            for number, role in enumerate(["web", *["worker"] * _WORKERS])
        ]
        await_calm(one.pid for one in parts)
        slow = {token_of(0): _STUCK} if trouble == "slow" else {}
        HTTP.request("POST", f"{at.sink}/slow", body=json.dumps(slow))
        freezing = threading.Timer(nation.tips / rate / 3, lambda: _freeze(parts[1].send_signal))
        if trouble == "frozen":
            freezing.start()
        said = post_all(nation, port=at.door, rate=rate)
        freezing.cancel()
        told = wait_for_cards(at.sink, nation, but=nation.of_station(0) if slow else 0)
        parts[1].send_signal(signal.SIGCONT)
    waits = figures(nation, said, told, cpu={}, workers=_WORKERS).waits
    warm = min(said.values()) + _WARM
    return [one for tip, one in waits.items() if nation.station_of(tip) and said[tip] >= warm]


def _freeze(signal_to: Callable[[int], None]) -> None:
    signal_to(signal.SIGSTOP)


def main() -> None:
    """Print the others' p50 and p99 with every LINE well, with one stuck, with a worker frozen."""
    parser = argparse.ArgumentParser(prog="bench.slow", description=__doc__)
    parser.add_argument("--tips", type=int, default=200)
    parser.add_argument("--rate", type=float, default=8, help="webhooks a second")
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    nation = Nation(stations=5, tips=chosen.tips)
    found: dict[str, list[float]] = {trouble: [] for trouble in _TROUBLES}
    for trouble in _TROUBLES * chosen.rounds:
        folder = Path(tempfile.mkdtemp(prefix="bench-slow-"))
        with ExitStack() as stack:
            at = deploy(stack, nation, folder, latency=0.06)
            found[trouble] += measure(at, nation, rate=chosen.rate, trouble=trouble)
        shutil.rmtree(folder)
    _, base = quantiles(found["none"])
    for trouble, waits in found.items():
        p50, p99 = quantiles(waits)
        print(
            f"{trouble}: the other stations' {len(waits)} cards p50 {1000 * p50:,.0f} ms,"
            f" p99 {1000 * p99:,.0f} ms, {p99 / base:.2f} of the first"
        )


if __name__ == "__main__":
    main()
