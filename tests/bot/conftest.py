from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.unit_of_work import Store
from simulator import Platform
from simulator.server import serve
from tests.bot.sending import Office, a_cast
from tests.conftest import FixedClock


@pytest.fixture
def office(store: Store, station: int, clock: FixedClock) -> Iterator[Office]:
    with serve(Platform(a_cast(), clock=clock)) as running:
        made = Office(store, station, clock, running)
        yield made
        made.line.close()
