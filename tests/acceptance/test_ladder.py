"""The ladder under `kill -9` and with two workers: each rung of each tip exactly once."""

from __future__ import annotations

import itertools
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from models.database import Database
from models.tip import Tip, TipStep
from simulator import Platform, Switches
from simulator.client import SimulatorClient, wait_for
from simulator.server import Running, serve
from tests.acceptance.services import (
    Service,
    app,
    cast,
    free_port,
    line_of,
    write_config,
    write_rows,
)
from tests.acceptance.test_kill import a_member, a_village, an_officer, cards, member, village_of

TIPS, KILLS, PATIENCE = 6, 4, 120.0
LADDER = {"P1": "village", "P2": "village", "D1": "duty", "C1": "commander"}
WORDS = "เมื่อเดือนก่อนมีคนทิ้งขยะข้างกำแพงที่ชุมชนดอนตาล ยังไม่มีใครเก็บ"
SECTIONS = """
[tips]
collect_seconds = 0.3
[routing]
accept_minutes = { emergency = 0.05, soon = 0.05, routine = 0.05 }
[engine]
lease_seconds = 2
sweep_seconds = 0.5
"""


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Running]:
    port = free_port()
    (tmp_path / "port").write_text(str(port))
    people = {member(number): "member" for number in range(TIPS)}
    everyone = {**people, **dict.fromkeys(LADDER, "officer")}
    quick = Switches(backoff_seconds=0.5, longest_backoff_seconds=2, max_redeliveries=100)
    webhook = f"http://127.0.0.1:{port}/callback"
    with serve(Platform(cast(everyone, webhook=webhook), switches=quick)) as running:
        yield running


def settle_station(folder: Path, line: Running, database: str) -> Path:
    port = int((folder / "port").read_text())
    config = write_config(
        folder, line=line.line_url, port=port, sections=SECTIONS, database=database
    )
    officers = [an_officer(code, role, "") for code, role in LADDER.items()]
    officers[0]["villages"] = officers[1]["backup_villages"] = "V1"
    lists = {
        "villages": [
            a_village("V1", "ดอนตาล"),
            a_village("V2", "บึงบัว"),
            a_village("V3", "หนองแขม"),
        ],
        "officers": officers,
        "members": [a_member(number) for number in range(TIPS)],
    }
    assert app("db", "upgrade", config=config).returncode == 0
    for kind, rows in lists.items():
        taken = app("import", kind, write_rows(folder / f"{kind}.csv", rows), config=config)
        assert taken.returncode == 0, taken.stderr
    return config


def send_all(line: Running) -> None:
    phones = SimulatorClient(line.url)
    for number in range(TIPS):
        assert village_of(number)
        phones.person(line_of(member(number)), station="khokkhram").says(WORDS)
        time.sleep(0.2)
    phones.close()


def has_climbed(database: Database, line: Running) -> bool:
    with database.reading() as session:
        calls = session.query(TipStep).filter(TipStep.what == "alerted").count()
    shown = sum(sum(cards(line, code).values()) for code in LADDER)
    return calls >= TIPS * len(LADDER) and shown >= TIPS * len(LADDER)


def check_each_rung_once(database: Database, line: Running) -> None:
    with database.reading() as session:
        numbers = [f"{tip.sequence}/{tip.year}" for tip in session.query(Tip)]
        calls = session.query(TipStep).filter(TipStep.what == "alerted").order_by(TipStep.id)
        climbed: dict[object, list[int | None]] = {}
        for step in calls:
            climbed.setdefault(step.tip_id, []).append(step.officer_id)
    assert len(numbers) == TIPS
    assert all(order == [1, 2, 3, 4] for order in climbed.values()), climbed
    for code in LADDER:
        assert cards(line, code) == Counter(dict.fromkeys(numbers, 1))
    assert line.platform.retry_key_conflicts == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_each_rung_is_climbed_once_whatever_is_killed(
    kind: str, tmp_path: Path, line: Running, request: pytest.FixtureRequest
) -> None:
    is_sqlite = kind == "sqlite"
    url = "" if is_sqlite else str(request.getfixturevalue("postgres_url"))
    config = settle_station(tmp_path, line, url)
    database = Database(url or f"sqlite:///{tmp_path}/var/tasapparot.db")
    with ExitStack() as stack:
        parts = []
        for name in ("run",) if is_sqlite else ("web", "worker", "worker"):
            part = Service(name, config=config)
            stack.callback(part.end)
            part.start()
            parts.append(part)
        send_all(line)
        victims = itertools.cycle(parts if is_sqlite else parts[1:])
        for _ in range(KILLS):
            time.sleep(random.uniform(0.5, 3))
            victim = next(victims)
            victim.kill()
            victim.start()
        wait_for(lambda: has_climbed(database, line), PATIENCE, every=0.5, what="the top")
        time.sleep(5)
        check_each_rung_once(database, line)
        database.close()
