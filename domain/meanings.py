"""This is what a person's words or taps mean, given where the talk stands."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from domain.events import Event, MessageSaid, Speaker
from domain.tip import Outcome


@dataclass(frozen=True, kw_only=True)
class Spoken(Event):
    """Something that a known speaker meant."""

    speaker: Speaker


@dataclass(frozen=True, kw_only=True)
class TipSaid(Spoken):
    """Words, a photo or a pin that are, or may be, part of a tip; from a group if one is named."""

    said: MessageSaid
    text: str | None = None
    is_practice: bool = False


@dataclass(frozen=True, kw_only=True)
class CodeSaid(Spoken):
    """An invitation code in its normal form."""

    code: str


@dataclass(frozen=True, kw_only=True)
class SendNowAsked(Spoken):
    """The sender is done: the collecting time ends."""


@dataclass(frozen=True, kw_only=True)
class CancelAsked(Spoken):
    """The collecting tip, or the mode, is dropped."""


@dataclass(frozen=True, kw_only=True)
class StatusAsked(Spoken):
    """A sender asks how their tips stand."""


@dataclass(frozen=True, kw_only=True)
class HelpAsked(Spoken):
    """Someone asks how this works; `is_urgent`: the call button comes first."""

    is_urgent: bool = False


@dataclass(frozen=True, kw_only=True)
class MyDataAsked(Spoken):
    """A member asks what is held on them."""


@dataclass(frozen=True, kw_only=True)
class LeaveAsked(Spoken):
    """A member wants to leave; `is_confirmed` once they said yes."""

    is_confirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class PracticeAsked(Spoken):
    """The next report is practice."""


@dataclass(frozen=True, kw_only=True)
class RealOrPractice(Spoken):
    """The answer to whether a report with an emergency cue is real."""

    tip: uuid.UUID
    is_real: bool


@dataclass(frozen=True, kw_only=True)
class VillageAnswered(Spoken):
    """The answer to which village: a code, the home village, typed words, or elsewhere."""

    tip: uuid.UUID
    code: str | None = None
    text: str | None = None
    is_home: bool = False
    is_elsewhere: bool = False


@dataclass(frozen=True, kw_only=True)
class HidingAsked(Spoken):
    """Only the commander may see the tip."""

    tip: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class NoticeAccepted(Spoken):
    """The privacy notice of a version was read."""

    version: str


@dataclass(frozen=True, kw_only=True)
class OwnTipOffered(Spoken):
    """An officer's free text outside a mode: is it a tip of their own?"""

    said: MessageSaid


@dataclass(frozen=True, kw_only=True)
class OwnTipConfirmed(Spoken):
    """An officer said that their words were a tip."""

    is_tip: bool


@dataclass(frozen=True, kw_only=True)
class RatingGiven(Spoken):
    """The member rated a closed tip."""

    tip: uuid.UUID
    is_done: bool


@dataclass(frozen=True, kw_only=True)
class EndingAsked(Spoken):
    """The member ends an open tip after withdrawing a message."""

    tip: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class GroupAddressed(Spoken):
    """A message in a group that is for the bot, its address taken off."""

    said: MessageSaid
    text: str


@dataclass(frozen=True, kw_only=True)
class BindingAsked(Spoken):
    """A group is to be bound; None: it is to be freed."""

    text: str | None


@dataclass(frozen=True, kw_only=True)
class Chatter(Spoken):
    """Words that ask for nothing, or nothing that we keep."""

    is_group: bool = False


@dataclass(frozen=True, kw_only=True)
class CaseEvent(Spoken):
    """An officer's act on one tip."""

    tip: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AcceptAsked(CaseEvent):
    """An officer takes a tip."""


@dataclass(frozen=True, kw_only=True)
class CloseAsked(CaseEvent):
    """An officer closes a tip; `outcome` is None until one is chosen."""

    outcome: Outcome | None = None


@dataclass(frozen=True, kw_only=True)
class CloseNoteSaid(CaseEvent):
    """The note for the file, None when it was skipped."""

    note: str | None


@dataclass(frozen=True, kw_only=True)
class MediaAsked(CaseEvent):
    """An officer asks for a tip's media."""


@dataclass(frozen=True, kw_only=True)
class VillageCorrectionAsked(CaseEvent):
    """An officer corrects the village by a code or by typing; with neither, they are offered."""

    code: str | None = None
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class CategoryCorrectionAsked(CaseEvent):
    """An officer corrects the kind; `choice` is None until one is chosen."""

    choice: str | None = None


@dataclass(frozen=True, kw_only=True)
class UrgencyCorrectionAsked(CaseEvent):
    """An officer corrects the urgency; `choice` is None until one is chosen."""

    choice: str | None = None


@dataclass(frozen=True, kw_only=True)
class NameWordSaid(Spoken):
    """An officer asks for a sender's name, of the tip whose number they say, if they say one."""

    year: int | None = None
    sequence: int | None = None


@dataclass(frozen=True, kw_only=True)
class NameAsked(CaseEvent):
    """An officer asks for the name of a tip's sender."""


@dataclass(frozen=True, kw_only=True)
class NameReasonSaid(CaseEvent):
    """Why an officer must know the name."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class NameDecided(CaseEvent):
    """A commander grants or denies a request for a name."""

    request: uuid.UUID
    is_granted: bool


@dataclass(frozen=True, kw_only=True)
class NameDangerAsked(CaseEvent):
    """A commander says that telling the sender would endanger someone."""

    request: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class NameDangerSaid(CaseEvent):
    """Why telling the sender would endanger someone."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class NameLinkAsked(CaseEvent):
    """An officer whose request was granted asks for the page with the name."""

    request: uuid.UUID


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
    """A colleague agrees to a swap or not."""

    swap: int
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


@dataclass(frozen=True, kw_only=True)
class LaterWordSaid(Spoken):
    """A word of the contract whose act is not built yet, such as a bulletin."""

    word: str
