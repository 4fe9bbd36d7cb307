"""This is to whom a bulletin goes: each group and person once, and what LINE counts for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

from domain.topics import wants

# LINE takes so many people in one multicast, and no groups.
MOST_IN_A_CALL: Final = 500


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Whom a bulletin is for.

    `villages` are codes; with `subdistricts` they are the area, both empty is the whole station.
    `roles` are those of officers; `trained_in` are Buddhist years, empty for any or none. Members
    get it who want to hear of its `topic`, empty for one of which nobody chose. `meeting` is the
    number of one to which it invites, or which it `calls_off`: who said that they come hears of
    it though they muted its topic, and of its end or its new time wherever they live.
    """

    groups: bool = False
    members: bool = False
    roles: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()
    subdistricts: tuple[str, ...] = ()
    trained_in: tuple[int, ...] = ()
    topic: str = ""
    meeting: int = 0
    calls_off: bool = False

    @property
    def is_whole_station(self) -> bool:
        """Say whether no part of the station was chosen."""
        return not self.villages and not self.subdistricts

    @property
    def has_members(self) -> bool:
        """Say whether any member can be meant."""
        return self.members or bool(self.meeting)


@dataclass(frozen=True, kw_only=True)
class GroupFact:
    """A group that the bot is in; `people` is None while LINE has not told how many there are."""

    id: int
    villages: Set[str]
    is_whole_station: bool
    people: int | None


@dataclass(frozen=True, kw_only=True)
class PersonFact:
    """A member or officer whom a message reaches; `mark` is the same for the same LINE account.

    `is_expected`: they said that they come, or may come, to the meeting of which they are to hear;
    `must_know`: they still believe in a meeting, or in a time of it, that is no more.
    """

    id: int
    mark: bytes
    villages: Set[str]
    role: str = ""
    trained_in: int | None = None
    muted: tuple[str, ...] = ()
    is_expected: bool = False
    must_know: bool = False

    @property
    def is_officer(self) -> bool:
        """Say whether it is an officer's row."""
        return bool(self.role)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Who gets a bulletin, each once, and what LINE counts for it."""

    groups: tuple[GroupFact, ...] = ()
    people: tuple[PersonFact, ...] = ()

    @property
    def uncounted(self) -> tuple[int, ...]:
        """The groups of which LINE has not told how many people they have."""
        return tuple(one.id for one in self.groups if one.people is None)

    @property
    def cost(self) -> int:
        """LINE messages: a push to a group is one for each member, a multicast one a receiver."""
        return sum(one.people or 0 for one in self.groups) + len(self.people)

    @property
    def receivers(self) -> int:
        """How many groups and people there are."""
        return len(self.groups) + len(self.people)


def area(audience: Audience, known: Iterable[tuple[str, str]]) -> frozenset[str] | None:
    """Return the village codes of an audience, given all codes and subdistricts; None for all."""
    if audience.is_whole_station:
        return None
    chosen = set(audience.villages)
    return frozenset(
        code
        for code, subdistrict in known
        if code in chosen or subdistrict in audience.subdistricts
    )


def is_for_group(audience: Audience, group: GroupFact, villages: Set[str] | None) -> bool:
    """Say whether a group is chosen: its villages meet the area, or the whole station is meant.

    A group of the whole station is not written to about some villages, nor an unbound one at all.
    """
    if not audience.groups:
        return False
    if villages is None:
        return group.is_whole_station or bool(group.villages)
    return not group.villages.isdisjoint(villages)


def is_for_person(audience: Audience, person: PersonFact, villages: Set[str] | None) -> bool:
    """Say whether a member or officer is chosen by role, area, training year and topic."""
    if person.must_know:
        return True
    chosen = person.role in audience.roles if person.is_officer else audience.members
    if not chosen or (villages is not None and villages.isdisjoint(person.villages)):
        return False
    if person.is_officer:
        return True
    is_of_year = not audience.trained_in or person.trained_in in audience.trained_in
    return is_of_year and (person.is_expected or wants(person.muted, audience.topic))


def reach(
    audience: Audience,
    groups: Iterable[GroupFact],
    people: Iterable[PersonFact],
    villages: Set[str] | None,
) -> Reach:
    """Return who gets a bulletin; whoever is chosen twice, as officer and member, gets it once."""
    once: dict[bytes, PersonFact] = {}
    for one in people:
        if is_for_person(audience, one, villages):
            once.setdefault(one.mark, one)
    return Reach(
        groups=tuple(one for one in groups if is_for_group(audience, one, villages)),
        people=tuple(once.values()),
    )


def in_calls(people: Sequence[int]) -> Iterator[Sequence[int]]:
    """Split people into multicasts of LINE's size."""
    for first in range(0, len(people), MOST_IN_A_CALL):
        yield people[first : first + MOST_IN_A_CALL]


def fitting(costs: Iterable[int], spare: int) -> tuple[int, int]:
    """Return how many receivers, the cheapest first, fit into what is left, and their cost."""
    count = spent = 0
    for cost in sorted(costs):
        if spent + cost > spare:
            break
        count, spent = count + 1, spent + cost
    return count, spent
