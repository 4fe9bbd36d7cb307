"""This is what LINE told us, in the words of the domain: what people said and did."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal


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
