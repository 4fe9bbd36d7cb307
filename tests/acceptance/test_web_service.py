"""The service as an operator starts it: real processes, real HTTP, and kill -9."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import urllib3

CHECKOUT = Path(__file__).resolve().parents[2]
SECRET = "s" * 32


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def app(*words: str, config: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, CHECKOUT / "app.py", "--config", config, *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def config(tmp_path: Path) -> Path:
    made = tmp_path / "config.toml"
    made.write_text(
        f"""
[station]
code = "khokkhram"
name = "สน.โคกคราม"
short_name = "KK"
[line]
channel_secret = "{SECRET}"
channel_access_token = "token"
api_base_url = "http://127.0.0.1:9"
data_api_base_url = "http://127.0.0.1:9"
[web]
port = {free_port()}
secret_key = "{"k" * 48}"
[security]
encryption_keys = ["{base64.urlsafe_b64encode(b"e" * 32).decode()}"]
""",
        encoding="utf-8",
    )
    return made


class Service:
    """One `app.py web`, started and killed."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self.address = ""

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, CHECKOUT / "app.py", "--config", self.config, "web"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert said.startswith("ready on http://"), said
        self.address = said.removeprefix("ready on ").strip()

    def family(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def end(self) -> None:
        if self.process.poll() is None:
            for one in self.family():
                one.kill()
        self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture
def service(config: Path) -> Iterator[Service]:
    assert app("db", "upgrade", config=config).returncode == 0
    started = Service(config)
    started.start()
    yield started
    started.end()


def post(pool: urllib3.PoolManager, address: str, key: str) -> int:
    event = {
        "type": "message",
        "timestamp": 1795500000000,
        "source": {"type": "user", "userId": "U" + key[-1] * 32},
        "webhookEventId": key,
        "message": {"id": "1", "type": "text", "text": "มีคนงัดบ้าน"},
    }
    body = json.dumps({"destination": "U", "events": [event]}).encode()
    seal = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
    answer = pool.request(
        "POST", f"{address}/callback", body=body, headers={"x-line-signature": seal}
    )
    return answer.status


def keys_of(config: Path) -> set[str]:
    database = sqlite3.connect(config.parent / "var" / "tasapparot.db")
    try:
        return {row[0] for row in database.execute("SELECT key FROM inbox")}
    finally:
        database.close()


def pool() -> urllib3.PoolManager:
    return urllib3.PoolManager(retries=False, timeout=5)


def test_a_started_service_is_alive_and_able_to_work(service: Service) -> None:
    with pool() as http:
        assert http.request("GET", f"{service.address}/healthz").status == 200
        assert http.request("GET", f"{service.address}/readyz").status == 200
        assert b"webhook_posts" in http.request("GET", f"{service.address}/metrics").data


def test_one_event_is_kept_and_a_wrong_seal_is_refused(service: Service, config: Path) -> None:
    with pool() as http:
        assert post(http, service.address, "first") == 200
        refused = http.request("POST", f"{service.address}/callback", body=b"{}")
        assert refused.status == 400
    assert keys_of(config) == {"first"}


def test_the_service_is_one_process_and_one_child_and_ends_on_sigterm(service: Service) -> None:
    family = service.family()
    workers = [one for one in family[1:] if "resource_tracker" not in " ".join(one.cmdline())]
    assert len(workers) == 1
    service.process.send_signal(signal.SIGTERM)
    service.process.wait(10)
    assert not [one for one in family if one.is_running() and one.status() != "zombie"]


@pytest.mark.parametrize("whom", [0, 1], ids=["the parent", "the child"])
def test_the_death_of_either_process_ends_both(service: Service, whom: int) -> None:
    family = service.family()
    workers = [one for one in family if "resource_tracker" not in " ".join(one.cmdline())]
    os.kill(workers[whom].pid, signal.SIGKILL)
    service.process.wait(10)
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []


class Crowd:
    """Four phones that send until they are told to stop or the service dies."""

    def __init__(self, address: str, name: str, acknowledged: set[str]) -> None:
        self.address, self.name, self.acknowledged = address, name, acknowledged
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._send, args=(one,)) for one in range(4)]
        for thread in self.threads:
            thread.start()

    def _send(self, phone: int) -> None:
        count = 0
        with pool() as http:
            while not self.stopping.is_set():
                key, count = f"{self.name}-{phone}-{count}", count + 1
                try:
                    if post(http, self.address, key) == 200:
                        self.acknowledged.add(key)
                except urllib3.exceptions.HTTPError:
                    return

    def stop(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(20)


@pytest.mark.slow
def test_nothing_that_was_acknowledged_is_lost_by_kill_9(config: Path) -> None:
    assert app("db", "upgrade", config=config).returncode == 0
    service = Service(config)
    acknowledged: set[str] = set()
    for number in range(5):
        service.start()
        crowd = Crowd(service.address, f"round{number}", acknowledged)
        time.sleep(0.5 + number / 7)
        for one in service.family():
            one.kill()
        crowd.stop()
        service.end()
    assert len(acknowledged) > 100
    assert acknowledged <= keys_of(config)


def test_a_missing_configuration_is_named_in_one_line(tmp_path: Path) -> None:
    said = app("web", config=tmp_path / "nowhere.toml")
    assert said.returncode == 1
    assert len(said.stderr.strip().splitlines()) == 1
    assert "nowhere.toml" in said.stderr


def test_a_port_in_use_is_named(config: Path, service: Service) -> None:
    said = app("web", config=config)
    assert said.returncode == 1
    assert "web.port" in said.stderr
