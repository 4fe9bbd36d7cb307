from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.client import SimulatorClient
from tests.commands.clinic import Clinic, a_clinic
from tests.conftest import FixedClock, migrated_file


@pytest.fixture
def empty_clinic(
    migrated: None, database_url: str, tmp_path: Path, clock: FixedClock
) -> Iterator[Clinic]:
    with a_clinic(database_url, tmp_path, clock) as made:
        yield made


@pytest.fixture
def clinic(tmp_path: Path, clock: FixedClock) -> Iterator[Clinic]:
    file = tmp_path / "tasapparot.db"
    file.write_bytes(migrated_file())
    with a_clinic(f"sqlite:///{file}", tmp_path, clock) as made:
        made.fill()
        yield made


@pytest.fixture
def phones(clinic: Clinic) -> Iterator[SimulatorClient]:
    made = SimulatorClient(clinic.running.url)
    yield made
    made.close()
