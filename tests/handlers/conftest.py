"""Handlers are tested on a real SQLite file: one dialect is enough for what they decide."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.talk import Person, Talk


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/tasapparot.db"


@pytest.fixture
def talk(store: Store, station: int, clock: FixedClock) -> Talk:
    return Talk(store, station, clock)


@pytest.fixture
def member(talk: Talk) -> Person:
    return Person(talk, "member")


@pytest.fixture
def stranger(talk: Talk) -> Person:
    return Person(talk, "stranger")
