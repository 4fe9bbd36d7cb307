"""The shipped Caddyfile in front of web processes, at other ports and with a seal of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import urllib3
from urllib3.exceptions import HTTPError

from tests.acceptance.services import CHECKOUT, free_port

NAME = "tips.example.go.th"
MEND = "no Caddy: apt-get install caddy"
_TRIAL = """{{
	http_port {plain}
	https_port {secure}
	local_certs
	skip_install_trust
	admin off
	storage file_system {folder}/kept
}}
import {file}
"""


class Front:
    """The way in, as people and LINE see it; certificates are checked against its own root."""

    def __init__(self, folder: Path, webs: Sequence[int]) -> None:
        self.folder, self.plain, self.secure = folder, free_port(), free_port()
        self.root = folder / "kept/pki/authorities/local/root.crt"
        text = _TRIAL.format(
            plain=self.plain,
            secure=self.secure,
            folder=folder,
            file=CHECKOUT / "deploy" / "Caddyfile",
        )
        config = folder / "Caddyfile"
        config.write_text(text)
        doors = " ".join(f"127.0.0.1:{port}" for port in webs)
        caddy = shutil.which("caddy")
        assert caddy is not None, MEND
        with (folder / "caddy.log").open("w") as log:
            self.process = subprocess.Popen(
                [caddy, "run", "--adapter", "caddyfile", "--config", config],
                stdout=log,
                stderr=log,
                env={**os.environ, "HOME": str(folder), "WEBS": doors},
            )
        self._await()

    def pool(self) -> urllib3.HTTPSConnectionPool:
        """Return who asks over TLS, and takes the first answer."""
        return urllib3.HTTPSConnectionPool(
            "127.0.0.1",
            self.secure,
            headers={"Host": NAME},
            ca_certs=str(self.root),
            server_hostname=NAME,
            assert_hostname=NAME,
            retries=False,
            timeout=10,
        )

    def log(self) -> str:
        """Return the last of what Caddy said."""
        return (self.folder / "caddy.log").read_text()[-3000:]

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(10)

    def _await(self) -> None:
        until = time.monotonic() + 20
        while True:
            assert self.process.poll() is None, self.log()
            try:
                with self.pool() as asking:
                    asking.request("GET", "/")
            except (HTTPError, OSError):
                assert time.monotonic() < until, self.log()
                time.sleep(0.05)
            else:
                return


Ask = Callable[[urllib3.HTTPSConnectionPool, str], int]


@contextmanager
def crowd(front: Front, kinds: Sequence[Ask]) -> Iterator[Counter[tuple[str, int | str]]]:
    """Let somebody ask without a pause in each of the ways; give what they were answered."""
    answered: Counter[tuple[str, int | str]] = Counter()
    ended = threading.Event()

    def go_on(number: int, ask: Ask) -> None:
        with front.pool() as asking:
            count = 0
            while not ended.is_set():
                count += 1
                try:
                    status: int | str = ask(asking, f"{number}-{count}")
                except HTTPError as fault:
                    status = type(fault).__name__
                answered[ask.__name__, status] += 1
                time.sleep(0.01)

    people = [threading.Thread(target=go_on, args=one) for one in enumerate(kinds)]
    for one in people:
        one.start()
    try:
        yield answered
    finally:
        ended.set()
        for one in people:
            one.join(20)
