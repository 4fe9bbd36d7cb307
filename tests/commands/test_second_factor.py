"""An administrator lets an officer set up a new second factor."""

from __future__ import annotations

import io
from datetime import timedelta

from catalog import Catalog
from commands.desk import Desk
from commands.second_factor import run_reset
from models.access import find_link
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.precinct import Precinct


def a_desk(store: Store, station: int, clock: FixedClock) -> Desk:
    catalog, out, aside = Catalog.load("th"), io.StringIO(), io.StringIO()
    return Desk(store=store, station_id=station, catalog=catalog, clock=clock, out=out, aside=aside)


def test_a_reset_forgets_it_ends_what_is_open_and_stands_on_the_trail(
    store: Store, station: int, clock: FixedClock
) -> None:
    desk = a_desk(store, station, clock)
    with desk.writing() as uow:
        here = Precinct(uow)
        assert uow.second_factors.begin(here.commander, now=uow.now)
        token = uow.access.make_link(
            "console", expires_at=uow.now + timedelta(days=1), officer_id=here.commander.id
        )
        assert token
        uow.commit()
    assert run_reset(desk, "c1") == 0
    assert run_reset(desk, "c1") == 1
    assert run_reset(desk, "nobody") == 1
    with desk.reading() as uow:
        line = uow.audit.lines()[-1]
        assert (line.act, line.actor, line.about) == ("factor.reset", "command-line", "c1")
        assert not uow.second_factors.is_set(uow.officers.by_code("c1"))

        assert find_link(uow.session, token, purpose="console", now=clock()) is None
