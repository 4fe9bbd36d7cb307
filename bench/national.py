"""This is the benchmark of a whole nation in one deployment: import, memory, and what idling costs.

Run `.venv/bin/python -m bench.national [--stations 1500] [--villages FILE]`. FILE is a list with
the columns code, name, moo, tambon, amphoe, changwat, lat, lon; without one it is made up.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import psutil

from bench.card_parts import app, cpu_seconds, family, running
from bench.classify import BEGINNINGS, MIDDLES
from bench.nation import HTTP, Deployment, launch
from bench.nation_parts import Nation, code_of, post_all

VILLAGES = 75_000
_MEBI = 1024 * 1024
_IDLES = 20.0


def made_up() -> Iterator[dict[str, str]]:
    """Yield as many villages as the nation has, ten to a tambon, names shared as in the nation."""
    names = [first + second for first in BEGINNINGS for second in MIDDLES]
    for number in range(VILLAGES):
        tambon = f"ตำบล{names[number // 10 % len(names)]}"
        yield {
            "code": f"{number:08d}",
            "name": f"บ้าน{names[number * 7 % len(names)]}",
            "moo": str(number % 10 + 1),
            "subdistrict": tambon,
            "district": f"อำเภอ{names[number // 100 % len(names)]}",
            "province": f"จังหวัด{number // 1000}",
        }


def listed(file: Path) -> Iterator[dict[str, str]]:
    """Yield the villages of a list."""
    with file.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            yield {
                "code": row["code"],
                "name": row["name"],
                "moo": row["moo"],
                "subdistrict": row["tambon"],
                "district": row["amphoe"],
                "province": row["changwat"],
                "lat": row["lat"],
                "lon": row["lon"],
                "radius_m": "500" if row["lat"] else "",
            }


def write(path: Path, rows: Sequence[dict[str, str]], stations: int) -> Path:
    """Write a list in which neighbours share a station."""
    columns = (
        *("station", "code", "name", "aliases", "moo", "subdistrict", "district", "province"),
        *("lat", "lon", "radius_m"),
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        for number, row in enumerate(rows):
            writer.writerow({"station": code_of(number * stations // len(rows)), **row})
    return path


def take_in(at: Deployment, file: Path) -> str:
    """Run the command and say how long it took and what it held at most."""
    began = time.monotonic()
    command = [*app(at.config), "import", "villages", file, "--by-station"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ})
    watched, most = psutil.Process(process.pid), 0
    while process.poll() is None:
        most = max(most, watched.memory_info().rss)
        time.sleep(0.1)
    said = process.communicate()[0].decode().strip()
    if process.returncode:
        raise SystemExit("the list was refused")
    return f"{time.monotonic() - began:.0f} s, {most / _MEBI:.0f} MB at most ({said})"


def live(at: Deployment, nation: Nation) -> Iterator[str]:
    """Start a door and a worker, have every station read a report, then leave them alone."""
    folder, began = at.config.parent, time.monotonic()
    with ExitStack() as stack:
        parts = [
            stack.enter_context(running([*app(at.config), one], log=folder / f"{one}.log"))
            for one in ("web", "worker")
        ]
        yield f"web and worker ready after {time.monotonic() - began:.0f} s"
        post_all(nation, port=at.door, rate=20)
        until = time.monotonic() + 300
        while _waiting(at) and time.monotonic() < until:
            time.sleep(1)
        door = sum(_held(one) for one in family(parts[0].pid))
        yield f"each station has read a report: worker {_held(psutil.Process(parts[1].pid)):.0f} MB"
        yield f"web {door:.0f} MB in its processes; left waiting: {_waiting(at)}"
        for name, part in zip(("web", "worker"), parts, strict=True):
            busy, since = cpu_seconds(part.pid), time.monotonic()
            time.sleep(_IDLES)
            share = (cpu_seconds(part.pid) - busy) / (time.monotonic() - since)
            threads = sum(one.num_threads() for one in family(part.pid))
            yield f"{name} idle: {100 * share:.1f} % of a core, {threads} threads"


def _waiting(at: Deployment) -> int:
    told = HTTP.request("GET", f"http://127.0.0.1:{at.door}/metrics").data.decode()
    return 0 if "tasapparot_arrivals_oldest_seconds 0.0" in told else 1


def _held(process: psutil.Process) -> float:
    return process.memory_info().rss / _MEBI


def main() -> None:
    """Print the nation's figures."""
    parser = argparse.ArgumentParser(prog="bench.national", description=__doc__)
    parser.add_argument("--stations", type=int, default=1500)
    parser.add_argument("--villages", type=Path, help="a list; otherwise they are made up")
    parser.add_argument("--keep", action="store_true", help="keep the folder with its logs")
    chosen = parser.parse_args()
    rows = list(
        itertools.islice(listed(chosen.villages) if chosen.villages else made_up(), VILLAGES)
    )
    nation = Nation(stations=chosen.stations, tips=chosen.stations)
    folder = Path(tempfile.mkdtemp(prefix="bench-national-"))
    with ExitStack() as stack:
        at = launch(stack, nation, folder, latency=0.06)
        file = write(folder / "national.csv", rows, nation.stations)
        print(f"{nation.stations:,} stations, {len(rows):,} villages")
        print(f"import: {take_in(at, file)}", flush=True)
        print(f"import again: {take_in(at, file)}", flush=True)
        for line in live(at, nation):
            print(line, flush=True)
    if chosen.keep:
        print(f"kept: {folder}")
    else:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
