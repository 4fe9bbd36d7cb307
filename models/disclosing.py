"""This is what lies hidden in a tip: the numbers in its words, and the voices nobody wrote down."""

from __future__ import annotations

from collections.abc import Sequence

from domain.telephones import dialled, numbers_in
from models.officer import Officer, Role
from models.own_numbers import own_numbers
from models.said import media_of, words_of
from models.tip import Tip
from models.unit_of_work import UnitOfWork

DESK_AUTHOR = "desk"
_ABOVE = (Role.DUTY, Role.COMMANDER)


def hidden_numbers(uow: UnitOfWork, tip: Tip) -> Sequence[str]:
    """Return the numbers that are masked in a tip's words, each once, none of them its sender's.

    Who sent a tip is opened by a request for their name alone.
    """
    own = {digits.lstrip("0") for digits in own_numbers(uow, tip)}
    texts = words_of(uow, tip)[0]
    found = {dialled(number): number for text in texts for number in numbers_in(text)}
    return [number for digits, number in found.items() if digits.lstrip("0") not in own]


def may_disclose(uow: UnitOfWork, officer: Officer, tip: Tip) -> bool:
    """Say whether what is hidden opens to an officer: who has the case, the desk, a commander."""
    return uow.merges.main_of(tip).handler_id == officer.id or officer.role in _ABOVE


def voices(uow: UnitOfWork, tip: Tip) -> int:
    """Return how many voices of its sender a tip has."""
    return sum(one.kind == "voice" for one in media_of(uow, tip))


def may_write_gist(uow: UnitOfWork, officer: Officer, tip: Tip) -> bool:
    """Say whether an officer hears voices for the others, and there is one somebody waits for."""
    return officer.role in _ABOVE and uow.merges.is_followed(tip) and voices(uow, tip) > 0
