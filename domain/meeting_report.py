"""This is a meeting as it is told: to who is invited, and to who runs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.meeting import Coming


@dataclass(frozen=True, kw_only=True)
class Summons:
    """What somebody who is invited must know; `when` is said as people say it."""

    number: int
    title: str
    place: str
    when: str


@dataclass(frozen=True, kw_only=True)
class GoalFact:
    """What was agreed, by whom and until when; it stands `open`, `late` or `reached`."""

    number: int
    text: str
    owner: str
    by: date
    stands: str


@dataclass(frozen=True, kw_only=True)
class MeetingFacts:
    """A meeting as who runs it sees it; it stands `planned`, `over` or `cancelled`.

    `area` are the names of its villages, none for the whole station; `came` are members' numbers.
    """

    summons: Summons
    stands: str
    area: Sequence[str]
    answers: Mapping[Coming, int]
    came: Sequence[str]
    minutes: str
    goals: Sequence[GoalFact]
    left_open: Sequence[GoalFact]
