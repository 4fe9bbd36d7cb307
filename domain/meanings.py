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
class RatingSaid(Spoken):
    """The member typed how their closed tip ended, instead of tapping it."""

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
    is_practice: bool = False


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
class MergeAsked(CaseEvent):
    """An officer makes one case of a tip and another; the later goes into the earlier."""

    other: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class UnmergeAsked(CaseEvent):
    """An officer lets a merged tip stand by itself again."""


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
class LaterWordSaid(Spoken):
    """A word of the contract whose act is not built yet, such as a bulletin."""

    word: str
