"""This is whom a bulletin would reach now, and whether the month bears it, from what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select

from domain.audience import Audience, GroupFact, PersonFact, Reach, area, reach
from domain.calendar import fiscal_year
from domain.quota import Budget, month_ends
from domain.when.recurrence import Reckoning, due_between
from domain.when.schedule import read_rule
from models.bulletin import Bulletin
from models.group import Group, GroupVillage
from models.member import Member, MemberState
from models.officer import Officer
from models.quota import MonthlyQuota
from models.unit_of_work import UnitOfWork

# A month has no more minutes that a rule could name.
_MOST_TIMES = 31 * 24 * 60
_REACHED = (MemberState.REGISTERED, MemberState.TRAINED)


def area_of(uow: UnitOfWork, audience: Audience) -> frozenset[str] | None:
    """Return the village codes of an audience, None for the whole station."""
    return area(audience, [(one.code, one.subdistrict) for one in uow.villages.all()])


def reach_of(uow: UnitOfWork, audience: Audience) -> Reach:
    """Return who would get a bulletin now."""
    groups = group_facts(uow, _all_groups(uow)) if audience.groups else ()
    return reach(audience, groups, people_facts(uow, audience), area_of(uow, audience))


def _all_groups(uow: UnitOfWork) -> Sequence[Any]:
    # There may be thousands, and what LINE calls them is not asked for here.
    return uow.session.execute(
        select(Group.id, Group.is_whole_station, Group.member_count)
        .where(Group.station_id == uow.station.id, Group.is_joined.is_(True))
        .order_by(Group.id)
    ).all()


def joined_groups(uow: UnitOfWork, *, after: int = 0, limit: int | None = None) -> Sequence[Group]:
    """Return the groups that the bot is in, by row, those after one alone."""
    return uow.session.scalars(
        select(Group)
        .where(Group.station_id == uow.station.id, Group.is_joined.is_(True), Group.id > after)
        .order_by(Group.id)
        .limit(limit)
    ).all()


def group_facts(uow: UnitOfWork, groups: Sequence[Any]) -> Sequence[GroupFact]:
    """Return what is known of groups, without saying which LINE calls them."""
    codes = {row.id: row.code for row in uow.villages.all()}
    bound: dict[int, set[str]] = {}
    if groups:
        rows = uow.session.execute(
            select(GroupVillage.group_id, GroupVillage.village_id).where(
                GroupVillage.group_id.between(groups[0].id, groups[-1].id)
            )
        )
        for group_id, village_id in rows:
            bound.setdefault(group_id, set()).add(codes.get(village_id, ""))
    return [
        GroupFact(
            id=one.id,
            villages=frozenset(bound.get(one.id, ())),
            is_whole_station=one.is_whole_station,
            people=one.member_count,
        )
        for one in groups
    ]


def villages_of_groups(uow: UnitOfWork, groups: Sequence[int]) -> Mapping[int, Sequence[int]]:
    """Return the villages to which each of some groups is bound, by their rows."""
    bound: dict[int, list[int]] = {}
    rows = uow.session.execute(
        select(GroupVillage.group_id, GroupVillage.village_id)
        .where(GroupVillage.group_id.in_(groups))
        .order_by(GroupVillage.group_id, GroupVillage.village_id)
    )
    for group_id, village_id in rows:
        bound.setdefault(group_id, []).append(village_id)
    return bound


def people_facts(uow: UnitOfWork, audience: Audience) -> Sequence[PersonFact]:
    """Return the members, and officers if any role is meant, whom a message reaches now."""
    codes = {row.id: row.code for row in uow.villages.all()}
    guests = guests_of(uow, audience)
    members = _members(uow, codes, guests) if audience.has_members else []
    return [*members, *(_officers(uow, codes) if audience.roles else [])]


@dataclass(frozen=True, kw_only=True)
class Guests:
    """Who is expected at the meeting of which a bulletin tells, and who believes what is over."""

    expected: frozenset[int] = frozenset()
    misled: frozenset[int] = frozenset()


def guests_of(uow: UnitOfWork, audience: Audience) -> Guests:
    """Return who must hear of it because they said that they come, by the rows of members."""
    if not audience.meeting:
        return Guests()
    expected = uow.meetings.expected(audience.meeting)
    misled = uow.meetings.expected(audience.meeting, since_before=True)
    return Guests(expected=expected, misled=misled | (expected if audience.calls_off else set()))


def _members(
    uow: UnitOfWork, codes: Mapping[int, str], guests: Guests = Guests()
) -> list[PersonFact]:
    rows = uow.session.execute(
        select(
            Member.id,
            Member.line_user_mark,
            Member.village_id,
            Member.trained_on,
            Member.muted_topics,
        )
        .where(
            Member.station_id == uow.station.id,
            Member.state.in_(_REACHED),
            Member.line_user_mark.is_not(None),
            Member.unreachable_since.is_(None),
        )
        .order_by(Member.id)
    )
    return [
        PersonFact(
            id=row,
            mark=mark,
            villages=frozenset(() if village is None else (codes.get(village, ""),)),
            trained_in=None if trained is None else fiscal_year(trained),
            muted=tuple(muted or ()),
            is_expected=row in guests.expected,
            must_know=row in guests.misled,
        )
        for row, mark, village, trained, muted in rows
        if mark is not None
    ]


def training_years(uow: UnitOfWork) -> Sequence[int]:
    """Return the fiscal years in which members were trained, newest first."""
    return sorted({one.trained_in for one in _members(uow, {}) if one.trained_in}, reverse=True)


def _officers(uow: UnitOfWork, codes: Mapping[int, str]) -> list[PersonFact]:
    appointed: dict[int, set[str]] = {}
    for one in uow.assignments.in_force(at=uow.now):
        appointed.setdefault(one.officer_id, set()).add(codes.get(one.village_id, ""))
    return [
        PersonFact(
            id=one.id,
            mark=one.line_user_mark,
            villages=frozenset(appointed.get(one.id, ())),
            role=one.role,
        )
        for one in uow.officers.all()
        if one.line_user_mark and not one.is_suspended and one.unreachable_since is None
    ]


def line_ids_of(uow: UnitOfWork, people: Sequence[tuple[str, int]]) -> Mapping[int, str]:
    """Open the LINE ids of people, by their place in the order given; the unbound are left out."""
    found = {}
    for place, (kind, row) in enumerate(people):
        line_id = _line_id(uow, kind, row)
        if line_id is not None:
            found[place] = line_id
    return found


def _line_id(uow: UnitOfWork, kind: str, row: int) -> str | None:
    if kind == "officer_id":
        officer = uow.session.get(Officer, row)
        return None if officer is None else uow.officers.line_id(officer)
    member = uow.session.get(Member, row)
    is_reached = member is not None and member.state in _REACHED
    return uow.members.line_id(member) if member is not None and is_reached else None


def budget_of(uow: UnitOfWork, *, apart_from: Bulletin | None = None) -> Budget | None:
    """Return what the month has for bulletins; None while LINE has not told of this month."""
    month: MonthlyQuota = uow.quotas.at(uow.now)
    used = month.used_by_now
    if used is None:
        return None
    limits = [one for one in (month.limit, uow.rules.monthly_limit) if one is not None]
    return Budget(
        limit=min(limits, default=None),
        used=used,
        queued=uow.tallies.queued(),
        planned=planned_cost(uow, before=month_ends(uow.now), apart_from=apart_from),
        reserve=uow.rules.alert_reserve,
        is_spent=month.is_spent,
    )


def planned_cost(uow: UnitOfWork, *, before: datetime, apart_from: Bulletin | None = None) -> int:
    """Return what bulletins that are planned before a moment were reckoned to cost."""
    return sum(
        one.cost * _times(uow, one, before)
        for one in uow.bulletins.planned()
        if one.next_at is not None
        and one.next_at < before
        and (apart_from is None or one.id != apart_from.id)
    )


def _times(uow: UnitOfWork, bulletin: Bulletin, before: datetime) -> int:
    """Return how often a bulletin is planned from its next time until a moment."""
    if bulletin.rule is None or bulletin.next_at is None:
        return 1
    by = Reckoning(timezone=uow.rules.timezone, holidays=uow.rules.almanac.holidays)
    later = due_between(read_rule(bulletin.rule), bulletin.next_at, before, by)
    return 1 + sum(1 for _ in islice(later, _MOST_TIMES))
