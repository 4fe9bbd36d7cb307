"""This is who of the officers may see a tip, who can be called to it, and who sent it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, or_, select

from domain.case import Sight
from domain.classification.kinds import Urgency
from domain.roster import is_on_duty, stands_for, wall
from domain.routing import Matter, Post
from domain.tip import BEFORE_SENDING, TipState, Trust
from models.handing import handed_to, has_left
from models.officer import Officer, Role
from models.outbox import OPEN_STATES, OutboxState, Outgoing
from models.sealed import KeyForgotten
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_TOP = (Role.DUTY, Role.COMMANDER, Role.ADMIN)


def sender_of(uow: UnitOfWork, tip: Tip) -> str | None:
    """Open to whom a tip's messages are delivered; None once its sender was forgotten."""
    try:
        return uow.tips.sender_line_id(tip)
    except KeyForgotten:
        return None


def matter_of(tip: Tip) -> Matter:
    """Return a tip as routing knows it."""
    return Matter(
        village=tip.village_id,
        urgency=Urgency(tip.urgency),
        trust=Trust(tip.trust),
        is_restricted=tip.is_restricted,
        is_environment_spot=tip.is_environment_spot,
        is_outside_area=tip.is_outside_area,
        is_surplus=tip.is_surplus,
    )


def posts_for(uow: UnitOfWork, tip: Tip) -> Sequence[Post]:
    """Return the station's officers as routing knows them, by code."""
    sender = officer_who_sent(uow, tip)
    officers = uow.officers.all()
    duties = uow.roster.duties(officers, at=uow.now)
    now, almanac = wall(uow.now, uow.rules.timezone), uow.rules.almanac
    before, charges = alerted(uow, tip), uow.assignments.charges(at=uow.began)
    # Who has a colleague's shift has their villages, too.
    stood_for = {one.id: stands_for(duties[one.id], now, almanac) for one in officers}
    return [
        Post(
            officer=one.id,
            role=one.role,
            # Who was called and handed the tip on is not waited for, and not called again.
            is_reachable=is_reachable(one) and not (one.id in before and has_left(uow, one, tip)),
            is_on_duty=is_on_duty(duties[one.id], now, almanac),
            is_sender=sender is not None and sender.id == one.id,
            charges=_charges(charges, stood_for[one.id], one.id),
        )
        for one in officers
    ]


def _charges(charges: Mapping[int, Mapping[int, str]], *officers: int | None) -> Mapping[int, str]:
    """Return what is entrusted to some officers; of two charges of one village the last one's."""
    found: dict[int, str] = {}
    for one in officers:
        found |= charges.get(one, {}) if one is not None else {}
    return found


def is_reachable(officer: Officer) -> bool:
    """Say whether a message can reach an officer who may get one."""
    is_bound = officer.line_user is not None
    return is_bound and not officer.is_suspended and officer.unreachable_since is None


def alerted(uow: UnitOfWork, tip: Tip) -> frozenset[int]:
    """Return the officers to whom a tip went."""
    lines = uow.tips.history(tip, "alerted")
    return frozenset(one.id for one in uow.officers.ours({line.officer_id for line in lines}))


def has_card(uow: UnitOfWork, officer: Officer, tip: Tip) -> bool:
    """Say whether a tip's words went, or still go, to an officer."""
    states = (OutboxState.ACCEPTED, OutboxState.UNKNOWN, *OPEN_STATES)
    may_have_left = and_(Outgoing.state == OutboxState.WITHDRAWN, Outgoing.is_doubtful)
    query = select(Outgoing.id).where(
        Outgoing.tip_id == tip.id,
        Outgoing.officer_id == officer.id,
        Outgoing.carries_content.is_(True),
        or_(Outgoing.state.in_(states), may_have_left),
    )
    return uow.session.scalars(query.limit(1)).first() is not None


def sight(uow: UnitOfWork, officer: Officer, tip: Tip) -> Sight:
    """Say how much of a tip an officer may see now: nothing of one in another station's hands."""
    if not uow.tips.is_here(tip):
        return Sight.NONE
    sender = officer_who_sent(uow, tip)
    unseen = (*BEFORE_SENDING, TipState.CANCELLED)
    if officer.is_suspended or tip.state in unseen or (sender and sender.id == officer.id):
        return Sight.NONE
    if tip.is_restricted:
        return _sight_of_restricted(uow, officer, tip)
    if officer.role in _TOP or _is_with(uow, officer, tip):
        return Sight.FULL
    if tip.is_surplus or Trust(tip.trust) in (Trust.UNVERIFIED, Trust.SUSPENDED):
        return Sight.NONE
    own = uow.assignments.villages_of(officer, at=uow.now)
    is_theirs = tip.village_id in own or officer.id in alerted(uow, tip)
    # Who has a case sees what was merged into it.
    is_theirs = is_theirs or _is_with(uow, officer, uow.merges.main_of(tip))
    return Sight.FULL if is_theirs else Sight.NONE


def _is_with(uow: UnitOfWork, officer: Officer, tip: Tip) -> bool:
    return officer.id in (tip.handler_id, handed_to(uow, tip))


def _sight_of_restricted(uow: UnitOfWork, officer: Officer, tip: Tip) -> Sight:
    if officer.role == Role.COMMANDER:
        return Sight.FULL
    is_called = officer.role == Role.DUTY and officer.id in alerted(uow, tip)
    is_emergency = tip.urgency == Urgency.EMERGENCY
    return Sight.BARE if is_called and is_emergency else Sight.NONE


def officer_who_sent(uow: UnitOfWork, tip: Tip) -> Officer | None:
    """Return the officer who sent a tip as a member, None if none did."""
    line_id = sender_of(uow, tip)
    return uow.officers.by_line_user(line_id) if line_id else None
