"""This is the simulator on a server of its own: in a test's process, or as a process by itself."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from simulator.cast import Cast
from simulator.listener import Server
from simulator.platform import Platform
from simulator.web import create_app


@dataclass(frozen=True, kw_only=True)
class Running:
    """A simulator that answers; `line_url` is what a bot takes for api.line.me."""

    url: str
    platform: Platform

    @property
    def line_url(self) -> str:
        """Return the base address of the Messaging API."""
        return f"{self.url}/line"


@contextmanager
def serve(platform: Platform, port: int = 0) -> Iterator[Running]:
    """Serve a platform on 127.0.0.1 for as long as the block lasts; it is closed afterwards."""
    server = Server(create_app(platform), port)
    try:
        yield Running(url=server.url, platform=platform)
    finally:
        platform.close()
        server.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the simulator as a process of its own until it is told to stop."""
    parser = argparse.ArgumentParser(prog="simulator", description="A LINE for one machine.")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--cast", type=Path, required=True, metavar="FILE.json")
    chosen = parser.parse_args(arguments)
    try:
        platform = Platform(Cast.from_json(chosen.cast.read_bytes()))
        server = Server(create_app(platform), chosen.port)
    except (OSError, ValueError) as fault:
        sys.stderr.write(f"simulator: {fault}\n")
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.close())
    sys.stdout.write(f"ready on {server.url}\n")
    sys.stdout.flush()
    server.join()
    platform.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
