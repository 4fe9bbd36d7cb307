"""This is how things stand at a station, reckoned from plain facts that name no sender.

Practice and restricted tips are in no figure. A village in which so few members live that its
silence would tell of persons is never named (`privacy.min_crowd`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

from domain.calendar import local
from domain.classification.kinds import Urgency
from domain.tip import OPEN, TipState, Trust

A_DAY: Final = timedelta(days=1)
A_WEEK: Final = timedelta(days=7)
SILENT_AFTER: Final = timedelta(days=30)
TOO_LONG: Final = {
    Urgency.EMERGENCY: timedelta(days=1),
    Urgency.SOON: timedelta(days=3),
    Urgency.ROUTINE: timedelta(days=14),
}
_MORNING_ENDS: Final = 12
_MONDAY: Final = 0
_UNTRUSTED: Final = frozenset({Trust.UNVERIFIED, Trust.SUSPENDED})


@dataclass(frozen=True, kw_only=True)
class TipFact:
    """What the figures know of one tip that was sent.

    `waits_since`: when it last began to wait for somebody to take it. `is_listed_only`: it alerts
    nobody by the rules, so nobody is late with it. `own_of`: the officer who sent it themselves.
    """

    number: str
    village: int | None
    urgency: Urgency
    state: TipState
    trust: Trust
    sent_at: datetime
    waits_since: datetime
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    handler: int | None = None
    is_practice: bool = False
    is_restricted: bool = False
    is_listed_only: bool = False
    own_of: int | None = None


@dataclass(frozen=True, kw_only=True)
class VillageFact:
    """What the figures know of one village: `members` are those who could send a tip."""

    village: int
    name: str
    members: int
    primary: int | None = None
    heard_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Ground:
    """All facts of one moment; `is_young`: nobody could be silent for so long at the station."""

    tips: Sequence[TipFact]
    villages: Sequence[VillageFact]
    now: datetime
    accept_within: Mapping[Urgency, timedelta]
    min_crowd: int
    is_young: bool = False


@dataclass(frozen=True, kw_only=True)
class Silence:
    """The villages of which nothing was heard; `small` are counted and not named, if at all.

    `is_early`: none of them was ever heard of, for the station began only lately.
    """

    named: tuple[str, ...] = ()
    small: int = 0
    is_early: bool = False

    @property
    def count(self) -> int:
        """How many villages are told of."""
        return len(self.named) + self.small


@dataclass(frozen=True, kw_only=True)
class Owed:
    """How many tips one officer owes; None is the desk."""

    officer: int | None
    count: int


@dataclass(frozen=True, kw_only=True)
class Morning:
    """The five figures of a morning."""

    new: int
    open: int
    late: tuple[Owed, ...]
    silence: Silence
    emergencies: int
    open_emergencies: int


@dataclass(frozen=True, kw_only=True)
class Lingering:
    """One tip that is open too long, and with whom."""

    number: str
    officer: int | None


@dataclass(frozen=True, kw_only=True)
class Week:
    """The figures of seven days; `minutes` is the median until acceptance, None without any."""

    sent: int
    sent_before: int
    closed: int
    accepted: int
    in_time: int
    minutes: int | None
    lingering: tuple[Lingering, ...]
    silence: Silence


def is_timely(day: date, now: datetime, timezone: str) -> bool:
    """Say whether a day's summary is still worth sending: that very morning, or not at all."""
    here = local(now, timezone)
    return here.date() == day and here.hour < _MORNING_ENDS


def ends_a_week(day: date) -> bool:
    """Say whether a day's summary also tells of the week."""
    return day.weekday() == _MONDAY


def is_affordable(*, used: int | None, limit: int | None, is_spent: bool, reserve: float) -> bool:
    """Say whether a counted message leaves the share of the month that is kept for alerts."""
    if is_spent:
        return False
    return used is None or limit is None or used + 1 <= limit * (1 - reserve)


def within(ground: Ground, officer: int, villages: Set[int]) -> Ground:
    """Return what of the facts belongs to an officer of some villages, and may be seen by them."""
    tips = [
        tip
        for tip in ground.tips
        if tip.village in villages and tip.trust not in _UNTRUSTED and tip.own_of != officer
    ]
    return Ground(
        tips=tips,
        villages=[one for one in ground.villages if one.village in villages],
        now=ground.now,
        accept_within=ground.accept_within,
        min_crowd=ground.min_crowd,
        is_young=ground.is_young,
    )


def morning(ground: Ground) -> Morning:
    """Reckon the five figures: new, open, late and whose, silent villages, emergencies."""
    tips = _counted(ground.tips)
    new = [tip for tip in tips if _is_recent(tip.sent_at, ground.now, A_DAY)]
    still_open = [tip for tip in tips if tip.state in OPEN]
    emergencies = {Urgency.EMERGENCY}
    return Morning(
        new=len(new),
        open=len(still_open),
        late=_late(still_open, ground),
        silence=silence(ground),
        emergencies=sum(tip.urgency in emergencies for tip in new),
        open_emergencies=sum(tip.urgency in emergencies for tip in still_open),
    )


def week(ground: Ground) -> Week:
    """Reckon how many, how fast, what is open too long, and which villages are silent."""
    tips, now = _counted(ground.tips), ground.now
    sent = [tip for tip in tips if _is_recent(tip.sent_at, now, A_WEEK)]
    waits = [
        (tip.accepted_at - tip.sent_at, ground.accept_within.get(tip.urgency))
        for tip in sent
        if tip.accepted_at is not None
    ]
    minutes = [taken.total_seconds() / 60 for taken, _ in waits]
    return Week(
        sent=len(sent),
        sent_before=sum(_is_recent(tip.sent_at, now - A_WEEK, A_WEEK) for tip in tips),
        closed=sum(
            tip.closed_at is not None and _is_recent(tip.closed_at, now, A_WEEK) for tip in tips
        ),
        accepted=len(waits),
        in_time=sum(allowed is None or taken <= allowed for taken, allowed in waits),
        minutes=round(median(minutes)) if minutes else None,
        lingering=_lingering(tips, ground),
        silence=silence(ground),
    )


def silence(ground: Ground) -> Silence:
    """Return which villages were not heard of; where few members live their silence names them.

    Small villages are told of together, and only if enough members live in all of them.
    """
    crowd = ground.min_crowd
    is_small = {one.village: 0 < one.members < crowd for one in ground.villages}
    silent = [
        one
        for one in ground.villages
        if one.heard_at is None or ground.now - one.heard_at > SILENT_AFTER
    ]
    hides = sum(one.members for one in ground.villages if is_small[one.village]) >= crowd
    small = [one for one in silent if is_small[one.village]]
    named = tuple(one.name for one in silent if not is_small[one.village])
    return Silence(named=named, small=len(small) if hides else 0, is_early=ground.is_young)


def _counted(tips: Iterable[TipFact]) -> list[TipFact]:
    return [tip for tip in tips if not (tip.is_practice or tip.is_restricted)]


def _is_recent(moment: datetime, now: datetime, span: timedelta) -> bool:
    return now - span < moment <= now


def _late(tips: Iterable[TipFact], ground: Ground) -> tuple[Owed, ...]:
    """Return who is late with how many tips, the most first."""
    owed = Counter(_owner(tip, ground) for tip in tips if _is_late(tip, ground))
    listed = sorted(owed.items(), key=lambda one: (-one[1], one[0] is None, one[0] or 0))
    return tuple(Owed(officer=officer, count=count) for officer, count in listed)


def _is_late(tip: TipFact, ground: Ground) -> bool:
    """Say whether nobody took a tip in time, or who took it has it too long."""
    if tip.is_listed_only:
        return False
    if tip.state is TipState.SENT:
        allowed = ground.accept_within.get(tip.urgency)
        return allowed is not None and ground.now - tip.waits_since > allowed
    return _is_lingering(tip, ground.now)


def _is_lingering(tip: TipFact, now: datetime) -> bool:
    """Say whether a tip is open too long; an investigation has a review of its own."""
    if tip.is_listed_only or tip.state not in (TipState.SENT, TipState.ACCEPTED):
        return False
    return now - tip.sent_at > TOO_LONG[tip.urgency]


def _lingering(tips: Iterable[TipFact], ground: Ground) -> tuple[Lingering, ...]:
    found = [tip for tip in tips if _is_lingering(tip, ground.now)]
    found.sort(key=lambda tip: tip.sent_at)
    return tuple(Lingering(number=tip.number, officer=_owner(tip, ground)) for tip in found)


def _owner(tip: TipFact, ground: Ground) -> int | None:
    """Return whose a tip is: who took it, else the village's officer, else the desk."""
    if tip.state is not TipState.SENT:
        return tip.handler
    primaries = {one.village: one.primary for one in ground.villages}
    is_desks = tip.village is None or tip.trust in _UNTRUSTED
    return None if is_desks else primaries.get(tip.village or 0)
