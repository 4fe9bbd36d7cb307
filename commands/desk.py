"""This is what a command works with: a station's store, the sentences, the clock, the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO, TypeVar

from catalog import Catalog
from models.unit_of_work import Store, UnitOfWork

Row = TypeVar("Row")
# A person at the machine, whose name the machine does not know.
ACTOR = "command-line"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One station as a command sees it; what it found goes to `out`, complaints `aside`."""

    store: Store
    station_id: int
    catalog: Catalog
    clock: Callable[[], datetime]
    out: TextIO
    aside: TextIO

    def reading(self) -> AbstractContextManager[UnitOfWork]:
        """Open a transaction that only reads."""
        return self.store.reading(self.station_id, self.clock())

    def writing(self) -> AbstractContextManager[UnitOfWork]:
        """Open a transaction that may write."""
        return self.store.writing(self.station_id, self.clock())

    def say(self, key: str, **values: object) -> None:
        """Say a sentence of the catalogue."""
        print(self.catalog.say(key, **values), file=self.out)

    def listed(self, rows: Sequence[Row], none: str) -> Sequence[Row]:
        """Return the rows of a list; that there are none is said aside, where no script reads."""
        if not rows:
            self.complain(self.catalog.say(none))
        return rows

    def complain(self, line: str) -> None:
        """Say what is wrong."""
        print(line, file=self.aside)
