"""This is where a request for a sender's name meets what is known of tip, officer and sender."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.case import Sight
from domain.naming import (
    GRANTED_FOR,
    WAITS_FOR,
    NamedCase,
    NameState,
    Onlooker,
    why_not_ask,
    why_not_look,
)
from domain.tip import Trust
from models.case import is_reachable, sender_of, sight
from models.name_request import NameRequest
from models.officer import Officer, Role
from models.tip import Tip
from models.unit_of_work import UnitOfWork


def onlooker(
    uow: UnitOfWork, officer: Officer, tip: Tip, request: NameRequest | None = None
) -> Onlooker:
    """Return an officer as the rules about names know them."""
    return Onlooker(
        role=officer.role,
        is_handler=officer.id in uow.merges.hands(tip),
        is_asker=request is not None and request.asker_id == officer.id,
    )


def named_case(uow: UnitOfWork, tip: Tip) -> NamedCase:
    """Return a tip as the rules about names know it."""
    return NamedCase(
        is_open=uow.merges.is_followed(tip),
        is_restricted=tip.is_restricted,
        is_practice=tip.is_practice,
        # Who sent it is known to their own station alone, and is opened there alone.
        has_name=Trust(tip.trust) is not Trust.UNVERIFIED and tip.away_id is None,
    )


def may_ask(uow: UnitOfWork, officer: Officer, tip: Tip) -> bool:
    """Say whether an officer may ask for the name of a tip's sender now."""
    is_seen = sight(uow, officer, tip) is Sight.FULL
    return is_seen and why_not_ask(onlooker(uow, officer, tip), named_case(uow, tip)) is None


def deciders(uow: UnitOfWork, tip: Tip, asker: Officer) -> Sequence[Officer]:
    """Return the commanders who can be reached and who may decide what an officer asks."""
    return [
        one
        for one in uow.officers.with_roles(Role.COMMANDER)
        if is_reachable(one)
        and one.id not in {asker.id, *uow.merges.hands(tip)}
        and sight(uow, one, tip) is Sight.FULL
    ]


def waits(request: NameRequest | None, *, now: datetime) -> bool:
    """Say whether a request still waits for a commander."""
    if request is None or request.state != NameState.ASKED:
        return False
    return now < request.asked_at + WAITS_FOR


def is_in_force(request: NameRequest | None, *, now: datetime) -> bool:
    """Say whether a request was granted and still opens the name."""
    if request is None or request.decided_at is None or request.state != NameState.GRANTED:
        return False
    return now < request.decided_at + GRANTED_FOR


def granted(uow: UnitOfWork, officer: Officer, tip: Tip) -> NameRequest | None:
    """Return the request by which an officer may be shown the name now, None if there is none."""
    request = uow.name_requests.newest(tip, officer)
    if not is_in_force(request, now=uow.now) or sight(uow, officer, tip) is not Sight.FULL:
        return None
    why_not = why_not_look(onlooker(uow, officer, tip), named_case(uow, tip))
    return None if why_not else request


def sender_name(uow: UnitOfWork, tip: Tip) -> str:
    """Open the registered name of a tip's sender, empty where the station holds none any more."""
    line_id = sender_of(uow, tip)
    if line_id is None:
        return ""
    member = uow.members.by_line_user(line_id)
    profile = uow.members.profile(member) if member is not None else None
    if profile is not None:
        return f"{profile.first_name} {profile.last_name}".strip()
    officer = uow.officers.by_line_user(line_id)
    return "" if officer is None else uow.officers.profile(officer).spoken_name
