"""This is who gets a tip: first by the village's appointments, then the desk, then the top."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from domain.classification.kinds import Urgency
from domain.tip import Trust

VILLAGE, DUTY, COMMANDER, ADMIN = "village", "duty", "commander", "admin"
_TOP: Final = (DUTY, COMMANDER, ADMIN)


class Because(StrEnum):
    """Why an officer was chosen, or why nobody is alerted."""

    PRIMARY = "primary"
    BACKUP = "backup"
    DESK = "desk"
    COMMANDER = "commander"
    LAST_RESORT = "last_resort"
    REOPENED = "reopened"
    HANDED = "handed"
    ENVIRONMENT_SPOT = "environment_spot"
    SUSPENDED_SENDER = "suspended_sender"
    NOBODY_REACHABLE = "nobody_reachable"


@dataclass(frozen=True, kw_only=True)
class Post:
    """One officer as routing sees them; `charges` maps a village to `primary` or `backup`."""

    officer: int
    role: str
    is_reachable: bool = True
    is_on_duty: bool = True
    is_sender: bool = False
    charges: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What routing must know of a tip."""

    village: int | None
    urgency: Urgency
    trust: Trust
    is_restricted: bool = False
    is_environment_spot: bool = False
    is_outside_area: bool = False
    is_surplus: bool = False

    @property
    def is_emergency(self) -> bool:
        """Whether people are in danger now."""
        return self.urgency is Urgency.EMERGENCY


@dataclass(frozen=True, kw_only=True)
class Call:
    """One officer to alert, and why; a bare one gets place and danger and no words."""

    officer: int
    because: Because
    is_bare: bool = False


class Absent(StrEnum):
    """Why an officer whose turn it was is passed over."""

    UNREACHABLE = "unreachable"
    OFF_DUTY = "off_duty"


@dataclass(frozen=True, kw_only=True)
class Route:
    """Whom to alert, and who was passed over.

    `is_meant`: that there is nobody is the rule and no fault. `is_alone`: nobody whose turn it is
    or was can be reached.
    """

    calls: tuple[Call, ...] = ()
    because: Because
    is_meant: bool = True
    is_alone: bool = False
    passed_over: Mapping[int, Absent] = field(default_factory=dict)


def route(matter: Matter, posts: Iterable[Post], *, alerted: Set[int] = frozenset()) -> Route:
    """Choose who is alerted next, leaving out those who were; nobody twice, nobody unreachable."""
    silent = silence(matter)
    if silent is not None:
        return Route(because=silent)
    everyone = [one for one in posts if not one.is_sender]
    known = [one for one in everyone if one.is_reachable]
    free = [one for one in known if one.officer not in alerted]
    chosen = _first(matter, free)
    passed_over = _passed_over(
        matter, everyone, alerted, upto=chosen[0].because if chosen else None
    )
    is_alone = not chosen and not any(one.officer in alerted and one.is_on_duty for one in known)
    if is_alone:
        chosen = _last_resort(matter, free)
    if matter.is_emergency:
        chosen = _with_desk(matter, chosen, free)
    return Route(
        calls=tuple(chosen),
        because=chosen[0].because if chosen else Because.NOBODY_REACHABLE,
        is_meant=bool(chosen),
        is_alone=is_alone,
        passed_over=passed_over,
    )


def silence(matter: Matter) -> Because | None:
    """Return why a tip alerts nobody by the rules; None if it does."""
    if matter.is_environment_spot and not matter.is_emergency:
        return Because.ENVIRONMENT_SPOT
    if matter.trust is Trust.SUSPENDED and not matter.is_emergency:
        return Because.SUSPENDED_SENDER
    return None


def _first(matter: Matter, posts: Sequence[Post]) -> list[Call]:
    """Return the calls of the first step of the chain that has anyone on duty."""
    on_duty = [one for one in posts if one.is_on_duty]
    for because in _steps(matter):
        found = [one for one in on_duty if _stands(one, because, matter)]
        if found:
            return [Call(officer=one.officer, because=because) for one in found]
    return []


def _passed_over(
    matter: Matter, posts: Sequence[Post], alerted: Set[int], *, upto: Because | None
) -> Mapping[int, Absent]:
    """Return whose turn it would have been, up to a step of the chain, and why it was not."""
    steps = _steps(matter)
    taken = steps if upto is None else steps[: steps.index(upto) + 1]
    return {
        one.officer: Absent.OFF_DUTY if one.is_reachable else Absent.UNREACHABLE
        for because in taken
        for one in posts
        if _stands(one, because, matter)
        and one.officer not in alerted
        and not (one.is_reachable and one.is_on_duty)
    }


def _steps(matter: Matter) -> tuple[Because, ...]:
    if matter.is_restricted:
        return (Because.COMMANDER,)
    is_desk_alone = matter.is_surplus or matter.trust in (Trust.UNVERIFIED, Trust.SUSPENDED)
    if is_desk_alone or matter.village is None or matter.is_outside_area:
        return (Because.DESK, Because.COMMANDER)
    return (Because.PRIMARY, Because.BACKUP, Because.DESK, Because.COMMANDER)


def _stands(post: Post, because: Because, matter: Matter) -> bool:
    if because is Because.DESK:
        return post.role == DUTY
    if because is Because.COMMANDER:
        return post.role == COMMANDER
    return matter.village is not None and post.charges.get(matter.village) == because.value


def _last_resort(matter: Matter, posts: Sequence[Post]) -> list[Call]:
    roles = (COMMANDER,) if matter.is_restricted else _TOP
    return [
        Call(officer=one.officer, because=Because.LAST_RESORT) for one in posts if one.role in roles
    ]


def _with_desk(matter: Matter, chosen: list[Call], posts: Sequence[Post]) -> list[Call]:
    """Add the desk on duty in an emergency; of a restricted tip it gets no accusation."""
    named = {call.officer for call in chosen}
    desk = [
        Call(officer=one.officer, because=Because.DESK, is_bare=matter.is_restricted)
        for one in posts
        if one.role == DUTY and one.is_on_duty and one.officer not in named
    ]
    return [*chosen, *desk]
