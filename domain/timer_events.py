"""This is what we told ourselves by a timer: a time is over, or something is to be done."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from domain.events import Event


@dataclass(frozen=True, kw_only=True)
class CollectingEnded(Event):
    """The time for adding to a tip may be over."""

    tip: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AskingEnded(Event):
    """The member was asked which village and the time to answer may be over."""

    tip: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class TipReady(Event):
    """A tip has its village, or was given up asking for one: choose who gets it and alert them."""

    tip: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class TipChanged(Event):
    """Something about an open tip changed that its officer should know of.

    `what` is `added`, `edited`, `withdrawn`, `cancelled`, `moved` (it now belongs to others),
    `reopened` (its sender says that it is not done), `recast` (an officer corrected its kind),
    `raised` (an officer made it an emergency), `retimed` (an officer gave it another urgency),
    `merged` (another that is graver went into it) or `unmerged` (it stands by itself again).
    `message` is the one of which it tells: others may have come before it is told. `since`: the
    first of its messages of which is told, where several came fast.
    """

    tip: uuid.UUID
    what: str
    message: int | None = None
    since: int | None = None


@dataclass(frozen=True, kw_only=True)
class AcceptanceDue(Event):
    """The time within which a sent tip should be accepted is over for one step of the chain."""

    tip: uuid.UUID
    step: int


@dataclass(frozen=True, kw_only=True)
class PauseEnded(Event):
    """The hours in which a routine tip waited are over."""

    tip: uuid.UUID
    step: int


@dataclass(frozen=True, kw_only=True)
class DutyChanged(Event):
    """An officer may have come on or gone off duty; `tip`: look at that one alone."""

    officer: int
    tip: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class OfficerUnreachable(Event):
    """An alert cannot reach an officer: LINE refused it or the officer unfollowed."""

    officer: int
    tip: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class SummaryDue(Event):
    """The morning of a day has come on which the officers are told how things stand."""

    day: date


@dataclass(frozen=True, kw_only=True)
class RetentionDue(Event):
    """The night has come in which what was kept for long enough is deleted, a batch at a time."""

    day: date
    batch: int = 0


@dataclass(frozen=True, kw_only=True)
class NameTellingDue(Event):
    """A sender whose name was opened is to be told so by now."""

    tip: uuid.UUID
    request: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class TipHandedOver(Event):
    """A tip was handed to another officer: show it to them and await acceptance anew."""

    tip: uuid.UUID
    to: int


@dataclass(frozen=True, kw_only=True)
class TipPassed(Event):
    """A tip came from another station: find its village here, and alert whose it is now."""

    tip: uuid.UUID
    step: int


@dataclass(frozen=True, kw_only=True)
class ReviewDue(Event):
    """The day has come on which a tip under investigation is looked at again."""

    tip: uuid.UUID
    review_at: datetime


@dataclass(frozen=True, kw_only=True)
class UnplacedDue(Event):
    """A sender was asked of which tip their words speak, and the time to answer may be over."""

    tip: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class GroupUnboundDue(Event):
    """A group may have stood without a village for as long as nobody should leave it so."""

    group: int


# What these ask for is done by the officers in whose hands a tip is, at whichever station.
FOLLOWS_ITS_TIP: Final = (
    TipChanged,
    AcceptanceDue,
    PauseEnded,
    TipHandedOver,
    TipPassed,
    ReviewDue,
)
# These are due so long after they were set, whatever the hour.
COUNTED_FROM_NOW: Final = (
    CollectingEnded,
    AskingEnded,
    TipReady,
    TipChanged,
    AcceptanceDue,
    TipHandedOver,
    TipPassed,
    OfficerUnreachable,
    UnplacedDue,
)
SCHEDULED: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        CollectingEnded, AskingEnded, TipReady, DutyChanged, OfficerUnreachable, SummaryDue,
        RetentionDue, NameTellingDue, UnplacedDue, GroupUnboundDue, *FOLLOWS_ITS_TIP,
    )
}  # fmt: skip
