"""A station that is backed up and restored, for the tests of copies."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import inspect

from catalog import Catalog
from commands.backing_up import keys_beside, run_backup
from commands.desk import Desk
from commands.restoring import Ground, run_restore
from models.backup import layouts, rows
from models.database import Database
from models.keyring import Keyring
from models.sealed import KeyCabinet
from models.unit_of_work import Store
from tests.conftest import KEY, FixedClock, a_rule_set, the_lexicon
from tests.handlers.talk import Person, Talk

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย"


RULES = {"khokkhram": a_rule_set(), "bungkum": a_rule_set("bungkum")}


FILE_KEY = b"f" * 32


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


into_sqlite = pytest.mark.parametrize("target", ["sqlite"], indirect=True)


def seated(database: Database, clock: FixedClock) -> Store:
    made = Store(database, KeyCabinet(database, Keyring([KEY])), the_lexicon())
    made.seat(RULES, clock())
    return made


@dataclass
class Safe:
    """A station's backup: its files, and the station that made them."""

    talk: Talk
    folder: Path

    def __post_init__(self) -> None:
        self.file = self.folder / "a.backup"
        self.keys = keys_beside(self.file)
        self.media = self.folder / "media"
        self.aside = io.StringIO()
        self.rules = RULES

    def desk(self, store: Store | None = None) -> Desk:
        self.aside = io.StringIO()
        return Desk(
            store=store or self.talk.store,
            station_id=self.talk.station,
            catalog=Catalog.load("en"),
            clock=self.talk.clock,
            out=io.StringIO(),
            aside=self.aside,
        )

    def back_up(self, file: Path | None = None) -> None:
        code = run_backup(self.desk(), file or self.file, keys=self.keys, media=self.media)
        assert code == 0, self.aside.getvalue()

    def restore(self, target: Database, *, key: bytes = KEY, keys: Path | None = None) -> str:
        """Restore, and return what is complained of; empty says that all is well."""
        aside = io.StringIO()
        code = run_restore(
            Ground(
                database=target,
                keyring=Keyring([key]),
                rules=self.rules,
                lexicon=the_lexicon(),
                media=self.folder / "restored-media",
                catalog=Catalog.load("en"),
                clock=self.talk.clock,
                out=io.StringIO(),
                aside=aside,
            ),
            self.file,
            keys=keys or self.keys,
        )
        assert bool(aside.getvalue()) == (code != 0)
        return aside.getvalue()


def tell(safe: Safe, name: str = "member") -> Person:
    person = Person(safe.talk, name)
    person.says(NOISE)
    person.says("ส่งเลย")
    return person


def everything(database: Database) -> dict[str, list[object]]:
    with database.snapshot() as connection:
        return {
            layout.name: [one for batch in rows(connection, layout) for one in batch]
            for layout in layouts()
        }


def nothing_in(target: Database) -> bool:
    return inspect(target.engine).get_table_names() == []
