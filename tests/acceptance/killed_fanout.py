"""A bulletin on its way to many groups, whose service is killed, beside a LINE that fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

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

SAID = "น้ำประปาหยุดไหลคืนนี้"
READER = "U" + "1" * 32
# Of so many pushes one is refused by an error of LINE's, and of so many one gets no answer.
ERROR_EVERY, LOST_EVERY = 20, 10
# So that a kill meets it on its way.
SLOW = 0.4
SECTIONS = """
[bulletins]
quiet_hours = ""
[engine]
lease_seconds = 0.5
sweep_seconds = 0.2
"""


def group_line(number: int) -> str:
    return f"C{number:032x}"


@dataclass
class FanOut:
    """One bulletin to so many groups."""

    groups: int
    line: Running
    phones: SimulatorClient
    store: Store
    worker: Service

    @property
    def pushes(self) -> int:
        counts = dict(self.line.platform.calls.counts)
        return sum(count for what, count in counts.items() if what.startswith("push "))

    @property
    def reached(self) -> int:
        """How many groups have it already."""
        return len(self.shown())

    def fails_meanwhile(self) -> None:
        """Let LINE be slow, fail one push in twenty, and swallow one answer in ten."""
        self.phones.set_fault("slow", endpoint="push", seconds=SLOW)
        self.phones.set_fault("status", endpoint="push", status=500, every=ERROR_EVERY)
        self.phones.set_fault("drop_answer", endpoint="push", every=LOST_EVERY)

    def is_killed(self, times: int) -> None:
        """Kill the service so many times, at moments spread over the way of the bulletin."""
        step = max(1, self.groups // (times + 2))
        for number in range(times):
            self.worker.start()
            wanted = max(self.pushes + 1, step * (number + 1))
            wait_for(lambda: self.pushes >= wanted, 60, what="pushes")  # noqa: B023
            self.worker.kill()

    def ends(self, within: float = 120) -> None:
        """Let the service live on, and LINE be quick again, until everybody has it."""
        assert not self.has_ended()
        self.phones.clear_faults()
        self.worker.start()
        wait_for(self.has_ended, within, every=0.1, what="the end")
        assert self.worker.stop() == 0

    def has_ended(self) -> bool:
        return self.states() == [("sent", self.groups)]

    def states(self) -> list[tuple[str, int]]:
        with self.store.database.reading() as session:
            return [(one.state, one.accepted) for one in session.scalars(select(Occurrence))]

    def shown(self) -> Counter[int]:
        """Count how often each group has it."""
        chats = self.line.platform.chats
        return Counter(
            number
            for number in range(self.groups)
            for bubble in chats.group(group_line(number)).bubbles
            if bubble.sender == "bot" and bubble.content["text"] == SAID
        )


@contextmanager
def fan_out(folder: Path, groups: int, *, database: str = "") -> Iterator[FanOut]:
    """Give a bulletin that is due, and a service that is not started yet."""
    with serve(Platform(_cast(groups))) as line:
        config = write_config(folder, line=line.line_url, sections=SECTIONS, database=database)
        store = _store(config, groups)
        phones = SimulatorClient(line.url)
        worker = Service("worker", config=config)
        try:
            yield FanOut(groups=groups, line=line, phones=phones, store=store, worker=worker)
        finally:
            worker.end()
            phones.close()
            store.database.close()


def _cast(groups: int) -> Cast:
    facts = {"bot_user_id": "U" + "b" * 32, "secret": SECRET, "token": TOKEN}
    return Cast(
        channels=[
            Channel(station_code="khokkhram", name="สน.โคกคราม", monthly_limit=None, **facts)
        ],
        people=[Person(user_id=READER, name="คนอ่าน")],
        groups=[
            GroupChat(group_id=group_line(one), name="g", channel="khokkhram", members=[READER])
            for one in range(groups)
        ],
    )


def _store(config: Path, groups: int) -> Store:
    settings = load_settings(config, {})
    assert composition.prepare(settings, is_sample=False)
    store = composition.open_store(settings)
    station, now = store.station("khokkhram").id, composition.clock()
    with store.writing(station, now) as uow:
        village = uow.villages.add(Village(code="v1", name="เปรมฤทัย"))
        for number in range(groups):
            group = uow.groups.meet(group_line(number), now=now)
            group.member_count, group.counted_at = 1, now
            uow.groups.bind(group, [village.id], whole_station=False, now=now)
        uow.quotas.told(now, limit=None, used=0)
        new = NewBulletin(contents=[Words(text=SAID)], audience=Audience(groups=True))
        timer = plan(uow, uow.bulletins.draft(new, now=now), now)
        uow.inbox.set_timer(timer, lane=b"bulletin", now=now)
        uow.commit()
    return store
