"""What tests of announcing by command share: who sits at the station's machine, beside a LINE."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from catalog import Catalog
from commands.announcing import run_announce
from commands.bulletin_wish import Act, Wish
from commands.bulletins_listed import run_list
from commands.desk import Desk
from files.vault import Vault
from models.bulletin import Bulletin
from models.unit_of_work import Store
from simulator import Platform
from simulator.server import serve
from tests.bot.square import SAID, Square, a_crowd
from tests.conftest import FixedClock


class Machine(Square):
    """Who sits at the station's machine."""

    out: io.StringIO
    aside: io.StringIO
    vault: Vault

    @property
    def desk(self) -> Desk:
        self.out, self.aside = io.StringIO(), io.StringIO()
        return Desk(
            store=self.store,
            station_id=self.station,
            catalog=Catalog.load("en"),
            clock=self.clock,
            out=self.out,
            aside=self.aside,
        )

    def asks(self, act: Act = Act.SEND, **said: Any) -> int:
        given = {"text": SAID, "all_villages": True, "groups": True, **said}
        wish = Wish(act=act, **given)
        return run_announce(self.desk, wish, line=self.gateway(), vault=lambda: self.vault)

    def listed(self) -> list[list[str]]:
        assert run_list(self.desk) == 0
        return [line.split("\t") for line in self.out.getvalue().splitlines()]

    def states(self) -> list[str]:
        return [one[1] for one in self.listed()]

    def kept(self) -> int:
        with self.store.database.reading() as session:
            return len(session.scalars(select(Bulletin.id)).all())


@contextmanager
def a_machine(store: Store, station: int, clock: FixedClock) -> Iterator[Machine]:
    """Give three groups of one, four members, and a month of a hundred messages."""
    with serve(Platform(a_crowd(3, 4), clock=clock)) as running:
        made = Machine(store, station, clock, running)
        made.has(groups=3, members=4, limit=100)
        made.line.set_quota("khokkhram", limit=100, used=0)
        yield made
        made.closes()
