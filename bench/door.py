"""This is the door's benchmark: events a second, durable, beside the SDK's sample that stores none.

Run `.venv/bin/python -m bench.door [--database sqlite|postgres]`. It needs wrk
(`apt-get install wrk`).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench.door_parts import SECRET, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
SECONDS, CONNECTIONS = 6, 64
RUNS = {1: 80_000, 20: 40_000}


def bodies(path: Path, *, events: int, requests: int) -> None:
    """Write signed bodies, a line each, no event twice."""
    with path.open("w") as file:
        for number in range(requests):
            listed = [_event(number * events + one) for one in range(events)]
            body = json.dumps({"destination": "U" + "0" * 32, "events": listed})
            digest = hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).digest()
            file.write(f"{base64.b64encode(digest).decode()} {body}\n")


def _event(number: int) -> dict[str, object]:
    return {
        "type": "message",
        "mode": "active",
        "timestamp": 1795500000000 + number,
        "source": {"type": "user", "userId": f"U{number % 500:032x}"},
        "webhookEventId": f"01H{number:023d}",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": f"{number:032x}",
        "message": {
            "id": str(10**17 + number),
            "type": "text",
            "quoteToken": "q" * 40,
            "text": "มีคนงัดบ้านในหมู่บ้านเมื่อคืน กล้องจับภาพได้",
        },
    }


@contextmanager
def serving(command: list[str], port: int, environ: dict[str, str]) -> Iterator[None]:
    """Run a server until the block ends."""
    server = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env={**os.environ, **environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        time.sleep(1)
        yield
    finally:
        server.terminate()
        server.wait(15)


def load(port: int, file: Path) -> tuple[float, float, int]:
    """Load a server; return requests a second, p99 in milliseconds, and what went wrong."""
    said = subprocess.run(
        [
            *("wrk", "-t2", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency"),
            *("-s", "bench/door.lua", f"http://127.0.0.1:{port}", "--", str(file)),
        ],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    requests, micros, _, p99, bad = (
        int(part) for part in said.split("RESULT ")[1].split("\n")[0].split()
    )
    return requests / (micros / 1e6), p99 / 1000, bad


def port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Give the address of an empty database that waits for the disk at each commit."""
    if kind == "sqlite":
        for old in folder.glob("bench.db*"):
            old.unlink()
        yield f"sqlite:///{folder}/bench.db"
        return
    from bench.servers import postgres

    with postgres() as (address, _):
        yield f"postgresql+psycopg://{address}"


def compare(kind: str, folder: Path, *, events: int, requests: int) -> str:
    """Load the sample and then our door with the same bodies; say what came of both."""
    file, at = folder / f"bodies-{events}", port()
    bodies(file, events=events, requests=requests)
    gunicorn = [str(BIN / "gunicorn"), "-k", "gthread", "-w", "2", "--threads", "8"]
    sample = [*gunicorn, "-b", f"127.0.0.1:{at}", "bench.door_parts:sample()"]
    with serving(sample, at, {}):
        base, base_p99, base_bad = load(at, file)
    at = port()
    ours = [str(BIN / "granian"), "--interface", "asgi", "--loop", "uvloop"]
    ours += ["--port", str(at), "--factory", "bench.door_parts:door"]
    with database(kind, folder) as url:
        with serving(ours, at, {"BENCH_DATABASE": url}):
            rate, p99, bad = load(at, file)
        rows, sorting = lay_out(url)
    return (
        f"door on {kind}, {events} event(s) a POST: {rate * events:,.0f} events/s durable, "
        f"p99 {p99:.1f} ms, errors {bad}; then {rows:,} sorted, {sorting:,.0f} a second | "
        f"SDK sample, storing nothing: {base * events:,.0f} events/s, "
        f"p99 {base_p99:.1f} ms, errors {base_bad} | ratio {rate / base:.2f}"
    )


def main() -> None:
    """Print the door's figures beside the sample's."""
    words = argparse.ArgumentParser(prog="bench.door", description=__doc__)
    words.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    asked = words.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-door-"))
    try:
        for events, requests in RUNS.items():
            print(compare(asked.database, folder, events=events, requests=requests), flush=True)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
