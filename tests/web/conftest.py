from __future__ import annotations

from pathlib import Path

import pytest

from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.web.visitors import Neighbourhood


@pytest.fixture
def place(store: Store, station: int, clock: FixedClock, tmp_path: Path) -> Neighbourhood:
    return Neighbourhood(store, station, clock, tmp_path)
