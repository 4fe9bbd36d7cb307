"""`kill -9` while a bulletin goes out: each group has it once, whatever LINE does meanwhile."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

import composition
from bot.config import load_settings
from domain.answers import Words
from domain.audience import Audience
from models.bulletin import NewBulletin, Occurrence
from models.planning import plan
from models.unit_of_work import Store
from models.village import Village
from simulator import Cast, Channel, GroupChat, Person, Platform
from simulator.client import SimulatorClient, wait_for
from simulator.server import Running, serve
from tests.acceptance.services import SECRET, TOKEN, Service, write_config

# A larger run by hand: FANOUT_GROUPS=2000 FANOUT_KILLS=10 .venv/bin/pytest …
GROUPS = int(os.environ.get("FANOUT_GROUPS", "50"))
KILLS = int(os.environ.get("FANOUT_KILLS", "2"))
SAID = "น้ำประปาหยุดไหลคืนนี้"
READER = "U" + "1" * 32
SECTIONS = """
[bulletins]
quiet_hours = ""
[engine]
lease_seconds = 0.5
sweep_seconds = 0.2
"""


def group_line(number: int) -> str:
    return f"C{number:032x}"


@pytest.fixture
def line() -> Iterator[Running]:
    facts = {"bot_user_id": "U" + "b" * 32, "secret": SECRET, "token": TOKEN}
    cast = Cast(
        channels=[Channel(station_code="khokkhram", name="สน.โคกคราม", **facts)],
        people=[Person(user_id=READER, name="คนอ่าน")],
        groups=[
            GroupChat(group_id=group_line(one), name="g", channel="khokkhram", members=[READER])
            for one in range(GROUPS)
        ],
    )
    with serve(Platform(cast)) as running:
        yield running


@pytest.fixture
def store(tmp_path: Path, line: Running) -> Iterator[Store]:
    made = write_config(tmp_path, line=line.line_url, sections=SECTIONS)
    settings = load_settings(made, {})
    assert composition.prepare(settings, is_sample=False)
    store = composition.open_store(settings)
    station, now = store.station("khokkhram").id, composition.clock()
    with store.writing(station, now) as uow:
        village = uow.villages.add(Village(code="v1", name="เปรมฤทัย"))
        for number in range(GROUPS):
            group = uow.groups.meet(group_line(number), now=now)
            group.member_count, group.counted_at = 1, now
            uow.groups.bind(group, [village.id], whole_station=False, now=now)
        uow.quotas.told(now, limit=None, used=0)
        new = NewBulletin(contents=[Words(text=SAID)], audience=Audience(groups=True))
        timer = plan(uow, uow.bulletins.draft(new, now=now), now)
        uow.inbox.set_timer(timer, lane=b"bulletin", now=now)
        uow.commit()
    yield store
    store.database.close()


@pytest.fixture
def worker(tmp_path: Path, store: Store) -> Iterator[Service]:
    made = Service("worker", config=tmp_path / "config.toml")
    yield made
    made.end()


def states(store: Store) -> list[tuple[str, int]]:
    with store.database.reading() as session:
        return [(one.state, one.accepted) for one in session.scalars(select(Occurrence))]


def shown(line: Running) -> Counter[str]:
    chats = line.platform.chats
    return Counter(
        f"{number}:{bubble.content['text']}"
        for number in range(GROUPS)
        for bubble in chats.group(group_line(number)).bubbles
        if bubble.sender == "bot"
    )


def test_each_group_has_a_bulletin_once_whoever_is_killed(
    line: Running, store: Store, worker: Service
) -> None:
    phones = SimulatorClient(line.url)
    phones.set_fault("slow", endpoint="push", seconds=0.4)
    phones.set_fault("drop_answer", endpoint="push", count=GROUPS // 8, skip=3)
    phones.set_fault("status", endpoint="push", status=500, count=GROUPS // 12, skip=1)
    for _ in range(KILLS):
        before = len(phones.calls("push"))
        worker.start()
        wait_for(lambda: len(phones.calls("push")) > before, 20, what="pushes")  # noqa: B023
        worker.kill()
    phones.clear_faults()
    worker.start()
    wait_for(lambda: states(store) == [("sent", GROUPS)], 120, every=0.1, what="the end")
    assert shown(line) == {f"{number}:{SAID}": 1 for number in range(GROUPS)}
    assert line.platform.retry_key_conflicts == []
    assert len(phones.calls("push")) > GROUPS
    assert worker.stop() == 0
    phones.close()
