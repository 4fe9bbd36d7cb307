"""This is how the rows of a roster become the weekly shifts of officers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from commands.enlisting import Change
from domain.answers import Timer
from domain.roster import Shift
from domain.timer_events import DutyChanged
from files.roster import RosterRow
from models.officer import Officer
from models.sealed import Purpose
from models.unit_of_work import UnitOfWork


def enrol(uow: UnitOfWork, rows: Iterable[RosterRow]) -> Counter[Change]:
    """Give each officer of a file exactly the shifts that stand there; others keep theirs."""
    wanted: dict[str, set[Shift]] = {}
    for row in rows:
        wanted.setdefault(row.officer, set()).add(row.shift)
    standing = uow.roster.shifts()
    changes: Counter[Change] = Counter()
    for code, shifts in wanted.items():
        officer = uow.officers.by_code(code)
        if officer is None:
            raise LookupError("an officer of a checked file is gone")
        known = set(standing.get(officer.id, ()))
        changes[Change.SAME] += len(shifts & known)
        changes[Change.ADDED] += len(shifts - known)
        changes[Change.CHANGED] += len(known - shifts)
        if known != shifts:
            uow.officers.seize(officer)
            uow.roster.write_shifts(officer, shifts)
            _tell_chain(uow, officer)
    return changes


def _tell_chain(uow: UnitOfWork, officer: Officer) -> None:
    """Let open tips follow the new roster."""
    event = DutyChanged(happened_at=uow.now, officer=officer.id)
    timer = Timer(key=f"duty:{officer.id}:{uow.now.isoformat()}", due=uow.now, event=event)
    lane = uow.keys.fingerprint(Purpose.LANE, uow.rules.code, f"officer:{officer.id}")
    uow.inbox.set_timer(timer, lane=lane, now=uow.now)
