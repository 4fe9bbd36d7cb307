"""This is what the benches of a whole station start: the service, its register, LINE, a sample."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from bench.register import line_of
from simulator import Cast, Channel, Person

CHECKOUT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
SECRET = "s" * 32
TOKEN = "t" * 64
_LOOKS = 200
# An idle process takes a hundredth of a core.
_CALM, _LONGEST_START = 0.05, 60.0
NOBODY = "http://127.0.0.1:9"
# Who the sample writes to: it knows no villages.
FIRST_OFFICER = "P0"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    ours = {key: one for key, one in os.environ.items() if not key.startswith("TASAPPAROT_")}
    return {**ours, **more}


@contextmanager
def running(
    command: Sequence[str | Path], *, log: Path, ready: int | None = None, **environ: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the block ends; it is ready when it listens on `ready`, or says so."""
    with log.open("wb") as file:
        made = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env=_environment(environ),
            stdout=subprocess.PIPE if ready is None else file,
            stderr=file,
        )
    try:
        _wait_until_ready(made, ready, log)
        yield made
    finally:
        made.send_signal(signal.SIGTERM)
        try:
            made.wait(15)
        except subprocess.TimeoutExpired:
            made.kill()
            made.wait(5)
        if made.stdout is not None:
            made.stdout.close()


def _wait_until_ready(made: subprocess.Popen[bytes], port: int | None, log: Path) -> None:
    if made.stdout is not None:
        is_ready = made.stdout.readline().startswith(b"ready")
    else:
        is_ready = port is not None and _listens(port)
    if not is_ready:
        raise SystemExit(f"it did not start:\n{log.read_text()[-3000:]}")


def _listens(port: int) -> bool:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
    return False


def write_config(folder: Path, *, port: int, line: str = NOBODY) -> Path:
    """Write a configuration that says only what has no default."""
    made = folder / "config.toml"
    key = base64.urlsafe_b64encode(b"e" * 32).decode()
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
port = {port}
secret_key = "{"k" * 48}"
[security]
encryption_keys = ["{key}"]
""",
        encoding="utf-8",
    )
    return made


def app(config: Path) -> list[str | Path]:
    """Return how the program's commands begin."""
    return [sys.executable, CHECKOUT / "app.py", "--config", config]


def settle(config: Path, files: Mapping[str, Path]) -> None:
    """Make the database and import a register."""
    commands: list[list[str | Path]] = [["db", "upgrade"]]
    commands += [["import", kind, file] for kind, file in files.items()]
    for one in commands:
        done = subprocess.run(
            [*app(config), *one], capture_output=True, text=True, check=False, env=_environment({})
        )
        if done.returncode:
            raise SystemExit(done.stderr)


def cast(people: Mapping[str, str], *, webhook: str) -> Cast:
    """Return one account without a limit, and its people."""
    return Cast(
        channels=(
            Channel(
                station_code="khokkhram",
                name="สน.โคกคราม",
                bot_user_id="U" + "b" * 32,
                secret=SECRET,
                token=TOKEN,
                webhook_url=webhook,
                monthly_limit=None,
            ),
        ),
        people=[
            Person(user_id=line_of(name), name=name, role_hint=role)
            for name, role in people.items()
        ],
    )


def simulator_command(cast: Path, *, port: int) -> list[str | Path]:
    """Return how the LINE simulator is started as a process of its own."""
    return [sys.executable, "-m", "simulator.server", "--port", str(port), "--cast", cast]


@contextmanager
def simulator(folder: Path, *, port: int, people: Mapping[str, str], webhook: str) -> Iterator[str]:
    """Run the LINE simulator as a process of its own; give its address."""
    file = folder / "cast.json"
    file.write_text(cast(people, webhook=webhook).to_json(), encoding="utf-8")
    with running(simulator_command(file, port=port), log=folder / "simulator.log"):
        yield f"http://127.0.0.1:{port}"


def gunicorn(port: int, what: str) -> list[str | Path]:
    """Return how the SDK's sample is served: 2 processes of 8 threads."""
    sized = ["-k", "gthread", "-w", "2", "--threads", "8"]
    return [BIN / "gunicorn", *sized, "-b", f"127.0.0.1:{port}", f"bench.card_parts:{what}()"]


def sample() -> Any:
    """Return the SDK's plain sample: verify, parse, push one text each, keep nothing."""
    from flask import Flask, abort, request
    from linebot.v3 import WebhookParser
    from linebot.v3.exceptions import InvalidSignatureError
    from linebot.v3.messaging import (
        ApiClient,
        Configuration,
        MessagingApi,
        PushMessageRequest,
        TextMessage,
    )

    flask = Flask("sample")
    parser = WebhookParser(SECRET)
    line = os.environ.get("BENCH_LINE", NOBODY)
    settings = Configuration(host=line, access_token=TOKEN)
    messaging = MessagingApi(ApiClient(settings))

    @flask.post("/callback")
    def callback() -> str:
        body = request.get_data(as_text=True)
        try:
            events = parser.parse(body, request.headers["X-Line-Signature"])
        except InvalidSignatureError:
            abort(400)
        for event in events:
            said = TextMessage(text=event.message.text)
            messaging.push_message(PushMessageRequest(to=line_of(FIRST_OFFICER), messages=[said]))
        return "OK"

    return flask


def family(pid: int) -> list[psutil.Process]:
    """Return a program's processes."""
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def await_calm(pids: Iterable[int]) -> None:
    """Wait until programs have started, which takes each of them seconds of a core."""
    known = list(pids)
    spent, until = float("-inf"), time.monotonic() + _LONGEST_START
    while time.monotonic() < until:
        now = sum(map(cpu_seconds, known))
        if now - spent < _CALM * len(known):
            return
        spent = now
        time.sleep(1)
    raise SystemExit("the programs never came to rest after their start")


def cpu_seconds(pid: int) -> float:
    """Return how long a program has kept a core busy, with every child that it has or had."""
    for _ in range(_LOOKS):
        try:
            processes = family(pid)
            # What a child took that ended is told by who waited for it: PostgreSQL has one for
            # each connection, and they come and go.
            spent = sum(sum(one.cpu_times()[:4]) for one in processes)
            if set(family(pid)) == set(processes):
                return spent
        except psutil.NoSuchProcess:
            continue
    raise SystemExit(f"the children of {pid} changed at each look, or it has ended")


def as_json(value: Any) -> str:
    """Return a request's body as text, to look for words in it."""
    return json.dumps(value, ensure_ascii=False)
