"""This is what an officer may know of a tip: everything that helps, nothing of who sent it."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.classification.kinds import Category, Reason, Urgency
from domain.crowd import Scope
from domain.tip import OPEN, TipState

MOST_SHOWN: Final = 300
# What came too fast to be told one by one is shown together.
MOST_NEWS: Final = 1000


class Mark(StrEnum):
    """What an officer should notice first."""

    NOBODY = "nobody"
    PRACTICE = "practice"
    RESTRICTED = "restricted"
    COERCED = "coerced"
    UNVERIFIED = "unverified"
    SUSPENDED = "suspended"
    SURPLUS = "surplus"
    UNTRAINED = "untrained"
    OUTSIDE = "outside"
    WITHDRAWN = "withdrawn"
    EDITED = "edited"
    SPOT = "spot"


class Sight(StrEnum):
    """How much of a tip an officer may see."""

    NONE = "none"
    BARE = "bare"
    FULL = "full"


@dataclass(frozen=True, kw_only=True)
class SenderLabel:
    """A sender as officers read it: unknown, as narrow as a crowd allows, or by own wish named.

    `is_heard_by_desk`: who called or came to the station, of whom nothing is shown.
    """

    is_known: bool
    is_heard_by_desk: bool = False
    scope: Scope = Scope.NETWORK
    place: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Twin:
    """Another tip that may tell of the same event, and by which signs."""

    tip: uuid.UUID
    spoken: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """One tip as one officer may see it; `text` and `latest` are masked and cut.

    `merged_into` is the number of the case in which it stands, `merged` are those that stand in
    it; `is_followed`: it, or the case in which it stands, is open. `gist` is what the desk heard in
    a voice, masked as well. `has_more`: more was said than the card shows. `added` are the files
    that officers keep with it. `handed_to` is for whom it waits, chosen by a colleague.
    """

    tip: uuid.UUID
    number: str
    spoken: str
    state: TipState
    urgency: Urgency
    category: Category
    village: str
    candidates: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    sender: SenderLabel
    text: str = ""
    latest: str = ""
    gist: str = ""
    pin: tuple[float, float] | None = None
    media: Mapping[str, int] = field(default_factory=dict)
    opened_at: datetime
    handler: str = ""
    outcome: str | None = None
    reasons: tuple[Reason, ...] = ()
    review_at: datetime | None = None
    twin: Twin | None = None
    merged_into: str = ""
    merged: tuple[str, ...] = ()
    is_followed: bool = False
    has_more: bool = False
    added: int = 0
    handed_to: str = ""

    @property
    def is_open(self) -> bool:
        """Whether something may still be done."""
        return self.state in OPEN

    def bare(self) -> CaseFacts:
        """Return place and danger alone."""
        silent = replace(self, text="", latest="", gist="", media={}, reasons=(), twin=None)
        return replace(silent, has_more=False, added=0, handed_to="")


def cut(text: str, most: int = MOST_SHOWN) -> str:
    """Cut a text to so many characters, never between a letter and its marks."""
    if len(text) <= most:
        return text
    end = most - 1
    while end > 0 and unicodedata.category(text[end]) in {"Mn", "Mc", "Me", "Cf"}:
        end -= 1
    return text[:end].rstrip() + "…"
