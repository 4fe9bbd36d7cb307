"""This is the benchmark of an idle station: what it holds in memory and what it keeps a core busy.

Run `.venv/bin/python -m bench.idle [--seconds 60]`. The whole service on SQLite with a register of
2,000 members, handled one tip and then left alone; all its processes are summed.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import psutil

from bench.card import Load, send_all
from bench.card_parts import (
    app,
    cpu_seconds,
    family,
    free_port,
    gunicorn,
    running,
    settle,
    simulator,
    write_config,
)
from bench.register import Register

SETTLES = 10.0
# 300,000 in 1,484 stations.
A_STATION_S_MEMBERS = 200
_MEBI = 1024 * 1024


def resident(processes: Sequence[psutil.Process]) -> tuple[float, float]:
    """Return megabytes resident, pages that are shared counted once for each and once for all."""
    whole = sum(one.memory_info().rss for one in processes)
    apart = sum(one.memory_full_info().pss for one in processes)
    return whole / _MEBI, apart / _MEBI


def watch(process: subprocess.Popen[bytes], seconds: float) -> str:
    """Leave a program alone for so long and say what it used."""
    began, busy = time.monotonic(), cpu_seconds(process.pid)
    time.sleep(seconds)
    share = (cpu_seconds(process.pid) - busy) / (time.monotonic() - began)
    processes = family(process.pid)
    whole, apart = resident(processes)
    return (
        f"{whole:.0f} MB resident ({apart:.0f} MB with shared pages counted once) in"
        f" {len(processes)} processes, {100 * share:.2f} % of a core"
    )


def ours(folder: Path, seconds: float) -> str:
    """Measure the whole service, after a tip so that all it needs is loaded."""
    register = Register(members=A_STATION_S_MEMBERS)
    door, line = free_port(), free_port()
    config = write_config(folder, port=door, line=f"http://127.0.0.1:{line}/line")
    settle(config, register.write(folder))
    webhook = f"http://127.0.0.1:{door}/callback"
    with (
        simulator(folder, port=line, people=register.people(), webhook=webhook) as url,
        running([*app(config), "run"], log=folder / "service.log") as service,
    ):
        send_all(url, Load(seconds=1, rate=1, register=register))
        _wait_for_menus(folder)
        time.sleep(SETTLES)
        return watch(service, seconds)


def _wait_for_menus(folder: Path) -> None:
    """Wait until everybody has the menu below their chat: that is work of the first minute."""
    (database,) = folder.glob("var/tasapparot.db")
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        while opened.execute("SELECT count(*) FROM menu_wishes").fetchone()[0]:
            time.sleep(0.5)


def baseline(folder: Path, seconds: float) -> str:
    """Measure the SDK's sample, idle."""
    port = free_port()
    with running(gunicorn(port, "sample"), log=folder / "sample.log", ready=port) as served:
        time.sleep(SETTLES)
        return watch(served, seconds)


def main() -> None:
    """Print what an idle station uses beside the idle sample."""
    parser = argparse.ArgumentParser(prog="bench.idle", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-idle-"))
    try:
        print(f"idle, {chosen.seconds:g} s, ours: {ours(folder, chosen.seconds)}", flush=True)
        print(f"SDK sample on gunicorn, storing nothing: {baseline(folder, chosen.seconds)}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
