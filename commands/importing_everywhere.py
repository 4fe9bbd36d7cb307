"""This is `import … --by-station`: one list for many stations, each row naming whose it is."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from commands.desk import Desk
from commands.enlisting import Change
from commands.import_faults import blamed_on, is_right, telling_faults
from commands.importing import (
    ImportWish,
    Job,
    ListKind,
    checked_beside,
    job_of,
    shown,
    take_in,
    tell_changes,
    tell_right,
)
from files.faults import Checked, Fault
from files.tables import Row, Table, read_table
from models.deployment import SeatedStation

_COLUMN = "station"


@dataclass(frozen=True, kw_only=True)
class _Part:
    """One station's rows, checked beside what it knows."""

    station: SeatedStation
    job: Job[Any]
    checked: Checked[Any]


def run_import_everywhere(desk: Desk, kind: ListKind, wish: ImportWish) -> int:
    """Take a list in for every station it names, or say all that is wrong; return the exit code.

    Every row is checked before the first is written; then each station is a transaction.
    """
    with telling_faults(desk), blamed_on(wish.file):
        tables, strangers = _by_station(desk, read_table(wish.file))
        parts = [_checked(desk, kind, station, table) for station, table in tables]
        faults = [*strangers, *(one for part in parts for one in part.checked.faults)]
        notes = [one for part in parts for one in part.checked.notes]
        if not is_right(desk, _once(faults), _once(notes)):
            return 1
        if wish.dry_run:
            tell_right(desk, sum(len(part.checked.rows) for part in parts))
            return 0
        return _taken(desk, kind, wish, parts)
    return 1


def _once(faults: Sequence[Fault]) -> Sequence[Fault]:
    """Return what is to be said: of a column once, not for each station."""
    return list({one.order: one for one in faults}.values())


def _by_station(desk: Desk, table: Table) -> tuple[list[tuple[SeatedStation, Table]], list[Fault]]:
    """Part a table by the station that each row names."""
    if _COLUMN not in table.header:
        return [], [Fault(key="files.column_missing", row=1, column=_COLUMN)]
    known: Mapping[str, SeatedStation] = {
        one.rules.code.casefold(): one for one in desk.store.stations.values()
    }
    rows: dict[str, list[Row]] = {}
    faults = []
    for row in table.rows:
        named = row.cells[_COLUMN].casefold()
        if named in known:
            cells = {name: cell for name, cell in row.cells.items() if name != _COLUMN}
            rows.setdefault(named, []).append(Row(number=row.number, cells=cells))
        else:
            faults.append(Fault(key="import.station_unknown", row=row.number, column=_COLUMN))
    header = tuple(name for name in table.header if name != _COLUMN)
    parts = [
        (known[named], replace(table, header=header, rows=tuple(own)))
        for named, own in rows.items()
    ]
    return parts, faults


def _checked(desk: Desk, kind: ListKind, station: SeatedStation, table: Table) -> _Part:
    own = replace(desk, station_id=station.id)
    job = job_of(own, kind)
    return _Part(station=station, job=job, checked=checked_beside(own, table, job))


def _taken(desk: Desk, kind: ListKind, wish: ImportWish, parts: Sequence[_Part]) -> int:
    changes: Counter[Change] = Counter()
    quiet = replace(desk, aside=io.StringIO())
    for part in shown(desk, parts, many=2):
        own = replace(quiet, station_id=part.station.id)
        changes += take_in(own, kind, wish, part.checked.rows, part.job).changes
    tell_changes(desk, changes)
    return 0
