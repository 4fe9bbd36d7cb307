"""This is who may ask for a sender's name, who may grant it, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

WAITS_FOR: Final = timedelta(days=3)
GRANTED_FOR: Final = timedelta(hours=24)
# Within seven days the sender is told; a day is left for a machine that stood still.
TOLD_AFTER: Final = timedelta(days=6)

_ASKS: Final = frozenset({"duty", "commander"})
_GRANTS: Final = "commander"


class NameState(StrEnum):
    """Where the request for a name stands."""

    ASKED = "asked"
    GRANTED = "granted"
    DENIED = "denied"


@dataclass(frozen=True, kw_only=True)
class Onlooker:
    """An officer who sees a tip in full, as far as its sender's name is concerned."""

    role: str
    is_handler: bool
    is_asker: bool = False


@dataclass(frozen=True, kw_only=True)
class NamedCase:
    """A tip, as far as its sender's name is concerned."""

    is_open: bool
    is_restricted: bool
    is_practice: bool
    has_name: bool


def why_not_ask(who: Onlooker, case: NamedCase) -> str | None:
    """Return why an officer may not ask for the name, None if they may."""
    if why := why_not_look(who, case):
        return why
    if case.is_practice:
        return "naming.practice"
    if not case.is_open:
        return "case.closed_already"
    return None if case.has_name else "naming.no_name"


def why_not_look(who: Onlooker, case: NamedCase) -> str | None:
    """Return why an officer may not, or no longer, be shown the name; None if they may."""
    if case.is_restricted:
        return "naming.restricted"
    return None if who.is_handler or who.role in _ASKS else "naming.not_yours"


def why_not_decide(who: Onlooker, case: NamedCase) -> str | None:
    """Return why an officer may neither grant nor deny a request, None if they may."""
    reasons = (
        (who.role != _GRANTS, "naming.not_commander"),
        (who.is_handler, "naming.own_case"),
        (who.is_asker, "naming.own_wish"),
        (case.is_restricted, "naming.restricted"),
        (not case.is_open, "case.closed_already"),
    )
    return next((key for holds, key in reasons if holds), None)


def why_untold(*, is_opened: bool, endangers: bool, is_watched: bool, is_gone: bool) -> str | None:
    """Return why a sender is not told that their name was granted, None if they are."""
    reasons = (
        (not is_opened, "unopened"),
        (endangers, "endangers"),
        (is_watched, "watched"),
        (is_gone, "gone"),
    )
    return next((why for holds, why in reasons if holds), None)
