"""This is what stands in the chats: every message as the phones show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

BOT = "bot"
NOTICE = "notice"


class Via(StrEnum):
    """How a message came into the chat."""

    PERSON = "person"
    REPLY = "reply"
    PUSH = "push"
    MULTICAST = "multicast"
    BROADCAST = "broadcast"
    NOTICE = "notice"


@dataclass(frozen=True, kw_only=True)
class Bubble:
    """One message; `sender` is a user id, `bot`, or `notice` for LINE's own grey lines."""

    id: str
    sender: str
    content: Mapping[str, Any]
    at: datetime
    via: Via
    request_id: str | None = None
    quoted_id: str | None = None
    quote_token: str | None = None
    read_token: str | None = None
    is_silent: bool = False
    is_unsent: bool = False
    is_edited: bool = False


@dataclass(kw_only=True)
class Chat:
    """One room: a person with a station's account, or a group."""

    id: str
    station_code: str | None
    user_id: str | None = None
    group_id: str | None = None
    bubbles: list[Bubble] = field(default_factory=list)
    offer: str | None = None
    read_up_to: str = ""
    loading_until: datetime | None = None
    _places: dict[str, int] = field(default_factory=dict)
    _quotes: dict[str, str] = field(default_factory=dict)

    def add(self, bubble: Bubble) -> None:
        """Append a message; whatever quick replies were open vanish."""
        self._places[bubble.id] = len(self.bubbles)
        self.bubbles.append(bubble)
        if bubble.quote_token:
            self._quotes[bubble.quote_token] = bubble.id
        self.offer = None
        if bubble.sender == BOT:
            self.loading_until = None

    def find(self, bubble_id: str) -> Bubble | None:
        """Return that message if it is of this chat."""
        place = self._places.get(bubble_id)
        return None if place is None else self.bubbles[place]

    def change(self, bubble_id: str, **new: Any) -> Bubble:
        """Replace what is said of a message and return it as it is now."""
        place = self._places[bubble_id]
        changed = replace(self.bubbles[place], **new)
        self.bubbles[place] = changed
        if changed.quote_token:
            self._quotes[changed.quote_token] = bubble_id
        return changed

    def quoted_by(self, token: str) -> str | None:
        """Return the message that a quote token of this chat stands for."""
        return self._quotes.get(token)


class Chats:
    """All rooms by their id."""

    def __init__(self) -> None:
        self._rooms: dict[str, Chat] = {}

    def one_to_one(self, station_code: str, user_id: str) -> Chat:
        """Return the chat of a person with a station's account."""
        key = f"{station_code}:{user_id}"
        return self._rooms.setdefault(key, Chat(id=key, station_code=station_code, user_id=user_id))

    def group(self, group_id: str) -> Chat:
        """Return the chat of a group."""
        return self._rooms.setdefault(
            group_id, Chat(id=group_id, station_code=None, group_id=group_id)
        )

    def get(self, chat_id: str) -> Chat | None:
        """Return a chat that exists already."""
        return self._rooms.get(chat_id)

    def __iter__(self) -> Any:
        return iter(list(self._rooms.values()))
