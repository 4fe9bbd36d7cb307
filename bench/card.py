"""This is the benchmark of the whole way: from a member's webhook to the officer's card at LINE.

Run `.venv/bin/python -m bench.card [--seconds 60] [--rate 20]`. Each tip is an emergency, for these
do not wait for more. LINE is the simulator, as a process of its own on the same machine.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.card_parts import (
    FIRST_OFFICER,
    app,
    as_json,
    cpu_seconds,
    free_port,
    gunicorn,
    running,
    settle,
    simulator,
    write_config,
)
from bench.register import Register, line_of
from simulator.client import SimulatorClient

WORDS = "มีคนถือมีดไล่ฟันกันอยู่ตอนนี้ ที่ชุมชน{village} รถทะเบียน กข {number}"
# What a tip's words are found again by in whatever reached an officer.
MARK = re.compile(r"กข (\d{4,})")
FIRST_NUMBER = 1000
ENDS_WITHIN = 30.0


@dataclass(frozen=True, kw_only=True)
class Load:
    """How many tips, how fast, from whom."""

    seconds: float
    rate: float
    register: Register

    @property
    def tips(self) -> int:
        """Return how many tips there will be."""
        return int(self.seconds * self.rate)

    def words(self, tip: int) -> str:
        """Return what is written: each tip is known by its number plate."""
        village = self.register.names()[tip % self.register.villages]
        return WORDS.format(village=village, number=FIRST_NUMBER + tip)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a run came to; times in seconds."""

    times: Sequence[float]
    lost: int
    doubles: int
    refused: int
    calls: int
    cores: float

    def __str__(self) -> str:
        """Say it in one line."""
        if not self.times:
            return f"nothing arrived, lost {self.lost}"
        cuts = statistics.quantiles(self.times, n=100, method="inclusive")
        p50, p95, p99 = (1000 * cuts[at - 1] for at in (50, 95, 99))
        return (
            f"p50 {p50:,.0f} ms, p95 {p95:,.0f}, p99 {p99:,.0f}, max {1000 * max(self.times):,.0f};"
            f" {len(self.times):,} arrived, {self.lost} lost, {self.doubles} twice;"
            f" {self.calls:,} calls to LINE, {self.refused} refused;"
            f" CPU {100 * self.cores:.0f} % of a core"
        )


def send_all(url: str, load: Load) -> dict[int, float]:
    """Have members write at an even pace, whatever the answers; return when each did."""
    said: dict[int, float] = {}
    phones = SimulatorClient(url)
    began = time.monotonic() + 0.5

    def say(tip: int) -> None:
        member = tip % load.register.members
        phone = phones.person(line_of(f"m{member}"), station="khokkhram")
        time.sleep(max(0.0, began + tip / load.rate - time.monotonic()))
        # The simulator's moment, for its postman begins the webhook's POST right after.
        said[tip] = datetime.fromisoformat(phone.says(load.words(tip))["at"]).timestamp()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(say, range(load.tips)))
    phones.close()
    return said


def arrivals(calls: Sequence[Mapping[str, Any]], officer_of: Any) -> dict[int, list[float]]:
    """Return when the primary officer's card of each tip was at LINE, for each push taken."""
    found: dict[int, list[float]] = {}
    for call in calls:
        if call["endpoint"] != "push" or call["status"] != 200:
            continue
        for number in set(MARK.findall(as_json(call["body"]["messages"]))):
            tip = int(number) - FIRST_NUMBER
            if call["body"]["to"] == line_of(officer_of(tip)):
                at = datetime.fromisoformat(call["at"]).timestamp()
                found.setdefault(tip, []).append(at)
    return found


def measure(url: str, server: subprocess.Popen[bytes], load: Load, officer_of: Any) -> Figures:
    """Load a station and read from LINE's own log what came out."""
    busy, began = cpu_seconds(server.pid), time.monotonic()
    said = send_all(url, load)
    took = time.monotonic() - began
    busy = cpu_seconds(server.pid) - busy
    client = SimulatorClient(url)
    until = time.monotonic() + ENDS_WITHIN
    while True:
        calls = client.calls()
        found = arrivals(calls, officer_of)
        if len(found) >= load.tips or time.monotonic() > until:
            break
        time.sleep(0.5)
    client.close()
    return Figures(
        times=sorted(min(at) - said[tip] for tip, at in found.items()),
        lost=load.tips - len(found),
        doubles=sum(len(at) > 1 for at in found.values()),
        refused=sum(call["status"] != 200 for call in calls),
        calls=len(calls),
        cores=busy / took,
    )


def ours(folder: Path, load: Load) -> Figures:
    """Measure the whole service with its defaults, on SQLite."""
    door, line = free_port(), free_port()
    config = write_config(folder, port=door, line=f"http://127.0.0.1:{line}/line")
    settle(config, load.register.write(folder))
    webhook = f"http://127.0.0.1:{door}/callback"
    with (
        simulator(folder, port=line, people=load.register.people(), webhook=webhook) as url,
        running([*app(config), "run"], log=folder / "service.log") as service,
    ):
        return measure(url, service, load, load.register.officer_of)


def baseline(folder: Path, load: Load) -> Figures:
    """Measure the SDK's sample, which pushes one text within the webhook and keeps nothing."""
    door, line = free_port(), free_port()
    webhook = f"http://127.0.0.1:{door}/callback"
    api = f"http://127.0.0.1:{line}/line"
    command = gunicorn(door, "sample")
    with (
        simulator(folder, port=line, people=load.register.people(), webhook=webhook) as url,
        running(command, log=folder / "sample.log", ready=door, BENCH_LINE=api) as served,
    ):
        time.sleep(2)
        return measure(url, served, load, lambda _tip: FIRST_OFFICER)


def main() -> None:
    """Print the way's figures beside the sample's."""
    parser = argparse.ArgumentParser(prog="bench.card", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=20, help="tips a second")
    parser.add_argument("--keep", action="store_true", help="keep the folder with its logs")
    chosen = parser.parse_args()
    tips = int(chosen.seconds * chosen.rate)
    load = Load(
        seconds=chosen.seconds, rate=chosen.rate, register=Register(members=max(2000, tips))
    )
    folder = Path(tempfile.mkdtemp(prefix="bench-card-"))
    try:
        print(f"card, {load.rate:g} tips a second for {load.seconds:g} s, ours, durable: ", end="")
        print(ours(folder, load), flush=True)
        print(f"SDK sample, storing nothing, one push: {baseline(folder, load)}")
    finally:
        if chosen.keep:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
