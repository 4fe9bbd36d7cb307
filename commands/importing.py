"""This is `import`: an office's list becomes the station's, all of it or nothing."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from itertools import product
from pathlib import Path
from typing import Any, Generic, TypeVar

from rich.console import Console
from rich.progress import track

from catalog.roster import load_period_words, load_weekdays
from commands.desk import ACTOR, Desk
from commands.enlisting import (
    LINE_COLUMN,
    Change,
    enlist_member,
    enlist_officer,
    enlist_village,
    member_clash,
    officer_clash,
)
from commands.enrolling import enrol
from commands.import_faults import blamed_on, is_right, telling_faults
from domain.calendar import local
from domain.identity import MEMBER_CODE, OFFICER_CODE, invitation_code, normalise_code, spaced_code
from files.faults import Checked, Fault
from files.invitations import InvitationOut, check_invitations, write_invitations
from files.members import MemberRow, read_members
from files.officers import OfficerRow, read_officers
from files.roster import RosterRow, read_roster
from files.tables import Table, read_table
from files.villages import VillageRow, read_villages
from models.member import Member, MemberState
from models.officer import Officer
from models.unit_of_work import UnitOfWork

_MEMBER_DAYS, _OFFICER_DAYS = 30, 3
_MANY = 200
T = TypeVar("T")


class ListKind(StrEnum):
    """What a file lists."""

    VILLAGES = "villages"
    OFFICERS = "officers"
    MEMBERS = "members"
    ROSTER = "roster"


@dataclass(frozen=True, kw_only=True)
class ImportWish:
    """What is asked of an import."""

    file: Path
    dry_run: bool = False
    codes: Path | None = None
    new_codes: bool = False
    by_station: bool = False


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What an import did: how many rows of each change, and the codes it made."""

    changes: Counter[Change]
    invitations: Sequence[InvitationOut] = ()
    without_code: int = 0


@dataclass(frozen=True, kw_only=True)
class Job(Generic[T]):
    """How one kind of list is checked and taken in; `key` is the column that says who a row is."""

    check: Callable[[Table, Mapping[str, str]], Checked[T]]
    take: Callable[[UnitOfWork, Iterable[T], ImportWish], Taken]
    against: Callable[[UnitOfWork, T], Fault | None] = field(default=lambda _uow, _row: None)
    key: str = ""


def run_import(desk: Desk, kind: ListKind, wish: ImportWish) -> int:
    """Take a list in, or say everything that is wrong with it; return the exit code."""
    job = job_of(desk, kind)
    with telling_faults(desk), blamed_on(wish.file):
        return _imported(desk, kind, wish, job)
    return 1


def _imported(desk: Desk, kind: ListKind, wish: ImportWish, job: Job[T]) -> int:
    table = read_table(wish.file)
    if wish.codes is not None:
        with blamed_on(wish.codes):
            check_invitations(wish.codes)
    checked = checked_beside(desk, table, job)
    if not is_right(desk, checked.faults, checked.notes):
        return 1
    if wish.dry_run:
        tell_right(desk, len(checked.rows))
        return 0
    taken = take_in(desk, kind, wish, checked.rows, job)
    _tell(desk, wish, taken)
    return 0


def checked_beside(desk: Desk, table: Table, job: Job[T]) -> Checked[T]:
    """Check every row, alone and beside what the station knows already."""
    with desk.reading() as uow:
        known = {row.code: row.name for row in uow.villages.all()}
        checked = job.check(table, known)
        clashes = tuple(_clashes(uow, table, checked, job))
    return replace(checked, faults=(*checked.faults, *clashes))


def take_in(desk: Desk, kind: ListKind, wish: ImportWish, rows: Sequence[T], job: Job[T]) -> Taken:
    """Write rows that were checked, and their codes' file, in one transaction."""
    with desk.writing() as uow:
        taken = job.take(uow, shown(desk, rows), wish)
        changes = {change.value: taken.changes[change] for change in Change}
        if taken.changes[Change.ADDED] or taken.changes[Change.CHANGED] or taken.invitations:
            detail = {**changes, "invitations": len(taken.invitations)}
            uow.audit.write(f"import.{kind}", actor=ACTOR, about=kind, at=uow.now, detail=detail)
        # The file comes first: codes that a crash left without effect are made anew by the
        # next run, but codes that nobody was ever shown would be lost.
        if wish.codes is not None:
            with blamed_on(wish.codes):
                write_invitations(wish.codes, taken.invitations, timezone=uow.rules.timezone)
        uow.commit()
    return taken


def _clashes(uow: UnitOfWork, table: Table, checked: Checked[T], job: Job[T]) -> Iterator[Fault]:
    """Yield what is wrong with rows only beside what the station knows already."""
    wrong = {(one.row, one.column) for one in checked.faults}
    for line, row in zip(table.rows, checked.rows, strict=True):
        # What is wrong in the header is so in each row.
        if wrong.intersection(product((1, line.number), (job.key, LINE_COLUMN))):
            continue
        fault = job.against(uow, row)
        if fault is not None:
            yield Fault(key=fault.key, row=line.number, column=fault.column, values=fault.values)


def shown(desk: Desk, rows: Sequence[T], *, many: int = _MANY) -> Iterable[T]:
    """Yield rows, with a bar of progress where somebody waits for many."""
    console = Console(file=desk.aside)
    if len(rows) < many or not console.is_terminal:
        return rows
    return track(rows, description="", console=console, transient=True)


def tell_right(desk: Desk, rows: int) -> None:
    """Say that so many rows are right and nothing was written."""
    if rows:
        desk.say("import.right", rows=rows)
    else:
        desk.say("import.no_rows")


def tell_changes(desk: Desk, changes: Mapping[Change, int]) -> None:
    """Say how many rows were new, changed or known, or that there were none."""
    added, changed, same = (changes[one] for one in (Change.ADDED, Change.CHANGED, Change.SAME))
    if added or changed:
        desk.say("import.done", added=added, changed=changed, same=same)
    elif same:
        desk.say("import.nothing_new", same=same)
    else:
        desk.say("import.no_rows")


def _tell(desk: Desk, wish: ImportWish, taken: Taken) -> None:
    tell_changes(desk, taken.changes)
    if taken.invitations and wish.codes is not None:
        desk.say("import.codes", count=len(taken.invitations), file=wish.codes.name)
    elif wish.codes is not None:
        desk.say("import.no_codes", file=wish.codes.name)
    elif taken.without_code:
        desk.say("import.without_code", count=taken.without_code)


def job_of(desk: Desk, kind: ListKind) -> Job[Any]:
    """Return how a kind of list is checked and taken in at a station."""
    if kind is ListKind.VILLAGES:
        return Job(check=lambda table, _known: read_villages(table), take=_take_villages)
    if kind is ListKind.OFFICERS:
        return Job(check=read_officers, take=_take_officers, against=officer_clash, key="code")
    if kind is ListKind.ROSTER:
        return _roster_job(desk)
    with desk.reading() as uow:
        today = local(uow.now, uow.rules.timezone).date()
    return Job(
        check=lambda table, known: read_members(table, known, today=today),
        take=_take_members,
        against=member_clash,
        key="national_id",
    )


def _roster_job(desk: Desk) -> Job[RosterRow]:
    with desk.reading() as uow:
        codes = frozenset(row.code for row in uow.officers.all())
    weekdays, days = load_weekdays(), load_period_words().day_words
    return Job(
        check=lambda table, _known: read_roster(table, codes, weekdays, days), take=_take_roster
    )


def _take_roster(uow: UnitOfWork, rows: Iterable[RosterRow], _wish: ImportWish) -> Taken:
    return Taken(changes=enrol(uow, rows))


def _take_villages(uow: UnitOfWork, rows: Iterable[VillageRow], _wish: ImportWish) -> Taken:
    changes = Counter(enlist_village(uow, row) for row in rows)
    if changes[Change.CHANGED]:
        uow.villages.changed()
    return Taken(changes=changes)


def _take_officers(uow: UnitOfWork, rows: Iterable[OfficerRow], wish: ImportWish) -> Taken:
    ids = {row.code: row.id for row in uow.villages.all()}
    changes: Counter[Change] = Counter()
    people: list[Officer] = []
    for row in rows:
        officer, change = enlist_officer(uow, row, ids)
        changes[change] += 1
        if officer.line_user is None and not officer.is_suspended:
            people.append(officer)
    wanting = [
        one
        for one in people
        if wish.new_codes or not uow.access.has_open_invitation(now=uow.now, officer_id=one.id)
    ]
    if wish.codes is None:
        return Taken(changes=changes, without_code=len(wanting))
    return Taken(changes=changes, invitations=[_invite_officer(uow, one) for one in wanting])


def _take_members(uow: UnitOfWork, rows: Iterable[MemberRow], wish: ImportWish) -> Taken:
    ids = {row.code: row.id for row in uow.villages.all()}
    changes: Counter[Change] = Counter()
    people: list[Member] = []
    for row in rows:
        member, change = enlist_member(uow, row, ids)
        changes[change] += 1
        if member.state == MemberState.INVITED:
            people.append(member)
    wanting = [
        one
        for one in people
        if wish.new_codes or not uow.access.has_open_invitation(now=uow.now, member_id=one.id)
    ]
    if wish.codes is None:
        return Taken(changes=changes, without_code=len(wanting))
    return Taken(changes=changes, invitations=[_invite_member(uow, one) for one in wanting])


def _invite_officer(uow: UnitOfWork, officer: Officer) -> InvitationOut:
    code = invitation_code(secrets.choice, length=OFFICER_CODE)
    until = uow.now + timedelta(days=_OFFICER_DAYS)
    uow.access.invite(normalise_code(code), expires_at=until, officer_id=officer.id)
    return InvitationOut(
        kind="officer",
        code=officer.code,
        name=uow.officers.profile(officer).spoken_name,
        invitation_code=spaced_code(code),
        expires_at=until,
    )


def _invite_member(uow: UnitOfWork, member: Member) -> InvitationOut:
    code = invitation_code(secrets.choice, length=MEMBER_CODE)
    until = uow.now + timedelta(days=_MEMBER_DAYS)
    uow.access.invite(normalise_code(code), expires_at=until, member_id=member.id)
    profile = uow.members.profile(member)
    return InvitationOut(
        kind="member",
        code=member.number,
        name=f"{profile.first_name} {profile.last_name}" if profile else "",
        invitation_code=spaced_code(code),
        expires_at=until,
    )
