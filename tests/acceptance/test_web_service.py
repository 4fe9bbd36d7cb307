"""The service as an operator starts it: real processes, real HTTP, and kill -9."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import urllib3
from sqlalchemy import select, text

from bot.sorter import Sorter
from models.arrival import Arrival
from models.database import Database
from models.keyring import Keyring
from models.sealed import KeyCabinet
from models.unit_of_work import Store
from tests.acceptance.services import SECRET, Service, app, free_port, write_config
from tests.conftest import FixedClock, a_rule_set, the_lexicon


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_config(tmp_path)


@pytest.fixture
def service(config: Path) -> Iterator[Service]:
    assert app("db", "upgrade", config=config).returncode == 0
    started = Service("web", config=config)
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
    """Sort what the door kept, as a worker would, and return the key of each event."""
    database = Database(f"sqlite:///{config.parent}/var/tasapparot.db")
    store = Store(database, KeyCabinet(database, Keyring([b"e" * 32])), the_lexicon())
    store.seat({"khokkhram": a_rule_set()}, FixedClock()())
    sorter = Sorter(store, clock=FixedClock())
    while sorter.step():
        pass
    with database.reading() as session:
        keys = set(session.scalars(select(Arrival.key)))
    database.close()
    return keys


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


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["told", "killed"])
def test_who_holds_a_connection_open_does_not_hold_up_the_end(
    service: Service, how: signal.Signals
) -> None:
    host, port = service.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as slow:
        slow.sendall(b"POST /callback HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
        family = service.family()
        time.sleep(0.3)
        service.process.send_signal(how)
        service.process.wait(7)
        _, alive = psutil.wait_procs(family, timeout=7)
    assert alive == []


def test_who_sends_too_much_is_told_so_and_not_hung_up_on(service: Service) -> None:
    host, port = service.address.removeprefix("http://").split(":")
    form = "Content-Type: application/x-www-form-urlencoded"
    for path, status in (("/callback", 413), ("/callback/nowhere", 404), ("/m/nothing", 410)):
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\n{form}\r\nContent-Length: {12 << 20}\r\n\r\n"
        with socket.create_connection((host, int(port)), timeout=20) as much:
            much.sendall(head.encode())
            for _ in range(12):
                much.sendall(b"x" * (1 << 20))
            assert much.recv(100).startswith(f"HTTP/1.1 {status} ".encode()), path


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
    service = Service("web", config=config)
    acknowledged: set[str] = set()
    for number in range(5):
        service.start()
        crowd = Crowd(service.address, f"round{number}", acknowledged)
        time.sleep(0.5 + number / 7)
        service.kill()
        crowd.stop()
    service.end()
    assert len(acknowledged) > 100
    assert acknowledged <= keys_of(config)


@pytest.mark.parametrize("command", ["web", "run", "worker", "demo"])
def test_a_missing_configuration_is_named_in_one_line(tmp_path: Path, command: str) -> None:
    said = app(command, config=tmp_path / "nowhere.toml")
    assert said.returncode == 1
    assert len(said.stderr.strip().splitlines()) == 1
    assert "nowhere.toml" in said.stderr


def test_a_port_in_use_is_named(service: Service, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    port = int(service.address.rpartition(":")[2])
    said = app("run", config=write_config(elsewhere, port=port))
    assert said.returncode == 1
    assert said.stderr.startswith("web.port: 127.0.0.1:")
    assert len(said.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", ["web", "run"])
def test_sqlite_serves_one_service_and_says_so(
    service: Service, tmp_path: Path, command: str
) -> None:
    assert service.config is not None
    text = service.config.read_text()
    second = tmp_path / "second.toml"
    second.write_text(text.replace(service.address.rpartition(":")[2], str(free_port())))
    said = app(command, config=second)
    assert said.returncode == 1
    assert said.stderr.startswith("database.url: ")
    assert "SQLite serves one" in said.stderr


_WITH_TABLES = [["db", "upgrade"], ["quota"], ["members", "list"], ["worker"]]


@pytest.mark.parametrize("words", _WITH_TABLES)
def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "file").write_text("no folder")
    config = write_config(tmp_path, database=f"sqlite:///{tmp_path}/file/var/station.db")
    said = app(*words, config=config)
    assert said.returncode == 1
    assert said.stderr.startswith(f"database.url: {tmp_path}/file/var cannot be made: ")
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", _WITH_TABLES)
def test_a_file_that_is_no_database_is_named(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "notes.txt").write_text("call the desk")
    (tmp_path / "folder").mkdir()
    for name, why in (("notes.txt", "is no SQLite database"), ("folder", "cannot be opened")):
        config = write_config(tmp_path, database=f"sqlite:///{tmp_path}/{name}")
        said = app(*words, config=config)
        assert said.returncode == 1
        (line,) = said.stderr.splitlines()
        assert line.startswith(f"database.url: {tmp_path}/{name} {why}; ")


def test_a_backup_is_restored_into_no_file_that_is_no_database(tmp_path: Path) -> None:
    config, backup = write_config(tmp_path), tmp_path / "of_yesterday"
    for words in (["db", "upgrade"], ["db", "backup", backup]):
        assert app(*words, config=config).returncode == 0
    (tmp_path / "notes.txt").write_text("call the desk")
    config = write_config(tmp_path, database=f"sqlite:///{tmp_path}/notes.txt")
    said = app("db", "restore", backup, config=config)
    assert said.returncode == 1
    (line,) = said.stderr.splitlines()
    assert line.startswith(f"database.url: {tmp_path}/notes.txt is no SQLite database; ")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["nonsense"], "No such command 'nonsense'; see `app.py --help`"),
        (["run", "--nope"], "No such option: --nope; see `app.py run --help`"),
        (["import", "members"], "Missing argument 'file'; see `app.py import members --help`"),
        (["console-link"], "Missing option '--officer'; see `app.py console-link --help`"),
        (["db"], "Missing command; see `app.py db --help`"),
        (["--config"], "Option '--config' requires an argument; see `app.py --help`"),
    ],
)
def test_a_command_that_is_misused_is_told_in_one_line(words: list[str], line: str) -> None:
    said = app(*words)
    assert said.returncode == 2
    assert said.stderr == f"{line}\n"


@pytest.mark.parametrize("command", ["web", "worker", "import", "console-link"])
def test_a_database_behind_is_named_with_its_mend(config: Path, command: str) -> None:
    words = {"import": ["villages", "nowhere.csv"], "console-link": ["--officer", "P1"]}
    said = app(command, *words.get(command, []), config=config)
    assert said.returncode == 1
    assert said.stderr == "database.url: is behind its migrations: run `db upgrade`\n"


def test_keys_of_another_database_are_named_in_one_line(config: Path) -> None:
    assert app("db", "upgrade", config=config).returncode == 0
    assert app("members", "list", config=config).returncode == 0
    other = f'encryption_keys = ["{base64.urlsafe_b64encode(b"o" * 32).decode()}"]'
    config.write_text(re.sub(r"encryption_keys = .*", other, config.read_text("utf-8")))
    for command in ("run", "web", "worker", "db backup x"):
        said = app(*command.split(), config=config)
        assert said.returncode == 1, command
        assert said.stderr.startswith("security.encryption_keys: none opens this database")
        assert said.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "command", ["run", "web", "worker", "db upgrade", "import villages x.csv", "console-link"]
)
def test_a_database_of_a_newer_version_is_named_in_one_line(config: Path, command: str) -> None:
    assert app("db", "upgrade", config=config).returncode == 0
    database = Database(f"sqlite:///{config.parent}/var/tasapparot.db")
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_future'"))
    database.close()
    words = ["console-link", "--officer", "P1"] if command == "console-link" else command.split()
    said = app(*words, config=config)
    assert said.returncode == 1
    assert said.stderr.startswith("database.url: was made by a newer version of this program")
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["console-link", "--officer", "P1"],
        ["db", "upgrade"],
        ["db", "restore", "of_yesterday"],
        ["web"],
        ["worker"],
        ["run"],
    ],
)
def test_another_station_than_the_configured_ones_is_refused(
    config: Path, words: list[str]
) -> None:
    said = app("--station", "nowhere", *words, config=config)
    assert said.returncode == 1
    assert said.stderr == "--station: there is no nowhere; there is khokkhram\n"
    assert not (config.parent / "var").exists()


def test_the_options_of_every_command_stand_before_or_after_its_word(config: Path) -> None:
    assert app("db", "upgrade", "--config", config).returncode == 0
    said = app("console-link", "--officer", "P1", f"--config={config}", "--station", "nowhere")
    assert said.stderr == "--station: there is no nowhere; there is khokkhram\n"
