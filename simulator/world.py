"""This is who exists now, who is whose friend, and who sits in which group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from simulator.cast import Cast, Channel, GroupChat, Person

WRITING_COUNTS_FOR = timedelta(days=7)


class Tie(StrEnum):
    """What a person is to an official account."""

    STRANGER = "stranger"
    FRIEND = "friend"
    BLOCKED = "blocked"


class Unknown(LookupError):
    """Nobody and nothing goes by that name."""


@dataclass(kw_only=True)
class Group:
    """A group as it is at this moment."""

    id: str
    name: str
    bot: str | None
    members: list[str]
    withheld: set[str] = field(default_factory=set)


class World:
    """The people, accounts and groups of one machine."""

    def __init__(self, cast: Cast) -> None:
        self.channels: dict[str, Channel] = {}
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Group] = {}
        self.active: dict[str, bool] = {}
        self._ties: dict[tuple[str, str], Tie] = {}
        self._wrote: dict[tuple[str, str], datetime] = {}
        self._by_token: dict[str, str] = {}
        for channel in cast.channels:
            self.add_channel(channel)
        for person in cast.people:
            self.add_person(person)
        for group in cast.groups:
            self.add_group(group)

    def add_channel(self, channel: Channel) -> None:
        """Open an official account."""
        self.channels[channel.station_code] = channel
        self.active[channel.station_code] = True
        self._by_token[channel.token] = channel.station_code
        for person in self.people.values():
            self._tie_at_start(person, channel.station_code)

    def add_person(self, person: Person) -> None:
        """Give someone a phone."""
        self.people[person.user_id] = person
        for code in self.channels:
            self._tie_at_start(person, code)

    def add_group(self, group: GroupChat) -> None:
        """Open a group."""
        self.groups[group.group_id] = Group(
            id=group.group_id,
            name=group.name,
            bot=group.channel,
            members=list(group.members),
            withheld=set(group.withheld_ids),
        )

    def _tie_at_start(self, person: Person, code: str) -> None:
        friend = person.is_friend_of(code)
        self._ties.setdefault((code, person.user_id), Tie.FRIEND if friend else Tie.STRANGER)

    def channel(self, code: str) -> Channel:
        """Return that account, or raise Unknown."""
        if code not in self.channels:
            raise Unknown(code)
        return self.channels[code]

    def person(self, user_id: str) -> Person:
        """Return that person, or raise Unknown."""
        if user_id not in self.people:
            raise Unknown(user_id)
        return self.people[user_id]

    def group(self, group_id: str) -> Group:
        """Return that group, or raise Unknown."""
        if group_id not in self.groups:
            raise Unknown(group_id)
        return self.groups[group_id]

    def change_channel(self, code: str, **new: object) -> Channel:
        """Change what is known of an account, such as its webhook URL."""
        changed = replace(self.channel(code), **new)  # type: ignore[arg-type]
        self.channels[code] = changed
        self._by_token[changed.token] = code
        return changed

    def holder_of(self, token: str) -> Channel | None:
        """Return the account whose long-lived token this is."""
        code = self._by_token.get(token)
        if code is None or self.channels[code].token != token:
            return None
        return self.channels[code]

    def tie(self, code: str, user_id: str) -> Tie:
        """Return what this person is to that account."""
        return self._ties.get((code, user_id), Tie.STRANGER)

    def set_tie(self, code: str, user_id: str, tie: Tie) -> None:
        """Remember a befriending or a blocking."""
        self._ties[code, user_id] = tie

    def friends_of(self, code: str) -> Sequence[str]:
        """Return the friends of that account, sorted."""
        return sorted(
            user for (owner, user), tie in self._ties.items() if owner == code and tie is Tie.FRIEND
        )

    def note_writing(self, code: str, user_id: str, at: datetime) -> None:
        """Remember when someone last wrote one-to-one."""
        self._wrote[code, user_id] = at

    def wrote_lately(self, code: str, user_id: str, now: datetime) -> bool:
        """Tell whether a person wrote one-to-one within the last seven days."""
        wrote = self._wrote.get((code, user_id))
        return wrote is not None and now - wrote <= WRITING_COUNTS_FOR

    def is_reachable(self, code: str, user_id: str, now: datetime) -> bool:
        """Tell whether a message to this person would be shown on their phone."""
        tie = self.tie(code, user_id)
        if tie is Tie.STRANGER:
            return self.wrote_lately(code, user_id, now)
        return tie is Tie.FRIEND
