"""This is what a handler returns: messages for people and timers for ourselves."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

from domain.events import Event


class Chat(StrEnum):
    """The two kinds of chat that a message can go to, and the station's mailbox beside them.

    `crowd` is many people at once, whose ids stand nowhere until the message leaves.
    """

    PERSON = "person"
    GROUP = "group"
    MAIL = "mail"
    CROWD = "crowd"


# To whom a mail goes that is not for the station's own mailbox.
OUTSIDE: Final = "outside"


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """One LINE chat, by LINE's own id of the person or the group."""

    chat: Chat
    line_id: str


@dataclass(frozen=True, kw_only=True)
class Say:
    """A tap that sends words as if the person had typed them."""

    text: str
    does: Literal["say"] = "say"


@dataclass(frozen=True, kw_only=True)
class Press:
    """A tap that comes back as a postback; `shown` appears in the chat as the person's words."""

    data: str
    shown: str | None = None
    does: Literal["press"] = "press"


@dataclass(frozen=True, kw_only=True)
class OpenLink:
    """A tap that opens an address: https, or tel for a call."""

    url: str
    does: Literal["open"] = "open"


@dataclass(frozen=True, kw_only=True)
class ShareLocation:
    """A tap that opens LINE's location picker; LINE allows it in quick replies alone."""

    does: Literal["share_location"] = "share_location"


Tap = Say | Press | OpenLink | ShareLocation


class Look(StrEnum):
    """How loudly a button asks to be pressed."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    DANGER = "danger"


@dataclass(frozen=True, kw_only=True)
class Button:
    """One labelled tap; labels are counted in graphemes: 20 as a quick reply, 40 in a card."""

    label: str
    tap: Tap
    look: Look = Look.SECONDARY


@dataclass(frozen=True, kw_only=True)
class Words:
    """A plain text of at most 5,000 UTF-16 units, with quick replies that vanish when used."""

    text: str
    choices: Sequence[Button] = ()
    quotes: str | None = None
    form: Literal["words"] = "words"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A short text with buttons that stay; `alt` is all that a lock screen shows of it."""

    text: str
    alt: str
    buttons: Sequence[Button] = ()
    choices: Sequence[Button] = ()
    form: Literal["notice"] = "notice"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a card: a short label and its value."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """A card of one tip for an officer; `alt` holds number, urgency and village. Or a bulletin.

    `tone` colours the head: `emergency`, `soon`, `routine`, `practice`, `closed` or `good`.
    """

    title: str
    headline: str
    tone: str
    alt: str
    marks: Sequence[str] = ()
    body: str = ""
    lines: Sequence[Line] = ()
    buttons: Sequence[Button] = ()
    choices: Sequence[Button] = ()
    form: Literal["card"] = "card"


@dataclass(frozen=True, kw_only=True)
class Carousel:
    """Up to twelve cards side by side."""

    cards: Sequence[Card]
    alt: str
    form: Literal["carousel"] = "carousel"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture that LINE fetches: https addresses of it and of its small preview."""

    url: str
    preview: str
    form: Literal["picture"] = "picture"


@dataclass(frozen=True, kw_only=True)
class Film:
    """A video that LINE fetches: https addresses of it and of the picture before it."""

    url: str
    preview: str
    form: Literal["film"] = "film"


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A place on LINE's map: what it is called, how one finds it, degrees north and east."""

    title: str
    address: str
    latitude: float
    longitude: float
    form: Literal["spot"] = "spot"


Content = Words | Notice | Card | Carousel | Picture | Film | Spot


class Rank(StrEnum):
    """In which order messages leave: alerts overtake all else, bulletins wait for all else."""

    ALERT = "alert"
    ANSWER = "answer"
    NOTICE = "notice"
    BULLETIN = "bulletin"


@dataclass(frozen=True, kw_only=True)
class Message:
    """Words for one person or group, kept in the outbox with the change that caused them.

    `may_reply`: the arrival's own free reply token may carry it; it is pushed when the token is
    stale. Nothing that must arrive sets it, for a reply whose answer was lost is never repeated.
    `only_reply`: not worth a counted message: dropped when the token is stale.
    `about` keeps messages about one tip to one recipient in order and seals them with its key.
    `hushes`: pushed without a sound in quiet hours. What tells a sender of their tip always is,
    unless the tip is an emergency.
    `carries_content`: holds a member's words, so an unsend erases it while it waits.
    `officer`: whom it alerts, so that a refused alert is shown and passed on.
    `asks`: an officer's question to a tip's sender, so that what quotes it is the answer.
    `by_home`: to a tip's sender, whom only the account of the station that they told can reach.
    `delivers`: the deliveries of bulletins that ride on it.
    """

    to: Recipient
    contents: Sequence[Content]
    rank: Rank = Rank.ANSWER
    about: uuid.UUID | None = None
    may_reply: bool = False
    only_reply: bool = False
    hushes: bool = False
    carries_content: bool = False
    officer: int | None = None
    asks: bool = False
    by_home: bool = False
    delivers: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Timer:
    """An arrival to ourselves: `event` comes back when it is due, once for each key.

    It runs in the lane of the arrival that set it, so it is in order with that person's words,
    unless it names a lane of its own, such as that of one bulletin.
    """

    key: str
    due: datetime
    event: Event
    lane: str = ""


Answer = Message | Timer


@dataclass(frozen=True, kw_only=True)
class Postback:
    """The small vocabulary of our buttons' data: an act, a tip and a value."""

    act: str
    tip: str = ""
    value: str = ""
    extra: tuple[str, ...] = field(default_factory=tuple)
