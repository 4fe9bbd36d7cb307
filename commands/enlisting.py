"""This is how one row of an office's list becomes a village, an officer or a member."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from typing import Final

from commands.desk import ACTOR
from files.faults import Fault
from files.members import MemberRow
from files.officers import OfficerRow
from files.villages import VillageRow
from models.assignment import Charge
from models.member import Member, MemberProfile, MemberState
from models.officer import Officer, OfficerProfile, Role
from models.unit_of_work import UnitOfWork
from models.village import Village

LINE_COLUMN: Final = "line_user_id"


class Change(StrEnum):
    """What a row did to what the station knew."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"


def officer_clash(uow: UnitOfWork, row: OfficerRow) -> Fault | None:
    """Return what is wrong with an officer's row beside the officers that the station has."""
    if row.line_user_id is None:
        return None
    holder = uow.officers.by_line_user(row.line_user_id)
    own = uow.officers.by_code(row.code)
    return _line_taken(holder.code) if holder and holder is not own else None


def member_clash(uow: UnitOfWork, row: MemberRow) -> Fault | None:
    """Return what is wrong with a member's row beside the members that the station has."""
    if row.line_user_id is None:
        return None
    holder = uow.members.by_line_user(row.line_user_id)
    own = uow.members.by_national_id(row.national_id)
    return _line_taken(holder.number) if holder and holder is not own else None


def _line_taken(holder: str) -> Fault:
    """Return the fault of a LINE account that somebody else of the station has."""
    return Fault(key="import.line_taken", column=LINE_COLUMN, values={"holder": holder})


def enlist_village(uow: UnitOfWork, row: VillageRow) -> Change:
    """Add a village or bring it up to date."""
    village = uow.villages.by_code(row.code)
    # What the station learned of its village is in no office's list, and stays.
    learned = uow.aliases.accepted(village.id) if village else ()
    aliases = [*row.aliases, *(one for one in learned if one not in row.aliases)]
    facts = {**asdict(row), "aliases": aliases, "landmarks": list(row.landmarks)}
    if village is None:
        uow.villages.add(Village(**facts))
        return Change.ADDED
    return Change.CHANGED if _write(village, facts) else Change.SAME


def enlist_officer(
    uow: UnitOfWork, row: OfficerRow, villages: Mapping[str, int]
) -> tuple[Officer, Change]:
    """Add an officer or bring them up to date, with their villages and LINE account."""
    profile = OfficerProfile(
        rank=row.rank, first_name=row.first_name, last_name=row.last_name, phone=row.phone
    )
    wanted = {
        **{villages[code]: Charge.BACKUP for code in row.backup_villages},
        **{villages[code]: Charge.PRIMARY for code in row.villages},
    }
    officer = uow.officers.by_code(row.code)
    if officer is None:
        officer = uow.officers.add(row.code, Role(row.role), profile)
        _tell_role(uow, officer, before="", role=row.role)
        uow.assignments.appoint(officer, wanted, at=uow.now)
        if row.line_user_id is not None:
            _bind(uow, officer, row.line_user_id)
        return officer, Change.ADDED
    changed = uow.assignments.appoint(officer, wanted, at=uow.now)
    if officer.role != row.role:
        _tell_role(uow, officer, before=officer.role, role=row.role)
        officer.role, changed = row.role, True
    if uow.officers.profile(officer) != profile:
        uow.officers.write_profile(officer, profile)
        changed = True
    if row.line_user_id is not None and uow.officers.line_id(officer) != row.line_user_id:
        _bind(uow, officer, row.line_user_id)
        changed = True
    uow.session.flush()
    return officer, Change.CHANGED if changed else Change.SAME


def enlist_member(
    uow: UnitOfWork, row: MemberRow, villages: Mapping[str, int]
) -> tuple[Member, Change]:
    """Add a member or bring them up to date, with their village, training and LINE account."""
    profile = _member_profile(row)
    member = uow.members.by_national_id(row.national_id)
    is_new = member is None
    if member is None:
        member = uow.members.add(profile, MemberState.INVITED)
    changed = uow.members.write_profile(member, profile)
    if row.line_user_id is not None and uow.members.line_id(member) != row.line_user_id:
        uow.members.bind(member, row.line_user_id, uow.now)
        uow.access.close_all_of_member(member.id)
        changed = True
    facts: dict[str, object] = {
        "village_id": villages[row.village] if row.village else None,
        "kind": row.kind,
        "trained_on": row.trained_on,
    }
    # A suspension stays until somebody ends it; the list only says what it interrupts.
    suspended = member.state == MemberState.SUSPENDED
    facts["state_before" if suspended else "state"] = _state(member, row)
    changed = _write(member, facts) or changed
    uow.session.flush()
    if is_new:
        return member, Change.ADDED
    return member, Change.CHANGED if changed else Change.SAME


def _bind(uow: UnitOfWork, officer: Officer, line_id: str) -> None:
    """Give an officer's role to a LINE account; what another account opened must not outlive it."""
    uow.officers.bind(officer, line_id, uow.now)
    uow.access.close_all_of(officer.id)
    uow.audit.write("officer_bound", actor=ACTOR, about=officer.code, at=uow.now)


def _tell_role(uow: UnitOfWork, officer: Officer, *, before: str, role: str) -> None:
    uow.audit.write(
        "officer.role",
        actor=ACTOR,
        about=officer.code,
        at=uow.now,
        detail={"from": before, "to": role},
    )
    # A session opened under another role must not outlive it.
    uow.access.close_all_of(officer.id)


def _state(member: Member, row: MemberRow) -> MemberState:
    if member.line_user is None:
        return MemberState.INVITED
    return MemberState.TRAINED if row.trained_on else MemberState.REGISTERED


def _member_profile(row: MemberRow) -> MemberProfile:
    return MemberProfile(
        first_name=row.first_name,
        last_name=row.last_name,
        birth_date=row.birth_date.isoformat(),
        national_id=row.national_id,
        education=row.education,
        occupation=row.occupation,
        registered_address=row.registered_address,
        current_address=row.current_address,
        phone=row.phone,
    )


def _write(row: Village | Member, facts: Mapping[str, object]) -> bool:
    """Write the facts that differ; say whether any did."""
    changed = {name: value for name, value in facts.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)
