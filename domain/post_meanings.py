"""This is what officers mean when they speak of their post and its work, not of one open card."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from domain.events import MessageSaid
from domain.meanings import CaseEvent, Spoken


@dataclass(frozen=True, kw_only=True)
class DutySaid(Spoken):
    """An officer goes on or off duty."""

    is_on: bool


@dataclass(frozen=True, kw_only=True)
class AbsenceSaid(Spoken):
    """An officer takes leave, in their own words."""

    text: str


@dataclass(frozen=True, kw_only=True)
class BackSaid(Spoken):
    """An officer is back from leave, or does not go."""


@dataclass(frozen=True, kw_only=True)
class SwapSaid(Spoken):
    """An officer wants to swap duty: typed, or a day `YYYY-MM-DD` and a colleague's code tapped."""

    text: str = ""
    day: str = ""
    colleague: str = ""


@dataclass(frozen=True, kw_only=True)
class SwapAnswered(Spoken):
    """A colleague agrees to a swap or not; `asked` is when it was asked, in ms since 1970.

    A number of a row may come again after a restore, and the button is in the chat for ever.
    """

    swap: int
    asked: int
    is_agreed: bool


@dataclass(frozen=True, kw_only=True)
class RosterAsked(Spoken):
    """An officer asks when they are on duty."""


@dataclass(frozen=True, kw_only=True)
class ConsoleAsked(Spoken):
    """An officer asks for the console."""


@dataclass(frozen=True, kw_only=True)
class WorkAsked(Spoken):
    """An officer asks for their open tips."""


@dataclass(frozen=True, kw_only=True)
class MoreWorkAsked(Spoken):
    """An officer asks for those of their open tips that did not fit on the pages before."""

    start: int


@dataclass(frozen=True, kw_only=True)
class SummaryAsked(Spoken):
    """An officer asks for the morning's summary now."""


@dataclass(frozen=True, kw_only=True)
class SummaryChosen(Spoken):
    """An officer wants the morning's summary, or wants it no more."""

    is_wanted: bool


@dataclass(frozen=True, kw_only=True)
class IntakeAsked(Spoken):
    """The desk takes down what somebody tells by telephone or in person."""


@dataclass(frozen=True, kw_only=True)
class IntakeSaid(Spoken):
    """What the desk writes or sends while it takes down a report."""

    said: MessageSaid


@dataclass(frozen=True, kw_only=True)
class IntakePlaced(Spoken):
    """The desk chose the village of the report that it takes down."""

    tip: uuid.UUID
    code: str


@dataclass(frozen=True, kw_only=True)
class CallerSkipped(Spoken):
    """The caller's telephone number is not known, or not given."""


@dataclass(frozen=True, kw_only=True)
class IntakeEnded(Spoken):
    """The desk sends the report that it takes down, or drops it."""

    is_dropped: bool


@dataclass(frozen=True, kw_only=True)
class CallerAsked(Spoken):
    """The desk asks for the telephone number of who called about a tip."""

    year: int | None
    sequence: int


@dataclass(frozen=True, kw_only=True)
class CallerReasonSaid(CaseEvent):
    """Why the desk needs a caller's telephone number."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class TipNumberSaid(Spoken):
    """A tip's number; `prefix` says of which other station it is, if it is one's."""

    year: int | None
    sequence: int
    prefix: str = ""


@dataclass(frozen=True, kw_only=True)
class QuotaAsked(Spoken):
    """An officer asks what is left of the month's messages."""
