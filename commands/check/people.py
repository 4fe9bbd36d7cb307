"""This is how the doctor looks at who can be reached: officers, villages and groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.line.gateway import LineTrouble
from commands.check.account import Told
from commands.check.finding import Finding, fix, note, ok
from models.assignment import Charge
from models.inspection import Books
from models.officer import Role

_GONE = 404
_MOST_NAMED = 10
_POSTS = {Role.DUTY: "check.no_duty", Role.COMMANDER: "check.no_commander"}

Asking = Callable[[str], Told]


@dataclass(frozen=True, kw_only=True)
class OfficerFact:
    """One officer who is not suspended; `line_id` is None until an account is bound."""

    code: str
    role: str
    line_id: str | None
    has_left: bool
    charges: Mapping[int, Charge]


@dataclass(frozen=True, kw_only=True)
class GroupFact:
    """One group by the number that the console shows, with the villages it is bound to."""

    number: int
    line_id: str
    is_joined: bool
    bound: Sequence[str]
    is_whole_station: bool

    @property
    def is_bound(self) -> bool:
        """Say whether an officer bound it to anything."""
        return self.is_whole_station or bool(self.bound)


@dataclass(frozen=True, kw_only=True)
class Roll:
    """Who and what a station has, as its database says."""

    officers: Sequence[OfficerFact] = ()
    villages: Mapping[int, str] = field(default_factory=dict)
    groups: Sequence[GroupFact] = ()
    held: int = 0


def take_roll(books: Books | None, *, now: datetime) -> Roll:
    """Copy what is judged out of the database, so that it is not held while LINE is asked."""
    if books is None:
        return Roll()
    villages = {row.id: row.name for row in books.villages.all()}
    officers = [
        OfficerFact(
            code=row.code,
            role=row.role,
            line_id=books.officers.line_id(row),
            has_left=row.unreachable_since is not None,
            charges=books.assignments.villages_of(row, at=now),
        )
        for row in books.officers.all()
        if not row.is_suspended
    ]
    groups = [
        GroupFact(
            number=row.id,
            line_id=books.groups.line_id(row),
            is_joined=row.is_joined,
            bound=[villages[each] for each in books.groups.villages_of(row)],
            is_whole_station=row.is_whole_station,
        )
        for row in books.groups.all()
    ]
    return Roll(officers=officers, villages=villages, groups=groups, held=books.held)


def check_held(roll: Roll) -> Iterator[Finding]:
    """Look at what a restore left: until somebody decides, nobody is told of it."""
    if roll.held:
        yield fix("check.held", count=roll.held)


def check_officers(roll: Roll, ask_profile: Asking) -> Iterator[Finding]:
    """Look at who cannot be reached, and what that leaves without anyone."""
    if not roll.officers:
        yield fix("check.no_officers")
        if not roll.villages:
            yield fix("check.no_villages")
        return
    reached = []
    for officer in roll.officers:
        fault = _unreached(officer, ask_profile)
        if fault is None:
            reached.append(officer)
        else:
            yield fault
    yield from judge_posts(roll, reached)


def _unreached(officer: OfficerFact, ask_profile: Asking) -> Finding | None:
    if officer.line_id is None:
        return note("check.officer_unbound", code=officer.code)
    if officer.has_left:
        return fix("check.officer_left", code=officer.code)
    told = ask_profile(officer.line_id)
    if not isinstance(told, LineTrouble):
        return None
    if told.status == _GONE:
        return fix("check.officer_unreached", code=officer.code)
    return fix("check.officer_unasked", code=officer.code, status=told.status)


def judge_posts(roll: Roll, reached: Sequence[OfficerFact]) -> Iterator[Finding]:
    """Judge whether desk, command and every village have somebody who can be reached."""
    yield ok("check.officers_ok", reached=len(reached), count=len(roll.officers))
    roles = {officer.role for officer in reached}
    for role, key in _POSTS.items():
        if role not in roles:
            yield fix(key)
    if not roll.villages:
        yield fix("check.no_villages")
        return
    yield from _villages(roll, reached)


def _villages(roll: Roll, reached: Sequence[OfficerFact]) -> Iterator[Finding]:
    entrusted = {
        village
        for officer in roll.officers
        for village, charge in officer.charges.items()
        if charge is Charge.PRIMARY
    }
    answered = {village for officer in reached for village in officer.charges}
    without = [name for village, name in roll.villages.items() if village not in entrusted]
    unheard = [name for village, name in roll.villages.items() if village not in answered]
    if without:
        yield note("check.villages_without", count=len(without), names=_named(without))
    if unheard:
        yield note("check.villages_unheard", count=len(unheard), names=_named(unheard))
    if not (without or unheard):
        yield ok("check.villages_ok", count=len(roll.villages))


def _named(names: Sequence[str]) -> str:
    more = ", …" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def check_groups(roll: Roll, ask_group: Asking) -> Iterator[Finding]:
    """Look at which groups the account is still in, and which stand idle."""
    if not roll.groups:
        yield note("check.no_groups")
        return
    inside = 0
    for group in roll.groups:
        finding = _group(group, ask_group)
        if finding is None or finding.key == "check.group_unbound":
            inside += 1
        if finding is not None:
            yield finding
    yield ok("check.groups_ok", count=inside)


def _group(group: GroupFact, ask_group: Asking) -> Finding | None:
    values = {"number": group.number, "bound": _named(group.bound) or "-"}
    if not group.is_joined:
        return note("check.group_left", **values)
    told = ask_group(group.line_id)
    if isinstance(told, LineTrouble):
        if told.status == _GONE:
            return fix("check.group_unreached", **values)
        return fix("check.group_unasked", number=group.number, status=told.status)
    if not group.is_bound:
        return note("check.group_unbound", number=group.number, name=told.get("groupName", "-"))
    return None
