"""The sample station as a newcomer runs it, and the commands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from tests.acceptance.services import Service, app, clone_into, free_port


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return clone_into(tmp_path / "clone")


@pytest.fixture
def demo(clone: Path) -> Iterator[Service]:
    port = str(free_port())
    started = Service("demo", env={"TASAPPAROT_WEB__PORT": port}, checkout=clone)
    started.start()
    yield started
    started.end()


@pytest.mark.slow
def test_a_console_link_leads_into_the_sample_station_that_runs(demo: Service) -> None:
    said = app("console-link", "--officer", "P01", checkout=demo.checkout)
    assert said.returncode == 0, said.stderr
    link = said.stdout.strip()
    assert link.startswith(demo.address + "/console/enter/")
    with urllib3.PoolManager(retries=False, timeout=5) as http:
        page = http.request("GET", link)
    assert page.status == 200
    assert b"<button" in page.data


@pytest.mark.slow
def test_without_a_service_a_command_stands_before_the_station_that_was_kept(clone: Path) -> None:
    kept = Service("run", env={"TASAPPAROT_WEB__PORT": str(free_port())}, checkout=clone)
    kept.start()
    address = kept.address
    assert app("console-link", "--officer", "P01", checkout=clone).stdout.startswith(address)
    assert kept.stop() == 0
    kept.end()
    said = app("console-link", "--officer", "P01", checkout=clone)
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("http://127.0.0.1:8000/console/enter/")
