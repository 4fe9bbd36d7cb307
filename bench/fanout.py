"""This is the benchmark of a bulletin to ten thousand groups, with emergencies coming in meanwhile.

Run `.venv/bin/python -m bench.fanout [--groups 10000] [--database sqlite|postgres]`. LINE is a bare
HTTP sink that keeps its limit of 2,000 pushes a second. The baseline is the SDK's client in a loop.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import urllib3

import composition
from bench.card_parts import SECRET, TOKEN, app, free_port, running, write_config
from bench.fanout_sink import PER_SECOND
from bot.config import load_settings
from domain.answers import Button, Card, Look, OpenLink
from domain.audience import Audience
from models.assignment import Charge
from models.bulletin import NewBulletin
from models.member import MemberProfile, MemberState
from models.officer import OfficerProfile, Role
from models.planning import plan
from models.village import Village
from simulator.check import fault_in
from tests import postgres

ALERTS = 4
OFFICER = "U" + "0" * 31 + "f"
EMERGENCY = "มีคนถือมีดไล่ฟันกันอยู่ตอนนี้ ที่ชุมชนเปรมฤทัย"
ENDS_WITHIN = 180.0
HTTP = urllib3.PoolManager(maxsize=4, retries=False, timeout=10)
SAID = Card(
    title="สน.โคกคราม",
    headline="ประกาศเตือนภัย",
    tone="soon",
    alt="ประกาศเตือนภัยจากสถานีตำรวจ",
    body="คืนนี้ระดับน้ำในคลองสูงขึ้น โปรดเก็บของขึ้นที่สูงและงดผ่านซอย 5 หลัง 20:00 น.",
    buttons=[Button(label="ดูระดับน้ำ", tap=OpenLink(url="https://dds.example/1"), look=Look.PRIMARY)],
)


@dataclass
class Run:
    """One fan-out on one database."""

    database: str
    groups: int
    told: dict[str, Any] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    before_mb: float = 0.0
    most_mb: float = 0.0
    cpu: float = 0.0

    def lines(self) -> Iterator[str]:
        """Give the figures in lines that can be put beside each other."""
        told = self.told
        rate = told["pushes_to_groups"] / max(told["seconds"], 0.001)
        yield (
            f"{self.database}: {told['groups']:,} of {self.groups:,} groups in "
            f"{told['seconds']:.1f} s, {rate:,.0f} pushes/s = {rate / PER_SECOND:.0%} of LINE's "
            f"limit; twice: {told['pushes_to_groups'] - told['groups']}; refused for rate "
            f"{told['refused']}, fullest second {told['fullest']:,}"
        )
        yield (
            f"{self.database}: {len(self.waits)} emergencies meanwhile, webhook to the officer's "
            f"card accepted: {', '.join(f'{one * 1000:,.0f}' for one in self.waits)} ms; memory "
            f"{self.before_mb:.0f} MB before, {self.most_mb:.0f} MB at most; "
            f"{self.cpu / max(1, told['pushes_to_groups']) * 1000:.2f} ms of CPU a push"
        )


def member_line(number: int) -> str:
    """Return the LINE id of a member."""
    return f"U{number:032x}"


def lay_out(config: Path, groups: int) -> None:
    """Make a station with its groups, an officer, and members who will report."""
    settings = load_settings(config, {})
    composition.prepare(settings, is_sample=False)
    store = composition.open_store(settings)
    now = composition.clock()
    with store.writing(store.station("khokkhram").id, now) as uow:
        village = uow.villages.add(Village(code="v1", name="ชุมชนเปรมฤทัย", aliases=["เปรมฤทัย"]))
        profile = OfficerProfile(rank="ด.ต.", first_name="ก", last_name="ข", phone="")
        officer = uow.officers.add("P1", Role.VILLAGE, profile)
        uow.officers.bind(officer, OFFICER, now)
        uow.assignments.appoint(officer, {village.id: Charge.PRIMARY}, at=now)
        for number in range(ALERTS):
            own = MemberProfile(
                first_name="ก", last_name="ข", birth_date="1967-03-21", national_id=f"{number:013d}"
            )
            member = uow.members.add(own, MemberState.TRAINED)
            uow.members.bind(member, member_line(number), now)
        for number in range(groups):
            group = uow.groups.meet(f"C{number:032x}", now=now)
            group.member_count, group.counted_at = 1, now
            uow.groups.bind(group, [village.id], whole_station=False, now=now)
        uow.quotas.told(now, limit=None, used=0)
        uow.commit()
    store.database.close()


def announce(config: Path) -> None:
    """Plan one bulletin for now, as a command does."""
    store = composition.open_store(load_settings(config, {}))
    now = composition.clock()
    with store.writing(store.station("khokkhram").id, now) as uow:
        new = NewBulletin(contents=[SAID], audience=Audience(groups=True), is_urgent=True)
        timer = plan(uow, uow.bulletins.draft(new, now=now), now)
        uow.inbox.set_timer(timer, lane=b"bulletin", now=now)
        uow.commit()
    store.database.close()


def report(port: int, number: int) -> float:
    """Let a member report an emergency; return when the webhook was posted."""
    event = {
        "type": "message",
        "mode": "active",
        "timestamp": int(time.time() * 1000),
        "source": {"type": "user", "userId": member_line(number)},
        "webhookEventId": f"01FANOUT{number:018d}",
        "deliveryContext": {"isRedelivery": False},
        "message": {"type": "text", "id": f"{9000 + number}", "quoteToken": "q", "text": EMERGENCY},
    }
    body = json.dumps({"destination": "U" + "b" * 32, "events": [event]}).encode()
    seal = base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()
    began = time.time()
    headers = {"X-Line-Signature": seal, "Content-Type": "application/json"}
    answer = HTTP.request("POST", f"http://127.0.0.1:{port}/callback", body=body, headers=headers)
    if answer.status != 200:
        raise SystemExit(f"the door answered {answer.status}")
    return began


def told(sink: str) -> dict[str, Any]:
    """Ask the sink what came."""
    found: dict[str, Any] = HTTP.request("GET", f"{sink}/told").json()
    return found


def memory(process: psutil.Process) -> float:
    """Return the resident memory of a service, its children included, in MB."""
    family = [process, *process.children(recursive=True)]
    return sum(one.memory_info().rss for one in family) / 1024 / 1024


def cpu(process: psutil.Process) -> float:
    """Return the seconds of CPU that a service used."""
    family = [process, *process.children(recursive=True)]
    return sum(sum(one.cpu_times()[:2]) for one in family)


def fan_out(run: Run, config: Path, *, port: int, sink: str) -> None:
    """Send one bulletin while members report, and wait for the end of all of it."""
    with running([*app(config), "run"], log=config.parent / "service.log") as service:
        process = psutil.Process(service.pid)
        time.sleep(2)
        HTTP.request("POST", f"{sink}/clear")
        run.before_mb, used = memory(process), cpu(process)
        watching = threading.Event()
        watch = threading.Thread(target=_watch, args=(run, process, watching))
        watch.start()
        announce(config)
        began = _emergencies(run, port, sink)
        _until(lambda: len(_cards(told(sink))) >= len(began) and _is_done(run, sink))
        run.cpu = cpu(process) - used
        watching.set()
        watch.join()
    run.told = told(sink)
    cards = _cards(run.told)
    run.waits = [card - asked for card, asked in zip(cards, began, strict=False)]


def _cards(told: dict[str, Any]) -> list[float]:
    """Return when each card for the officer was accepted."""
    return sorted(at for to, at in told["people"] if to == OFFICER)


def _is_done(run: Run, sink: str) -> bool:
    return bool(told(sink)["groups"] >= run.groups)


def _emergencies(run: Run, port: int, sink: str) -> Sequence[float]:
    """Report at each fifth of the way, so that each meets the full load."""
    began = []
    for number in range(ALERTS):
        share = run.groups * (number + 1) // (ALERTS + 2)
        _until(lambda share=share: told(sink)["groups"] >= share)  # type: ignore[misc]
        began.append(report(port, number))
    return began


def _until(is_so: Any) -> None:
    ends = time.monotonic() + ENDS_WITHIN
    while not is_so():
        if time.monotonic() > ends:
            raise SystemExit("it never came to an end")
        time.sleep(0.1)


def _watch(run: Run, process: psutil.Process, ended: threading.Event) -> None:
    while not ended.wait(0.2):
        run.most_mb = max(run.most_mb, memory(process))


def baseline(sink: str, groups: int) -> str:
    """Push with the SDK's client in a loop, and nothing kept anywhere."""
    from linebot.v3.messaging import ApiClient, Configuration, MessagingApi, PushMessageRequest

    from bot.line import outbound

    HTTP.request("POST", f"{sink}/clear")
    api = MessagingApi(ApiClient(Configuration(host=sink, access_token=TOKEN)))
    form = outbound.form([SAID])
    began, used = time.monotonic(), time.process_time()
    for number in range(groups):
        wanted = PushMessageRequest.from_dict({"to": f"C{number:032x}", **form})
        api.push_message(wanted, x_line_retry_key=f"00000000-0000-4000-8000-{number:012x}")
    span = time.monotonic() - began
    spent = (time.process_time() - used) / groups * 1000
    rate = f"{groups / span:,.0f} pushes/s, {spent:.2f} ms of CPU a push"
    return f"SDK client in a loop, nothing kept: {rate}"


def check_bodies(sink: str) -> str:
    """Read a thousand of the bodies as the simulator would."""
    bodies = HTTP.request("GET", f"{sink}/bodies").json()
    faults = [fault for one in bodies if (fault := fault_in("PushMessageRequest", one))]
    return f"{len(bodies):,} bodies read as LINE's simulator reads them: {len(faults)} faults"


@contextmanager
def databases(which: str) -> Iterator[list[tuple[str, str]]]:
    """Give the databases to run on, by name and address; empty is the usual SQLite file."""
    with ExitStack() as stack:
        found = [] if which == "postgres" else [("SQLite", "")]
        if which != "sqlite":
            address = stack.enter_context(postgres.running())
            if address is None:
                raise SystemExit(postgres.MEND)
            found.append(("PostgreSQL", f"postgresql+psycopg://{address}/postgres"))
        yield found


def main() -> None:
    """Run on each database, then the baseline, and print the figures."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--groups", type=int, default=10_000)
    words.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    asked = words.parse_args()
    port = free_port()
    sink = f"http://127.0.0.1:{port}"
    with (
        tempfile.TemporaryDirectory() as folder,
        running(
            [sys.executable, "-m", "bench.fanout_sink", str(port)],
            log=Path(folder) / "sink.log",
            ready=port,
        ),
        databases(asked.database) as found,
    ):
        for name, url in found:
            home = Path(folder) / name
            home.mkdir()
            door = free_port()
            config = write_config(home, port=door, line=sink)
            if url:
                with config.open("a") as file:
                    file.write(f'[database]\nurl = "{url}"\n')
            lay_out(config, asked.groups)
            run = Run(database=name, groups=asked.groups)
            fan_out(run, config, port=door, sink=sink)
            print("\n".join(run.lines()))
            print(check_bodies(sink))
        print(baseline(sink, min(asked.groups, 3000)))


if __name__ == "__main__":
    main()
