"""This is what lies hidden in a tip: the numbers in its words, and the voices nobody wrote down."""

from __future__ import annotations

from collections.abc import Sequence

from domain.identity import digits_of
from domain.masking import numbers_in
from models.case import sender_of
from models.facts import words_of
from models.media import MediaState
from models.officer import Officer, Role
from models.tip import Tip
from models.unit_of_work import UnitOfWork

DESK_AUTHOR = "desk"
_GONE = (MediaState.WITHDRAWN, MediaState.GONE)
_ABOVE = (Role.DUTY, Role.COMMANDER)


def hidden_numbers(uow: UnitOfWork, tip: Tip) -> Sequence[str]:
    """Return the numbers that are masked in a tip's words, each once, none of them its sender's.

    Who sent a tip is opened by a request for their name alone.
    """
    own = _own_numbers(uow, tip)
    found = {
        digits_of(number): number for text in words_of(uow, tip)[0] for number in numbers_in(text)
    }
    return [number for digits, number in found.items() if not _is_one_of(digits, own)]


def _own_numbers(uow: UnitOfWork, tip: Tip) -> frozenset[str]:
    line_id, home = sender_of(uow, tip), uow.at(tip.station_id)
    if line_id is None:
        return frozenset()
    member, officer = home.members.by_line_user(line_id), home.officers.by_line_user(line_id)
    profile = home.members.profile(member) if member is not None else None
    numbers = [] if profile is None else [profile.phone, profile.national_id]
    if officer is not None:
        numbers.append(home.officers.profile(officer).phone)
    return frozenset(digits for one in numbers if (digits := digits_of(one)))


def _is_one_of(digits: str, own: frozenset[str]) -> bool:
    """Compare without what stands before a number at home or abroad."""
    local = digits.removeprefix("00").removeprefix("66").lstrip("0")
    return any(
        local == one.removeprefix("00").removeprefix("66").lstrip("0") or digits == one
        for one in own
    )


def may_unmask(officer: Officer, tip: Tip) -> bool:
    """Say whether an officer may open hidden numbers: who has the tip, the desk, the commander."""
    return tip.handler_id == officer.id or officer.role in _ABOVE


def voices(uow: UnitOfWork, tip: Tip) -> int:
    """Return how many voices of its sender a tip has."""
    items = uow.media.of_tip(tip.id)
    return sum(one.kind == "voice" and one.state not in _GONE for one in items)


def may_write_gist(uow: UnitOfWork, officer: Officer, tip: Tip) -> bool:
    """Say whether an officer hears voices for the others, and there is one."""
    return officer.role in _ABOVE and voices(uow, tip) > 0
