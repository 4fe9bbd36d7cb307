"""This is the benchmark of what a tip's life costs: the messages that LINE counts.

Run `.venv/bin/python -m bench.messages`. The whole service on SQLite talks with the simulator of
LINE as people would; replies are free, each push to one person is one message. Beside each life
stands how many of them a month allows at the Thai plans' quotas.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.card_parts import (
    app,
    free_port,
    running,
    settle,
    simulator,
    write_config,
)
from bench.register import Register, line_of
from simulator.client import PhoneHolder, SimulatorClient

PLANS: Final[Mapping[str, int]] = {"Free": 300, "Basic": 15_000, "Pro": 35_000}
QUIET: Final = 1.5
PATIENCE: Final = 20.0
NOISE: Final = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่ชุมชน{village} เมื่อคืนนี้"
FIGHT: Final = "ตอนนี้มีคนถือมีดไล่ฟันกันอยู่ที่ชุมชน{village} มีคนเจ็บ"


@dataclass(frozen=True, kw_only=True)
class Life:
    """One tip's people: who sends it, and whose it is."""

    client: SimulatorClient
    member: PhoneHolder
    officer: PhoneHolder
    village: str

    def rests(self) -> None:
        """Wait until nothing is sent any more."""
        seen, since = -1, time.monotonic()
        while time.monotonic() - since < QUIET:
            self.client.wait_until_delivered()
            calls = len(self.client.calls())
            if calls != seen:
                seen, since = calls, time.monotonic()
            time.sleep(0.1)

    def reports(self, words: str = NOISE) -> None:
        """Send a tip at once; wait for its card."""
        self.member.says(words.format(village=self.village))
        self.rests()
        if words == NOISE:
            self.member.says("ส่งเลย")
        self.officer.waits_for("รับเรื่อง", PATIENCE)
        self.rests()

    def accepts(self) -> None:
        """Take the tip."""
        self.officer.presses("รับเรื่อง")
        self.rests()

    def asks(self, words: str = "เห็นกี่คน") -> None:
        """Ask the sender something."""
        self.officer.presses("ถามผู้แจ้ง")
        self.rests()
        self.officer.says(words)
        self.rests()

    def answers(self, words: str = "สามคน") -> None:
        """Answer the officer."""
        self.member.says(words)
        self.rests()

    def closes(self) -> None:
        """End the tip without a note and without a word to the sender."""
        self.officer.presses("ปิดเรื่อง")
        self.rests()
        self.officer.presses("ตรวจสอบแล้วไม่พบเหตุ")
        self.rests()
        for _ in range(2):
            self.officer.says("ข้าม")
            self.rests()


def accepted_and_closed(life: Life) -> None:
    """Report, accept, close."""
    life.reports()
    life.accepts()
    life.closes()


def asked_after_accepting(life: Life) -> None:
    """Report, accept, one question and its answer, close."""
    life.reports()
    life.accepts()
    life.asks()
    life.answers()
    life.closes()


def asked_before_accepting(life: Life) -> None:
    """Report, one question, which accepts, and its answer, close."""
    life.reports()
    life.asks()
    life.answers()
    life.closes()


def ten_turns(life: Life) -> None:
    """Report, ten questions and answers, close."""
    life.reports()
    for turn in range(10):
        life.asks(f"คำถามที่ {turn}")
        life.answers(f"คำตอบที่ {turn}")
    life.closes()


def emergency(life: Life) -> None:
    """An emergency, which alerts the desk too: report, accept, close."""
    life.reports(FIGHT)
    life.accepts()
    life.closes()


def not_done(life: Life) -> None:
    """Report, accept, close, not done, accept again, close again."""
    accepted_and_closed(life)
    life.member.presses("ยังไม่เรียบร้อย")
    life.rests()
    life.accepts()
    life.closes()


LIVES: Final[tuple[Callable[[Life], None], ...]] = (
    accepted_and_closed,
    asked_after_accepting,
    asked_before_accepting,
    ten_turns,
    emergency,
    not_done,
)


def counted(client: SimulatorClient) -> int:
    """Return how many messages LINE has counted so far."""
    return sum(call["endpoint"] == "push" and call["status"] == 200 for call in client.calls())


def measure(url: str, register: Register) -> None:
    """Live through each scenario with people of its own, and print what it cost."""
    client = SimulatorClient(url)
    for number, live in enumerate(LIVES):
        life = Life(
            client=client,
            member=client.person(line_of(f"m{number}"), station="khokkhram"),
            officer=client.person(line_of(register.officer_of(number)), station="khokkhram"),
            village=register.names()[number],
        )
        before = counted(client)
        live(life)
        life.rests()
        cost = counted(client) - before
        allowed = ", ".join(f"{plan} {limit // cost:,}" for plan, limit in PLANS.items())
        print(f"{cost:3} messages: {live.__doc__} A month allows: {allowed}.", flush=True)
    client.close()


def main() -> None:
    """Start the service beside the simulator and print the cost of each life."""
    folder = Path(tempfile.mkdtemp(prefix="bench-messages-"))
    register = Register(members=len(LIVES))
    door, line = free_port(), free_port()
    config = write_config(folder, port=door, line=f"http://127.0.0.1:{line}/line")
    webhook = f"http://127.0.0.1:{door}/callback"
    try:
        settle(config, register.write(folder))
        with (
            simulator(folder, port=line, people=register.people(), webhook=webhook) as url,
            running([*app(config), "run"], log=folder / "service.log"),
        ):
            measure(url, register)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
