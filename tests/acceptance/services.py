"""What acceptance tests start: the program as an operator starts it, and a LINE beside it."""

from __future__ import annotations

import base64
import csv
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from simulator import Cast, Channel, Person

CHECKOUT = Path(__file__).resolve().parents[2]
SECRET = "s" * 32
TOKEN = "t" * 64
NOBODY = "http://127.0.0.1:9"
LEFT_OUT = (
    ".git",
    ".venv",
    "var",
    "config.toml",
    ".*cache",
    ".coverage*",
    "__pycache__",
    ".hypothesis",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    return {**{k: v for k, v in os.environ.items() if not k.startswith("TASAPPAROT_")}, **more}


def clone_into(folder: Path) -> Path:
    """Give what a newcomer has after `git clone`, with the environment already made."""
    shutil.copytree(CHECKOUT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT), symlinks=True)
    (folder / ".venv").symlink_to(CHECKOUT / ".venv")
    (folder / "requirements.lock").touch()
    os.utime(folder / "requirements.lock", (0, 0))
    return folder


def app(
    *words: str | Path, config: Path | None = None, checkout: Path = CHECKOUT
) -> subprocess.CompletedProcess[str]:
    named: Sequence[str | Path] = () if config is None else ("--config", config)
    return subprocess.run(
        [sys.executable, checkout / "app.py", *named, *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment(),
    )


def write_config(
    folder: Path, *, line: str = NOBODY, port: int = 0, sections: str = "", database: str = ""
) -> Path:
    made = folder / "config.toml"
    where = f'[database]\nurl = "{database}"\n' if database else ""
    made.write_text(
        f"""
[station]
code = "khokkhram"
name = "สน.โคกคราม"
short_name = "KK"
[line]
channel_secret = "{SECRET}"
channel_access_token = "{TOKEN}"
api_base_url = "{line}"
data_api_base_url = "{line}"
[web]
port = {port or free_port()}
secret_key = "{"k" * 48}"
[security]
encryption_keys = ["{base64.urlsafe_b64encode(b"e" * 32).decode()}"]
{where}{sections}
""",
        encoding="utf-8",
    )
    return made


class Service:
    """One command that stays: started, killed, started again."""

    def __init__(
        self,
        command: str,
        *,
        config: Path | None = None,
        env: Mapping[str, str] | None = None,
        checkout: Path = CHECKOUT,
    ) -> None:
        self.command, self.config, self.checkout = command, config, checkout
        self.env = environment(**(env or {}))
        self.address = ""
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115 (closed with the service)

    def start(self) -> None:
        named = () if self.config is None else ("--config", self.config)
        self.process = subprocess.Popen(
            [sys.executable, self.checkout / "app.py", *named, self.command],
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
            cwd=self.checkout,
            env=self.env,
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert said.startswith("ready"), self.complaints()
        self.address = said.removeprefix("ready on ").strip()

    def complaints(self) -> str:
        """Return the last of what was said on standard error."""
        return self.said()[-3000:]

    def said(self) -> str:
        """Return all that was said on standard error."""
        self.log.seek(0)
        return self.log.read()

    def family(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def kill(self) -> None:
        for one in self.family():
            one.kill()
        self._gone()

    def stop(self, within: float = 10) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(within)
        self._gone()
        return code

    def end(self) -> None:
        if self.process.poll() is None:
            self.kill()
        self._gone()
        self.log.close()

    def _gone(self) -> None:
        self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()


def line_of(name: str) -> str:
    return "U" + name.encode().hex().ljust(32, "0")[:32]


def cast(people: Mapping[str, str], *, webhook: str, limit: int | None = None) -> Cast:
    """Return a station's account and people by name, each `member`, `officer` or `stranger`."""
    return Cast(
        channels=(
            Channel(
                station_code="khokkhram",
                name="สน.โคกคราม",
                bot_user_id="U" + "b" * 32,
                secret=SECRET,
                token=TOKEN,
                webhook_url=webhook,
                monthly_limit=limit,
            ),
        ),
        people=[
            Person(user_id=line_of(name), name=name, role_hint=role)
            for name, role in people.items()
        ],
    )


def national_id(number: int) -> str:
    digits = f"{900_000_000_000 + number:012d}"
    total = sum(int(d) * w for d, w in zip(digits, range(13, 1, -1), strict=True))
    return f"{digits}{(11 - total % 11) % 10}"


def write_rows(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")
    return path
