"""What the tests of copies share: a migrated station, and an empty database of either kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.database import Database
from models.unit_of_work import Store
from tests import postgres
from tests.commands.copies.safe import (
    Safe,
    seated,
)
from tests.conftest import FixedClock
from tests.handlers.talk import Talk


@pytest.fixture
def store(migrated: None, database: Database, clock: FixedClock) -> Store:
    return seated(database, clock)


@pytest.fixture(params=["sqlite", "postgres"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        opened = Database(f"sqlite:///{tmp_path}/restored.db")
        yield opened
        opened.close()
        return
    address = request.getfixturevalue("postgres_address")
    with postgres.database(address) as name:
        opened = Database(f"postgresql+psycopg://{address}/{name}")
        yield opened
        opened.close()


@pytest.fixture
def safe(store: Store, station: int, clock: FixedClock, tmp_path: Path) -> Safe:
    return Safe(Talk(store, station, clock), tmp_path)
