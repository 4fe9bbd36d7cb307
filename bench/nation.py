"""This is the benchmark of several processes on PostgreSQL and Redis: tips a second, CPU per tip.

Run `.venv/bin/python -m bench.nation [--tips 3000] [--workers 1 2 4] [--stations 20]`. Every tip is
timed from its webhook to the moment when LINE, a bare sink that takes as long as LINE usually
does, accepted the officer's card.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil
import urllib3

import composition
from bench import nation_parts
from bench.card_parts import app, await_calm, cpu_seconds, free_port, running
from bench.carried import carried, line
from bench.nation_parts import FIRST_NUMBER, Nation, post_all, settle, write_config
from bench.servers import postgres, redis
from bot.config import load_settings

HTTP = urllib3.PoolManager(maxsize=2, retries=False, timeout=30)
_STALLS = 10.0


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a run came to; times in seconds."""

    workers: int
    waits: Mapping[int, float]
    span: float
    posted: float
    lost: int
    twice: int
    cpu: Mapping[str, float]
    carried: str = ""

    def line(self) -> str:
        """Say it in one line."""
        tips = max(1, len(self.waits))
        p50, p99 = quantiles(list(self.waits.values()))
        spent = ", ".join(f"{name} {1000 * one / tips:.1f}" for name, one in self.cpu.items())
        return (
            f"{self.workers} worker process(es): {tips / self.span:,.0f} tips/s"
            f" ({tips:,} posted at {tips / self.posted:,.0f}/s), p50 {1000 * p50:,.0f} ms,"
            f" p99 {1000 * p99:,.0f}; lost {self.lost}, twice {self.twice};"
            f" ms of CPU a tip: {spent}\n  {self.carried}"
        )


def quantiles(waits: Sequence[float]) -> tuple[float, float]:
    """Return the middle one and the 99th of a hundred."""
    if len(waits) < 2:
        return (0.0, 0.0)
    cuts = statistics.quantiles(waits, n=100, method="inclusive")
    return cuts[49], cuts[98]


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """Servers that run, and the configuration of what is to run on them."""

    config: Path
    door: int
    sink: str
    servers: Mapping[str, psutil.Process]
    database: str
    engine: str


def measure(at: Deployment, nation: Nation, *, workers: int, rate: float) -> Figures:
    """Start the processes, post every tip and wait for its card."""
    folder = at.config.parent
    with ExitStack() as stack:
        roles = ["web", *(["worker"] * workers)]
        parts = [
            stack.enter_context(
                running([*app(at.config), role], log=folder / f"{role}{number}.log")
            )
            for number, role in enumerate(roles)
        ]
        await_calm(one.pid for one in parts)
        pids = {"web": [parts[0].pid], **{name: [one.pid] for name, one in at.servers.items()}}
        pids["workers"] = [one.pid for one in parts[1:]]
        held = carried(at.database, at.engine)
        before = {name: sum(map(cpu_seconds, group)) for name, group in pids.items()}
        said = post_all(nation, port=at.door, rate=rate)
        told = wait_for_cards(at.sink, nation)
        spent = {name: sum(map(cpu_seconds, group)) - before[name] for name, group in pids.items()}
        more = line(held, carried(at.database, at.engine), tips=nation.tips)
    return replace(figures(nation, said, told, cpu=spent, workers=workers), carried=more)


def wait_for_cards(sink: str, nation: Nation, *, but: int = 0) -> dict[str, Any]:
    """Wait until all cards but so many came, or none comes any more; return what the sink tells."""
    seen, since = -1, time.monotonic()
    while time.monotonic() - since < _STALLS:
        now = int(HTTP.request("GET", f"{sink}/seen").data)
        if now >= nation.tips - but:
            time.sleep(1)
            break
        if now > seen:
            seen, since = now, time.monotonic()
        time.sleep(0.1)
    found: dict[str, Any] = HTTP.request("GET", f"{sink}/told").json()
    return found


def figures(
    nation: Nation,
    said: Mapping[int, float],
    told: Mapping[str, Any],
    *,
    cpu: Mapping[str, float],
    workers: int,
) -> Figures:
    """Find each tip's card in what the sink tells."""
    waits, twice, ends = {}, 0, 0.0
    for tip, at in said.items():
        cards = told["cards"].get(str(FIRST_NUMBER + tip), [])
        mine = sorted(when for to, when in cards if to == nation.officer_of(tip))
        if mine:
            waits[tip] = mine[0] - at
            twice += len(mine) > 1
            ends = max(ends, mine[0])
    return Figures(
        workers=workers,
        waits=waits,
        span=max(0.001, ends - min(said.values())),
        posted=max(0.001, max(said.values()) - min(said.values())),
        lost=nation.tips - len(waits),
        twice=twice,
        cpu=cpu,
    )


def deploy(stack: ExitStack, nation: Nation, folder: Path, *, latency: float) -> Deployment:
    """Start the servers and take in every station's register."""
    at = launch(stack, nation, folder, latency=latency)
    settle(at.config, nation, folder)
    return at


def launch(stack: ExitStack, nation: Nation, folder: Path, *, latency: float) -> Deployment:
    """Start the servers and make the tables, with every station configured."""
    database, postmaster = stack.enter_context(postgres())
    engine, redis_server = stack.enter_context(redis())
    ports = {"web": free_port(), "line": free_port()}
    sink = [sys.executable, "-m", "bench.nation_sink", str(ports["line"]), str(latency)]
    stack.enter_context(running(sink, log=folder / "sink.log", ready=ports["line"]))
    config = write_config(folder, nation, ports=ports, database=database, engine=engine)
    composition.prepare(load_settings(config, {}), is_sample=False)
    return Deployment(
        config=config,
        door=ports["web"],
        sink=f"http://127.0.0.1:{ports['line']}",
        database=database,
        engine=engine,
        servers={"PostgreSQL": postmaster, "Redis": redis_server},
    )


def main() -> None:
    """Print a line for each number of worker processes."""
    parser = argparse.ArgumentParser(prog="bench.nation", description=__doc__)
    parser.add_argument("--tips", type=int, default=2000)
    parser.add_argument("--stations", type=int, default=20)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--rate", type=float, default=400, help="webhooks a second")
    parser.add_argument("--kind", choices=sorted(nation_parts.WORDS), default="emergency")
    parser.add_argument("--line-ms", type=float, default=60, help="how long LINE takes")
    parser.add_argument("--keep", action="store_true", help="keep the folder with its logs")
    chosen = parser.parse_args()
    nation = Nation(stations=chosen.stations, tips=chosen.tips, kind=chosen.kind)
    print(f"{nation.stations} stations, {nation.kind}, LINE answers in {chosen.line_ms:g} ms")
    for workers in chosen.workers:
        folder = Path(tempfile.mkdtemp(prefix="bench-nation-"))
        with ExitStack() as stack:
            at = deploy(stack, nation, folder, latency=chosen.line_ms / 1000)
            print(measure(at, nation, workers=workers, rate=chosen.rate).line(), flush=True)
        if chosen.keep:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
