"""This is by which numbers a tip's sender can be called or found: never a clue, never opened."""

from __future__ import annotations

from domain.telephones import dialled, phone_numbers
from models.case import sender_of
from models.tip import Tip
from models.unit_of_work import UnitOfWork


def own_phones(uow: UnitOfWork, tip: Tip) -> frozenset[str]:
    """Return the telephones of a tip's sender, none where we do not know which they are."""
    home, line_id = uow.at(tip.station_id), sender_of(uow, tip)
    member = home.members.by_line_user(line_id) if line_id else None
    profile = home.members.profile(member) if member else None
    if line_id is None or profile is None:
        return frozenset()
    known = {digits for _, _, digits in phone_numbers(profile.phone)}
    return frozenset(known | _as_officer(home, line_id) if known else known)


def own_numbers(uow: UnitOfWork, tip: Tip) -> frozenset[str]:
    """Return every number that would tell who sent a tip, as its digits alone."""
    home, line_id = uow.at(tip.station_id), sender_of(uow, tip)
    called = _told(home.callers.phone(tip) or "")
    if line_id is None:
        return frozenset(called)
    member = home.members.by_line_user(line_id)
    profile = home.members.profile(member) if member else None
    known = set() if profile is None else _told(profile.phone) | _told(profile.national_id)
    return frozenset(known | called | _as_officer(home, line_id))


def _as_officer(home: UnitOfWork, line_id: str) -> set[str]:
    officer = home.officers.by_line_user(line_id)
    return set() if officer is None else _told(home.officers.profile(officer).phone)


def _told(text: str) -> set[str]:
    """Return the numbers of one field, whatever shape it has; there may be two telephones in it."""
    numbers = {digits for _, _, digits in phone_numbers(text)} | {dialled(text)}
    return numbers - {""}
