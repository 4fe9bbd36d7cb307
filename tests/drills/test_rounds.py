"""The short form of all drills, and a station that moves to PostgreSQL and back meanwhile.

Nothing lost, nothing doubled, nothing out of order, whatever fails.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from drills.catalogue import DRILLS
from drills.faults.disk import apart
from drills.kept import CHECKOUT, Kept
from drills.rounds import LEFT_OUT, ROUNDS, Round
from drills.servers import Redis
from drills.stages import ALONE, SMALL_TURNED, SPREAD, STAGES, Stage
from simulator.client import wait_for
from tests.acceptance.services import app
from tests.drills.moving import PHOTOS, Home, backed_up

pytestmark = pytest.mark.slow


def round_at(stage: str) -> Round:
    (found,) = [one for one in ROUNDS if one.stage == stage]
    return found


def test_every_drill_has_its_short_form() -> None:
    held = {one.name for each in ROUNDS for one in each.drills}
    assert held == {one.name for one in DRILLS} - set(LEFT_OUT)


def test_spread_out_on_postgresql_behind_two_doors() -> None:
    if not Redis.is_here():
        pytest.skip("redis-server is not installed: apt-get install redis-server")
    held = round_at(SPREAD)
    with STAGES[SPREAD](held.wanted()) as stage:
        figures = held.held_at(stage)
        assert figures.is_good, str(figures)
        assert len([one for one in stage.ground.carried.values() if one]) == 2


def test_on_a_full_disk_and_with_a_clock_that_jumps() -> None:
    program = apart()
    if program is None:
        pytest.skip("this machine lets nobody mount: unshare is in util-linux")
    done = subprocess.run(
        [*program, sys.executable, "-m", "drills", "--rounds", SMALL_TURNED],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost 0, doubled 0, out of order 0" in done.stdout


def test_alone_on_sqlite_and_moved_to_postgresql_and_back(
    tmp_path: Path, postgres_url: str
) -> None:
    held, file = round_at(ALONE), tmp_path / "a.backup"
    with STAGES[ALONE](held.wanted(PHOTOS)) as stage:
        figures = held.held_at(stage, backed_up(file))
        assert figures.is_good, str(figures)
        for one in stage.ground.services:
            one.stop()
        moved = Home.beside(stage.ground.config, tmp_path / "moved", database=postgres_url)
        moved.takes(file)
        see_that_each_tip_is_whole(moved, figures.tips)
        before = moved.held()
        assert before
        back = Home.beside(moved.config, tmp_path / "back")
        again = tmp_path / "b.backup"
        assert app("db", "backup", again, config=moved.config).returncode == 0
        back.takes(again)
        assert (back.tips(), back.held() >= before) == (moved.tips(), True)
        see_that_only_what_is_released_goes(stage, moved)


def see_that_each_tip_is_whole(home: Home, sent: int) -> None:
    tips = home.tips()
    assert 0 < len(tips) < sent
    for parts in tips.values():
        assert parts == dict.fromkeys(range(len(parts)), 1)


def see_that_only_what_is_released_goes(stage: Stage, home: Home) -> None:
    """Let a program work where the backup was restored, and release what is held there."""

    def sent() -> int:
        calls = stage.ground.phones.counters()["calls"]
        return sum(count for name, count in calls.items() if name.startswith(_SENDING))

    before = sent()
    worker = Kept("worker", config=home.config, log=home.folder / "worker.log")
    worker.begin()
    worker.await_ready()
    # Three times as long as it takes to look through all that is due.
    time.sleep(1)
    assert sent() == before
    assert app("held", "release", "--all", config=home.config).returncode == 0
    wait_for(lambda: sent() > before, 30, what="what was released")
    worker.stop()


_SENDING = ("push", "reply", "multicast", "narrowcast", "broadcast")
