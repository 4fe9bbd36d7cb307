"""`kill -9` at random moments with three hundred tips under way: each arrives, and once."""

from __future__ import annotations

import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from typer.testing import CliRunner

from app import command_line
from models.arrival import Arrival, ArrivalState
from models.database import Database
from models.outbox import OutboxState, Outgoing
from models.tip import Tip
from simulator import Platform, Switches
from simulator.client import SimulatorClient, wait_for
from simulator.server import Running, serve
from tests.acceptance.services import (
    Service,
    cast,
    free_port,
    line_of,
    national_id,
    write_config,
    write_rows,
)

TIPS, KILLS = 300, 6
# How fast a machine is says nothing here: this only ends a run that would never end.
PATIENCE = 300.0
VILLAGES = {"V1": "ดอนตาล", "V2": "บึงบัว", "V3": "หนองแขม"}
WORDS = (
    "มีคนถือมีดไล่ฟันกันอยู่ตอนนี้ ที่ชุมชน{village}",
    "มีคนขายยาบ้าแถวชุมชน{village} ทุกคืน",
)
# Nobody accepts here, so nothing may be passed on to the next in line meanwhile.
SECTIONS = """
[tips]
collect_seconds = 0.3
[routing]
accept_minutes = { emergency = 600, soon = 600, routine = 600 }
[engine]
lease_seconds = 2
sweep_seconds = 0.5
"""


def member(number: int) -> str:
    return f"m{number}"


def village_of(number: int) -> str:
    return list(VILLAGES)[number % 3]


def people() -> dict[str, str]:
    members = {member(number): "member" for number in range(TIPS)}
    return {**members, **dict.fromkeys(("P1", "P2", "P3", "D1"), "officer")}


Starting = Callable[[str, Path], Service]


@pytest.fixture
def services() -> Iterator[Starting]:
    """Start a command that is ended with the test, whatever becomes of it."""
    with ExitStack() as stack:

        def start(command: str, config: Path) -> Service:
            made = Service(command, config=config)
            stack.callback(made.end)
            made.start()
            return made

        yield start


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Running]:
    port = free_port()
    (tmp_path / "port").write_text(str(port))
    webhook = f"http://127.0.0.1:{port}/callback"
    quick = Switches(backoff_seconds=0.5, longest_backoff_seconds=2, max_redeliveries=100)
    with serve(Platform(cast(people(), webhook=webhook), switches=quick)) as running:
        yield running


def settle_station(folder: Path, line: Running, database: str) -> Path:
    config = write_config(
        folder,
        line=line.line_url,
        port=int((folder / "port").read_text()),
        sections=SECTIONS,
        database=database,
    )
    villages = write_rows(
        folder / "villages.csv",
        [a_village(code, name) for code, name in VILLAGES.items()],
    )
    officers = write_rows(
        folder / "officers.csv",
        [an_officer(f"P{number}", "village", f"V{number}") for number in (1, 2, 3)]
        + [an_officer("D1", "duty", "")],
    )
    members = write_rows(folder / "members.csv", [a_member(number) for number in range(TIPS)])
    carry_out(config, "db", "upgrade")
    for kind, file in (("villages", villages), ("officers", officers), ("members", members)):
        carry_out(config, "import", kind, str(file))
    return config


def carry_out(config: Path, *words: str) -> None:
    """Run a command in this process: four more to start take longest on a busy machine."""
    done = CliRunner().invoke(command_line(), ["--config", str(config), *words])
    assert done.exit_code == 0, done.output


def a_village(code: str, name: str) -> dict[str, str]:
    empty = dict.fromkeys(("moo", "district", "province", "lat", "lon", "radius_m"), "")
    return {
        "code": code,
        "name": f"ชุมชน{name}",
        "aliases": name,
        "subdistrict": "รามอินทรา",
        **empty,
    }


def an_officer(code: str, role: str, villages: str) -> dict[str, str]:
    return {
        "code": code,
        "rank": "ร.ต.ต.",
        "first_name": "ทดสอบ",
        "last_name": code,
        "phone": "0800000000",
        "role": role,
        "villages": villages,
        "backup_villages": "",
        "line_user_id": line_of(code),
    }


def a_member(number: int) -> dict[str, str]:
    return {
        "first_name": "คน",
        "last_name": f"ทดสอบ{number}",
        "birth_date": "1980-01-01",
        "national_id": national_id(number),
        "phone": "",
        **dict.fromkeys(("education", "occupation", "registered_address", "current_address"), ""),
        "village": village_of(number),
        "kind": "public",
        "trained_on": "2026-01-01",
        "line_user_id": line_of(member(number)),
    }


def send_all(line: Running) -> Thread:
    """Have every member send one tip, some twenty a second; return who is at it."""

    def send() -> None:
        phones = SimulatorClient(line.url)
        for number in range(TIPS):
            words = WORDS[number % 2].format(village=VILLAGES[village_of(number)])
            phones.person(line_of(member(number)), station="khokkhram").says(words)
            time.sleep(0.02)
        phones.close()

    thread = Thread(target=send)
    thread.start()
    return thread


def is_settled(database: Database, line: Running) -> bool:
    if line.platform.postman.pending:
        return False
    with database.reading() as session:
        waiting = session.query(Arrival).filter(Arrival.state == ArrivalState.WAITING)
        going = session.query(Outgoing).filter(
            Outgoing.state.in_([OutboxState.WAITING, OutboxState.SENDING])
        )
        # What is due in ten hours, the turn of the next in line, is not under way.
        soon = [one for one in waiting if one.due_at.timestamp() < time.time() + 60]
        return not soon and not going.count() and session.query(Tip).count() >= TIPS


def cards(line: Running, officer: str) -> Counter[str]:
    """Count an officer's cards by what their notification says, the tip's number in it."""
    phone = SimulatorClient(line.url).person(line_of(officer), station="khokkhram")
    return Counter(
        one["content"]["altText"].split()[1]
        for one in phone.received()
        if one["content"]["type"] == "flex"
    )


def check_each_once(database: Database, line: Running) -> None:
    with database.reading() as session:
        tips: Sequence[Any] = session.query(Tip).all()
        numbers = {f"{tip.sequence}/{tip.year}" for tip in tips}
        urgent = {f"{tip.sequence}/{tip.year}" for tip in tips if tip.urgency == "emergency"}
        states = Counter(row.state for row in session.query(Outgoing))
        aside = session.query(Arrival).filter(Arrival.state == ArrivalState.SET_ASIDE).count()
    assert len(numbers) == len(tips) == TIPS
    assert len(urgent) == TIPS // 2
    village_cards = sum((cards(line, f"P{number}") for number in (1, 2, 3)), Counter())
    assert village_cards == Counter(dict.fromkeys(numbers, 1))
    assert cards(line, "D1") == Counter(dict.fromkeys(urgent, 1))
    assert line.platform.retry_key_conflicts == []
    assert set(states) <= {OutboxState.ACCEPTED, OutboxState.UNKNOWN}, states
    assert aside == 0


def pushes_by_retry_key(line: Running) -> Counter[int]:
    """Count how often LINE accepted what was pushed under one retry key."""
    keys = SimulatorClient(line.url).retry_keys()
    return Counter(one["accepted"] for one in keys.values())


@pytest.mark.slow
def test_each_tip_and_each_card_exists_once_on_sqlite(
    tmp_path: Path, line: Running, services: Starting
) -> None:
    config = settle_station(tmp_path, line, "")
    database = Database(f"sqlite:///{tmp_path}/var/tasapparot.db")
    service = services("run", config)
    sending = send_all(line)
    for _ in range(KILLS):
        time.sleep(random.uniform(0.3, 3))
        service.kill()
        service.start()
    sending.join()
    wait_for(lambda: is_settled(database, line), PATIENCE, every=0.3, what="all to be sent")
    assert service.stop() == 0
    check_each_once(database, line)
    assert set(pushes_by_retry_key(line)) == {1}
    database.close()


@pytest.mark.slow
def test_each_tip_and_each_card_exists_once_on_postgresql(
    tmp_path: Path, line: Running, services: Starting, postgres_url: str
) -> None:
    config = settle_station(tmp_path, line, postgres_url)
    database = Database(postgres_url)
    parts = [services(name, config) for name in ("web", "worker", "worker")]
    sending = send_all(line)
    victims = itertools.cycle(parts)
    for _ in range(KILLS):
        time.sleep(random.uniform(0.3, 2))
        victim = next(victims)
        victim.kill()
        victim.start()
    sending.join()
    wait_for(lambda: is_settled(database, line), PATIENCE, every=0.3, what="all to be sent")
    assert [one.stop() for one in parts] == [0, 0, 0]
    check_each_once(database, line)
    assert set(pushes_by_retry_key(line)) == {1}
    database.close()
