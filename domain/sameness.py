"""This is whether two tips tell of one event, and by which signs an officer can judge it.

A point doubles the odds. Two open tips of one station, taken at random from the same day, tell of
one event about once in 32 (five points against it). To join two events that are not one hides the
later from the eye; to leave one event apart sends two officers to it. The former is held to be
four times as bad, so it is suggested from four to one on: two points more, seven in all. No sign
knows who sent a tip, so that a suggestion cannot tell whether one person sent both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final

from domain.classification.kinds import Category, Reason, Urgency
from domain.geo import distance_m
from domain.thai import normalise
from domain.tip import Trust

THRESHOLD: Final = 7
WINDOW: Final = timedelta(hours=24)
TRACE_WINDOW: Final = timedelta(hours=72)

_TRACE: Final = 6
_NEAR_M: Final = 500.0
_BESIDE_M: Final = 150.0
_BETWEEN_VILLAGES_M: Final = 300.0
_SHINGLE: Final = 4
_FEWEST: Final = 8
_TIMES: Final = (
    (timedelta(minutes=10), 3),
    (timedelta(hours=1), 2),
    (timedelta(hours=6), 1),
    (WINDOW, 0),
)
_WORDS: Final = ((0.5, 3), (0.3, 2), (0.15, 1))
_KIN: Final = (
    frozenset({Category.LIFE, Category.BODY, Category.WEAPONS}),
    frozenset({Category.TRAFFIC, Category.BODY, Category.LIFE}),
    frozenset({Category.PROPERTY, Category.SUSPICIOUS}),
    frozenset({Category.DRUGS, Category.SUSPICIOUS, Category.NUISANCE}),
    frozenset({Category.GAMBLING, Category.NUISANCE}),
    frozenset({Category.LIFE, Category.MISSING_PERSON}),
    frozenset({Category.FIRE_DISASTER, Category.NUISANCE}),
)
_HASTE: Final = {Urgency.ROUTINE: 0, Urgency.SOON: 1, Urgency.EMERGENCY: 2}
_DOUBT: Final = {Trust.UNVERIFIED: 1, Trust.SUSPENDED: 2}


class Nearness(IntEnum):
    """How near two places are, in points."""

    BESIDE = 3
    SAME = 2
    NEIGHBOURS = 1
    UNKNOWN = 0
    APART = -6


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A village as a circle: where its middle is, and how far it reaches."""

    at: tuple[float, float]
    radius_m: float


@dataclass(frozen=True, kw_only=True)
class Story:
    """What is compared of a tip; `words` and `traces` cannot be read back."""

    at: datetime
    category: Category
    urgency: Urgency
    village: str | None = None
    ground: Ground | None = None
    pin: tuple[float, float] | None = None
    words: frozenset[str] = frozenset()
    traces: frozenset[bytes] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """How much speaks for one event, and the signs, strongest first."""

    points: int
    reasons: tuple[Reason, ...] = ()

    @property
    def is_likely(self) -> bool:
        """Whether it is worth an officer's look."""
        return self.points >= THRESHOLD

    @property
    def may_be_likely(self) -> bool:
        """Whether words in common could still make it worth a look."""
        return self.points + _WORDS[0][1] >= THRESHOLD


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What decides whether two tips may be one: who may see them, and what comes of them.

    `is_lent`: another station of the deployment has it in its hands.
    """

    number: tuple[int, int]
    is_restricted: bool
    is_practice: bool
    is_silent: bool
    trust: Trust
    is_lent: bool = False


def may_join(later: Standing, main: Standing) -> bool:
    """Say whether a later tip may go into an earlier one.

    Nothing hidden is joined, nothing that is in another station's hands, nor practice with what is
    real. A tip does not go where fewer would see it: into one that alerts nobody, or into that of
    someone less trusted.
    """
    if later.is_lent or main.is_lent:
        return False
    if later.number <= main.number or later.is_restricted or main.is_restricted:
        return False
    is_lost = main.is_silent and not later.is_silent
    is_lost = is_lost or _DOUBT.get(main.trust, 0) > _DOUBT.get(later.trust, 0)
    return later.is_practice == main.is_practice and not is_lost


def graver(one: Urgency, other: Urgency) -> Urgency:
    """Return the more urgent of two."""
    return max(one, other, key=lambda urgency: _HASTE[urgency])


def compare(one: Story, other: Story) -> Likeness:
    """Weigh what speaks for and against two tips' telling of one event."""
    has_trace = bool(one.traces & other.traces)
    apart = abs(one.at - other.at)
    if apart > (TRACE_WINDOW if has_trace else WINDOW):
        return Likeness(points=-THRESHOLD)
    near = nearness(one, other)
    alike = overlap(one.words, other.words)
    signs = [
        (_TRACE if has_trace else 0, Reason(key="alike.trace")),
        (_place_points(near, has_trace=has_trace), _PLACES.get(near)),
        (_time_points(apart), _time_reason(apart)),
        (_kind_points(one.category, other.category, has_trace=has_trace), Reason(key="alike.kind")),
        (
            next((points for least, points in _WORDS if alike >= least), 0),
            Reason(key="alike.words"),
        ),
        (_urgency_points(one.urgency, other.urgency), None),
    ]
    signs.sort(key=lambda sign: -sign[0])
    return Likeness(
        points=sum(points for points, _ in signs),
        reasons=tuple(reason for points, reason in signs if reason is not None and points > 0),
    )


_PLACES: Final[Mapping[Nearness, Reason]] = {
    Nearness.BESIDE: Reason(key="alike.beside"),
    Nearness.SAME: Reason(key="alike.village"),
    Nearness.NEIGHBOURS: Reason(key="alike.near"),
}


def nearness(one: Story, other: Story) -> Nearness:
    """Say how near two tips' places are: by their pins, else by their villages."""
    if one.pin and other.pin:
        return _between_pins(distance_m(one.pin, other.pin), is_one=one.village == other.village)
    if one.village is None or other.village is None:
        return Nearness.UNKNOWN
    if one.village == other.village:
        return Nearness.SAME
    if one.ground is None or other.ground is None:
        return Nearness.APART
    gap = distance_m(one.ground.at, other.ground.at) - one.ground.radius_m - other.ground.radius_m
    return Nearness.NEIGHBOURS if gap <= _BETWEEN_VILLAGES_M else Nearness.APART


def _between_pins(metres: float, *, is_one: bool) -> Nearness:
    if metres <= _BESIDE_M:
        return Nearness.BESIDE
    if metres > _NEAR_M:
        return Nearness.APART
    return Nearness.SAME if is_one else Nearness.NEIGHBOURS


def words_of(text: str, names: Iterable[str]) -> frozenset[str]:
    """Return a text in short overlapping pieces, the names of places left out.

    Thai is written without spaces, and two people seldom choose the same words for one thing, but
    they share pieces of words. Names come in their matching form, the longest first.
    """
    key = normalise(text).key
    for name in names:
        key = key.replace(name, " ")
    pieces = (key[at : at + _SHINGLE] for at in range(len(key) - _SHINGLE + 1))
    return frozenset(piece for piece in pieces if " " not in piece)


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return which share of the shorter text's pieces the other has; 0 where there are too few."""
    fewest = min(len(one), len(other))
    return len(one & other) / fewest if fewest >= _FEWEST else 0.0


def _place_points(near: Nearness, *, has_trace: bool) -> int:
    # The same car is seen in two villages within minutes.
    return -2 if has_trace and near is Nearness.APART else int(near)


def _time_points(apart: timedelta) -> int:
    return next((points for most, points in _TIMES if apart <= most), -1)


def _time_reason(apart: timedelta) -> Reason:
    minutes = int(apart / timedelta(minutes=1))
    if minutes < 60:  # noqa: PLR2004
        return Reason(key="alike.minutes", values={"count": str(max(minutes, 1))})
    return Reason(key="alike.hours", values={"count": str(minutes // 60)})


def are_kin(one: Category, other: Category) -> bool:
    """Say whether one event may be read as either of two kinds."""
    return any({one, other} <= kin for kin in _KIN)


def _kind_points(one: Category, other: Category, *, has_trace: bool) -> int:
    if Category.OTHER in (one, other):
        return 0
    if one is other:
        return 2
    if are_kin(one, other):
        return 1
    # A theft and the car that flees from it are read as two kinds.
    return 0 if has_trace else -2


def _urgency_points(one: Urgency, other: Urgency) -> int:
    return {0: 1 if one is Urgency.EMERGENCY else 0, 1: 0}.get(abs(_HASTE[one] - _HASTE[other]), -1)
