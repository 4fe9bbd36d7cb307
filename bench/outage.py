"""This is the bench of an operator's log: what a database that is away writes into it.

Run `.venv/bin/python -m bench.outage [--rate 35] [--seconds 20]`. A web and two workers take tips
while PostgreSQL, which is their engine, too, is stopped and started again; machines ask for
health and figures meanwhile. Every line of the three is counted by what it says.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import composition
from bench.card_parts import app, free_port, running
from bench.nation import HTTP
from bench.nation_parts import Nation, posts, settle, write_config
from bot.config import load_settings
from drills.servers import Postgres

_BEFORE, _AFTER = 5.0, 15.0
_CONNECTIONS = 32
_ROLES = ("web", "worker", "worker")


async def _post_all(bodies: Sequence[bytes], port: int, rate: float) -> Counter[str]:
    """Post at an even pace whatever is answered; return the answers."""
    began, answers, places = time.monotonic(), Counter[str](), iter(range(len(bodies)))

    async def phone() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for place in places:
            await asyncio.sleep(max(0.0, began + place / rate - time.monotonic()))
            writer.write(bodies[place])
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            answers[head.split()[1].decode()] += 1
        writer.close()

    await asyncio.gather(*(phone() for _ in range(_CONNECTIONS)))
    return answers


def _ask(port: int, ended: threading.Event) -> None:
    """Ask as a prober and Prometheus would."""
    while not ended.wait(1):
        for page in ("readyz", "metrics"):
            HTTP.request("GET", f"http://127.0.0.1:{port}/{page}")


def outage(folder: Path, nation: Nation, server: Postgres, *, rate: float, away: float) -> None:
    """Drive it, and print what each log came to."""
    ports = {"web": free_port(), "line": free_port()}
    database = server.url.removeprefix("postgresql://")
    config = write_config(folder, nation, ports=ports, database=database, engine=server.url)
    composition.prepare(load_settings(config, {}), is_sample=False)
    settle(config, nation, folder)
    with ExitStack() as stack:
        for number, role in enumerate(_ROLES):
            log = folder / f"{role}{number}.log"
            stack.enter_context(running([*app(config), role], log=log))
        ended = threading.Event()
        stack.callback(ended.set)
        threading.Thread(target=_ask, args=(ports["web"], ended), daemon=True).start()
        stop = threading.Timer(_BEFORE, server.stop)
        start = threading.Timer(_BEFORE + away, server.start)
        stop.start()
        start.start()
        answers = asyncio.run(_post_all(posts(nation, port=ports["web"]), ports["web"], rate))
        time.sleep(3)
    print(f"answered: {dict(answers)}")
    for number, role in enumerate(_ROLES):
        _tell(folder / f"{role}{number}.log")


def _tell(log: Path) -> None:
    lines, size = Counter[str](), Counter[str]()
    for line in log.read_text(encoding="utf-8").splitlines():
        said = _event(line)
        lines[said] += 1
        size[said] += len(line) + 1
    print(f"{log.name}: {sum(lines.values()):,} lines, {sum(size.values()):,} bytes")
    for said, count in lines.most_common():
        print(f"  {count:6,} {size[said]:10,} {said}")


def _event(line: str) -> str:
    try:
        fact = json.loads(line)
    except ValueError:
        return "(no fact)"
    names = [str(fact[one]) for one in ("crew", "job", "role", "library") if one in fact]
    return " ".join([fact["level"], fact["event"], *names])


def main() -> None:
    """Print each log's lines by what they say."""
    parser = argparse.ArgumentParser(prog="bench.outage", description=__doc__)
    parser.add_argument("--rate", type=float, default=35, help="webhooks a second")
    parser.add_argument("--seconds", type=float, default=20, help="how long it is away")
    chosen = parser.parse_args()
    tips = int(chosen.rate * (_BEFORE + chosen.seconds + _AFTER))
    folder, server = Path(tempfile.mkdtemp(prefix="bench-outage-")), Postgres()
    server.start()
    try:
        nation = Nation(stations=2, tips=tips, villages=10)
        outage(folder, nation, server, rate=chosen.rate, away=chosen.seconds)
    finally:
        server.stop()
        server.remove()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
