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
    """An officer corrects the village; `code` is None until one is chosen."""

    code: str | None = None


@dataclass(frozen=True, kw_only=True)
class MergeAsked(CaseEvent):
    """An officer makes one case of a tip and another; the later goes into the earlier."""

    other: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class UnmergeAsked(CaseEvent):
    """An officer lets a merged tip stand by itself again."""


@dataclass(frozen=True, kw_only=True)
class NotYetAsked(CaseEvent):
    """A button whose act is not built yet, such as handing over."""

    word: str


@dataclass(frozen=True, kw_only=True)
class DutySaid(Spoken):
    """An officer goes on or off duty."""

    is_on: bool


@dataclass(frozen=True, kw_only=True)
class ConsoleAsked(Spoken):
    """An officer asks for the console."""


@dataclass(frozen=True, kw_only=True)
class WorkAsked(Spoken):
    """An officer asks for their open tips."""


@dataclass(frozen=True, kw_only=True)
class TipNumberSaid(Spoken):
    """A tip's number."""

    year: int | None
    sequence: int


@dataclass(frozen=True, kw_only=True)
class QuotaAsked(Spoken):
    """An officer asks what is left of the month's messages."""


@dataclass(frozen=True, kw_only=True)
class LaterWordSaid(Spoken):
    """A word of the contract whose act is not built yet, such as a bulletin."""

    word: str
