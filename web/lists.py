"""This is what the console lists: each row holds what this officer may see, and no more."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog import Catalog
from domain.calendar import thai_moment
from domain.case import Sight
from domain.classification.kinds import Urgency
from domain.tip import OPEN
from models.case import is_reachable, sight
from models.chain import is_unattended
from models.facts import village_name
from models.group import Group
from models.officer import Officer, Role
from models.outbox import OPEN_STATES, OutboxState, Outgoing
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_HOUR, _DAY = 60, 24 * 60
_MOST = 200
_WHOLE_STATION = (Role.DUTY, Role.COMMANDER, Role.ADMIN)


@dataclass(frozen=True, kw_only=True)
class Lists:
    """The lists of one officer; the last two are None for who has no part in them.

    Of many tips only the first are shown; `open_tips` is how many there are.
    """

    tips: Sequence[TipLine]
    open_tips: int
    groups: Sequence[GroupLine]
    set_aside: Sequence[AsideLine] | None
    unreachable: Sequence[OfficerLine] | None


@dataclass(frozen=True, kw_only=True)
class TipLine:
    """One open tip."""

    number: str
    village: str
    urgency: str
    tone: str
    category: str
    state: str
    age: str
    handler: str
    marks: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class GroupLine:
    """One LINE group, which has no name here: LINE's names of groups are not kept."""

    number: int
    bound_to: str
    members: str
    joined: str


@dataclass(frozen=True, kw_only=True)
class AsideLine:
    """One arrival that nobody could handle, or one message that LINE did not take, and why.

    `tone` is `emergency` for an alert that LINE does not take.
    """

    when: str
    what: str
    about: str
    why: str = ""
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class OfficerLine:
    """One officer to whom no message gets through, and why."""

    code: str
    name: str
    why: str


def lists_for(uow: UnitOfWork, officer: Officer, catalog: Catalog) -> Lists:
    """Gather what an officer's console shows."""
    sees_all = officer.role in _WHOLE_STATION
    seen = _seen(uow, officer)
    return Lists(
        tips=[_tip(uow, tip, how, catalog) for tip, how in seen[:_MOST]],
        open_tips=len(seen),
        groups=_groups(uow, officer, catalog),
        set_aside=_set_aside(uow, officer, catalog) if sees_all else None,
        unreachable=_unreachable(uow, catalog) if sees_all else None,
    )


def _seen(uow: UnitOfWork, officer: Officer) -> Sequence[tuple[Tip, Sight]]:
    """Return the open tips that an officer may see, the most urgent first."""
    order = list(Urgency)
    seen = [
        (tip, how)
        for tip in uow.tips.in_states(*OPEN)
        if (how := sight(uow, officer, tip)) is not Sight.NONE
    ]
    seen.sort(key=lambda pair: order.index(Urgency(pair[0].urgency)))
    return seen


def _tip(uow: UnitOfWork, tip: Tip, how: Sight, catalog: Catalog) -> TipLine:
    is_nobodys = is_unattended(uow, tip)
    marks = {
        "nobody": is_nobodys,
        "practice": tip.is_practice,
        "restricted": tip.is_restricted,
        "unverified": tip.trust == "unverified",
        "suspended": tip.trust == "suspended",
        "surplus": tip.is_surplus,
        "outside": tip.is_outside_area,
        "withdrawn": tip.has_withdrawn,
    }
    handler = uow.officers.get(tip.handler_id) if tip.handler_id is not None else None
    # Of a restricted emergency the desk gets place and danger, and not what it is about.
    category = f"category.{tip.category}" if how is Sight.FULL else "console.hidden"
    return TipLine(
        number=uow.number_of(tip),
        village=village_name(uow, tip) or catalog.say("card.nowhere"),
        urgency=catalog.say(f"urgency.{tip.urgency}"),
        tone="emergency" if is_nobodys else tip.urgency,
        category=catalog.say("category.spot" if tip.is_environment_spot else category),
        state=catalog.say(f"state.{tip.state}"),
        age=_age(tip.opened_at, uow.now, catalog),
        handler=uow.officers.profile(handler).spoken_name if handler else "",
        marks=[catalog.say(f"mark.{name}") for name, is_borne in marks.items() if is_borne],
    )


def _age(since: datetime, now: datetime, catalog: Catalog) -> str:
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < _HOUR:
        return catalog.say("console.minutes", count=minutes)
    if minutes < _DAY:
        return catalog.say("console.hours", count=minutes // _HOUR)
    return catalog.say("console.days", count=minutes // _DAY)


def _groups(uow: UnitOfWork, officer: Officer, catalog: Catalog) -> list[GroupLine]:
    own = uow.assignments.villages_of(officer, at=uow.now)
    rows = []
    for group in uow.groups.all():
        bound = uow.groups.villages_of(group)
        is_theirs = group.is_whole_station or bool(set(bound) & set(own))
        if group.is_joined and (officer.role in _WHOLE_STATION or is_theirs):
            rows.append(_group(uow, group, bound, catalog))
    return rows


def _group(uow: UnitOfWork, group: Group, bound: Sequence[int], catalog: Catalog) -> GroupLine:
    if group.is_whole_station:
        bound_to = catalog.say("console.whole_station")
    else:
        names = ", ".join(uow.villages.get(village).name for village in bound)
        bound_to = names or catalog.say("console.unbound")
    count = group.member_count
    return GroupLine(
        number=group.id,
        bound_to=bound_to,
        members=catalog.say("console.uncounted") if count is None else str(count),
        joined=thai_moment(group.joined_at, uow.rules.timezone),
    )


def _set_aside(uow: UnitOfWork, officer: Officer, catalog: Catalog) -> list[AsideLine]:
    zone = uow.rules.timezone
    lines = [
        (
            row.received_at,
            AsideLine(
                when=thai_moment(row.received_at, zone),
                what=catalog.say("console.arrival", kind=row.event_type),
                about="",
            ),
        )
        for row in uow.inbox.set_aside()
    ]
    lines += [
        (row.created_at, _outgoing(uow, officer, row, catalog)) for row in uow.outbox.troubled()
    ]
    lines.sort(key=lambda line: line[0], reverse=True)
    return [line for _, line in lines[:_MOST]]


def _outgoing(uow: UnitOfWork, officer: Officer, row: Outgoing, catalog: Catalog) -> AsideLine:
    became = "stalled" if row.state in OPEN_STATES else row.state
    is_untaken = row.is_alert and row.state != OutboxState.UNKNOWN
    return AsideLine(
        when=thai_moment(row.created_at, uow.rules.timezone),
        what=catalog.say(f"console.out_{became}"),
        about=_about(uow, officer, row.tip_id),
        why=row.fault or "",
        tone="emergency" if is_untaken else "",
    )


def _about(uow: UnitOfWork, officer: Officer, tip_id: uuid.UUID | None) -> str:
    tip = uow.tips.find(tip_id) if tip_id is not None else None
    if tip is None or sight(uow, officer, tip) is Sight.NONE:
        return ""
    return uow.spoken_number_of(tip)


def _unreachable(uow: UnitOfWork, catalog: Catalog) -> list[OfficerLine]:
    return [
        OfficerLine(
            code=row.code,
            name=uow.officers.profile(row).spoken_name,
            why=_why(row, uow.rules.timezone, catalog),
        )
        for row in uow.officers.all()
        if not is_reachable(row)
    ]


def _why(officer: Officer, timezone: str, catalog: Catalog) -> str:
    if officer.is_suspended:
        return catalog.say("console.why_suspended")
    if officer.unreachable_since is not None:
        when = thai_moment(officer.unreachable_since, timezone)
        return catalog.say("console.why_unfollowed", when=when)
    return catalog.say("console.why_unbound")
