"""This is what an arrival meant, in the words of the domain."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Literal


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened, at the moment at which it happened to the person."""

    happened_at: datetime


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Who acts and where: LINE ids; a group may withhold the person, a 1:1 chat has no group."""

    user_id: str | None
    group_id: str | None = None


class MediaKind(StrEnum):
    """What LINE calls image, video, audio and file."""

    PHOTO = "photo"
    VIDEO = "video"
    VOICE = "voice"
    FILE = "file"


@dataclass(frozen=True, kw_only=True)
class Text:
    """Typed words, with LINE's own emojis as `(name)`."""

    text: str
    says: Literal["text"] = "text"


@dataclass(frozen=True, kw_only=True)
class Media:
    """A photo, video, voice message or file that LINE holds for us to fetch.

    `set_id`, `set_index`, `set_total`: photos that were sent together. `external_url`: LINE does
    not hold it. `size` is in bytes, `duration_ms` in milliseconds; both may be unknown.
    """

    kind: MediaKind
    set_id: str | None = None
    set_index: int | None = None
    set_total: int | None = None
    file_name: str | None = None
    size: int | None = None
    duration_ms: int | None = None
    external_url: str | None = None
    says: Literal["media"] = "media"


@dataclass(frozen=True, kw_only=True)
class Location:
    """A pin: degrees north and east, and what LINE's map calls the place."""

    latitude: float
    longitude: float
    title: str = ""
    address: str = ""
    says: Literal["location"] = "location"


@dataclass(frozen=True, kw_only=True)
class Sticker:
    """A sticker; LINE gives some of its keywords and never its picture."""

    keywords: tuple[str, ...] = ()
    says: Literal["sticker"] = "sticker"


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """A message of a kind that LINE invented after us."""

    kind: str
    says: Literal["unreadable"] = "unreadable"


Content = Text | Media | Location | Sticker | Unreadable


@dataclass(frozen=True, kw_only=True)
class MessageSaid(Event):
    """A person sent something in a 1:1 chat or a group."""

    speaker: Speaker
    message_id: str
    content: Content
    quoted_message_id: str | None = None
    quote_token: str | None = None
    mentions_bot: bool = False


@dataclass(frozen=True, kw_only=True)
class MessageEdited(Event):
    """A person changed the text of a message; the largest `happened_at` is the newest text."""

    speaker: Speaker
    message_id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class MessageUnsent(Event):
    """A person withdrew a message; its content is to be deleted everywhere that we hold it."""

    speaker: Speaker
    message_id: str


@dataclass(frozen=True, kw_only=True)
class ButtonPressed(Event):
    """A person pressed a button of ours; the data comes from their phone and proves nothing."""

    speaker: Speaker
    data: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Followed(Event):
    """A person befriended or unblocked the account, so pushes reach them."""

    speaker: Speaker
    is_unblocked: bool = False


@dataclass(frozen=True, kw_only=True)
class Unfollowed(Event):
    """A person blocked the account, so pushes no longer reach them."""

    speaker: Speaker


@dataclass(frozen=True, kw_only=True)
class BotJoined(Event):
    """The bot was invited into a group."""

    speaker: Speaker


@dataclass(frozen=True, kw_only=True)
class BotLeft(Event):
    """The bot left or was removed from a group."""

    speaker: Speaker


@dataclass(frozen=True, kw_only=True)
class GroupMembersChanged(Event):
    """People joined or left a group that the bot is in; `change` is how many more there are."""

    speaker: Speaker
    change: int


@dataclass(frozen=True, kw_only=True)
class Unknown(Event):
    """An event that means nothing to us yet: stored, counted and left alone."""

    kind: str


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
