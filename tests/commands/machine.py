"""Who sits at the machine of a station with groups and members."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

import typer
from sqlalchemy import select
from typer.testing import CliRunner

from catalog import Catalog
from commands.announcing import run_announce
from commands.bulletin_wish import Act, Wish
from commands.bulletins_listed import run_list
from commands.desk import Desk
from files.vault import Vault
from models.audit import AuditLine
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

    def acts(self) -> list[str]:
        with self.store.database.reading() as session:
            return [one.act for one in session.scalars(select(AuditLine).order_by(AuditLine.id))]

    def types(self, app: typer.Typer, spoken: Sequence[tuple[str, int]]) -> None:
        """Type the words of a command, one line after another; each ends with its code."""
        for words, expected in spoken:
            said = CliRunner().invoke(app, words.split(), catch_exceptions=False)
            assert (words, said.exit_code) == (words, expected), self.aside.getvalue()

    def opening(self) -> nullcontext[Desk]:
        return nullcontext(self.desk)


Kind = TypeVar("Kind", bound=Machine)


@contextmanager
def at_machine(
    kind: type[Kind],
    store: Store,
    station: int,
    clock: FixedClock,
    *,
    groups: int,
    members: int,
) -> Iterator[Kind]:
    """Give the machine of a station whose month bears a hundred messages."""
    with serve(Platform(a_crowd(groups, members), clock=clock)) as running:
        made = kind(store, station, clock, running)
        made.has(groups=groups, members=members, limit=100)
        made.line.set_quota("khokkhram", limit=100, used=0)
        yield made
        made.closes()
