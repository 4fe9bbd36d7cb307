"""This is a bulletin to two thousand groups whose service is killed ten times on its way.

Run `python -m bench.fanout_kill [--groups 2000] [--kills 10] [--database sqlite|postgres]`.
LINE's simulator fails one push in twenty and swallows the answer of one in ten.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.fanout import databases
from tests.acceptance.killed_fanout import FanOut, fan_out

_ENDS_WITHIN = 600.0


def lived_through(bulletin: FanOut, kills: int) -> str:
    """Kill the service so many times, let it end, and say what each group has."""
    began = time.monotonic()
    bulletin.fails_meanwhile()
    bulletin.is_killed(kills)
    reached = bulletin.reached
    bulletin.ends(within=_ENDS_WITHIN)
    times = Counter(bulletin.shown().values())
    twice = sum(count for often, count in times.items() if often > 1)
    conflicts = len(bulletin.line.platform.retry_key_conflicts)
    return (
        f"{bulletin.groups:,} groups, killed {kills} times (the last at {reached:,}), "
        f"{bulletin.pushes:,} pushes in {time.monotonic() - began:.0f} s: once {times[1]:,}, "
        f"twice {twice}, never {bulletin.groups - sum(times.values())}, "
        f"other words under the same key {conflicts}"
    )


def main() -> None:
    """Run on each database and print the figures; fail where a group has it twice or never."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--groups", type=int, default=2000)
    words.add_argument("--kills", type=int, default=10)
    words.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    asked = words.parse_args()
    is_right = True
    with tempfile.TemporaryDirectory() as folder, databases(asked.database) as found:
        for name, url in found:
            home = Path(folder) / name
            home.mkdir()
            with fan_out(home, asked.groups, database=url) as bulletin:
                print(f"{name}: {lived_through(bulletin, asked.kills)}", flush=True)
                is_right &= bulletin.shown() == Counter(range(asked.groups))
    if not is_right:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
