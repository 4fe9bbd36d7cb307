"""This is who takes part: official accounts, people and groups, as they are described."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One official account of one station, with the keys that LINE would have issued for it."""

    station_code: str
    name: str
    bot_user_id: str
    secret: str
    token: str
    webhook_url: str = ""
    monthly_limit: int | None = 300
    basic_id: str = "@simulator"
    channel_id: str = ""
    verified: bool = False
    chat_mode: str = "bot"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Someone with a phone; `befriended` is true, false, or the stations they are a friend of."""

    user_id: str
    name: str
    picture: str = ""
    befriended: bool | Sequence[str] = True
    role_hint: str = "member"

    def is_friend_of(self, station_code: str) -> bool:
        """Tell whether this person starts as a friend of that station's account."""
        if isinstance(self.befriended, bool):
            return self.befriended
        return station_code in self.befriended


@dataclass(frozen=True, kw_only=True)
class GroupChat:
    """A LINE group; `channel` is the station code of the account inside it, if there is one."""

    group_id: str
    name: str
    channel: str | None = None
    members: Sequence[str] = ()
    withheld_ids: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place that the phones' location picker offers."""

    title: str
    latitude: float
    longitude: float


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Everyone at the start; the first place is the middle of the map."""

    channels: Sequence[Channel]
    people: Sequence[Person] = ()
    groups: Sequence[GroupChat] = ()
    places: Sequence[Place] = ()

    @classmethod
    def from_json(cls, text: str | bytes) -> Cast:
        """Read a cast from JSON, or say in a ValueError what in it is wrong."""
        raw = json.loads(text)
        if not isinstance(raw, dict):
            message = "the cast must be a JSON object with channels, people and groups"
            raise ValueError(message)  # noqa: TRY004 (one kind of error for one kind of fault)
        return cls(
            channels=tuple(read_channel(row) for row in raw.get("channels", ())),
            people=tuple(read_person(row) for row in raw.get("people", ())),
            groups=tuple(read_group(row) for row in raw.get("groups", ())),
            places=tuple(_known(Place, row) for row in raw.get("places", ())),
        )

    def to_json(self) -> str:
        """Write the cast so that `from_json` reads it back."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


def _known(kind: type[Row], row: Mapping[str, Any]) -> Row:
    strange = set(row) - {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if strange:
        message = f"{kind.__name__} has no {', '.join(sorted(strange))}"
        raise ValueError(message)
    try:
        return kind(**row)
    except TypeError as fault:
        message = f"{kind.__name__}: {fault}"
        raise ValueError(message) from None


def read_person(row: Mapping[str, Any]) -> Person:
    """Read one person, refusing unknown keys."""
    return _known(Person, row)


def read_group(row: Mapping[str, Any]) -> GroupChat:
    """Read one group, refusing unknown keys."""
    return _known(GroupChat, row)


def read_channel(row: Mapping[str, Any]) -> Channel:
    """Read one official account, refusing unknown keys."""
    return _known(Channel, row)
