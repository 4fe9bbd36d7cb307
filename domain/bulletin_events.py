"""This is what happens to a bulletin as time passes, and the timers that bring it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.answers import Timer
from domain.events import Event

_FIRST_LOOK, _LONGEST_LOOK = timedelta(seconds=1), timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class BulletinDue(Event):
    """The time has come that one version of a bulletin was planned for, or held until."""

    bulletin: int
    version: int
    planned_at: datetime


@dataclass(frozen=True, kw_only=True)
class BulletinSpreading(Event):
    """The next recipients of a bulletin are to be given their messages.

    `part` is `groups`, those after the row `after`, or `people`, after so many that have theirs.
    """

    occurrence: int
    part: str
    after: int


@dataclass(frozen=True, kw_only=True)
class RidesEnded(Event):
    """The time is over in which a bulletin waited for free replies."""

    occurrence: int
    look: int = 0


@dataclass(frozen=True, kw_only=True)
class BulletinEnding(Event):
    """Look whether every recipient of a bulletin is settled; `look` counts the looks."""

    occurrence: int
    look: int


@dataclass(frozen=True, kw_only=True)
class LimitFell(Event):
    """LINE's plan allows fewer messages a month than before, where `before` may be any number."""

    before: int | None
    now: int


BULLETIN_SCHEDULED: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (BulletinDue, BulletinSpreading, RidesEnded, BulletinEnding, LimitFell)
}


def due(bulletin: int, *, version: int, planned_at: datetime, at: datetime) -> Timer:
    """Return the timer of a planned time, which comes at that moment or one to which it is held."""
    event = BulletinDue(happened_at=at, bulletin=bulletin, version=version, planned_at=planned_at)
    key = f"bulletin:{bulletin}:{version}:{planned_at.isoformat()}:{at.isoformat()}"
    return Timer(key=key, due=at, event=event, lane=_lane(bulletin))


def spreading(bulletin: int, occurrence: int, part: str, after: int, *, at: datetime) -> Timer:
    """Return the timer of the next recipients."""
    event = BulletinSpreading(happened_at=at, occurrence=occurrence, part=part, after=after)
    key = f"bulletin:spread:{occurrence}:{part}:{after}"
    return Timer(key=key, due=at, event=event, lane=_lane(bulletin))


def rides_end(bulletin: int, occurrence: int, *, at: datetime, look: int = 0) -> Timer:
    """Return the timer that ends the waiting for free replies."""
    event = RidesEnded(happened_at=at, occurrence=occurrence, look=look)
    key = f"bulletin:rides:{occurrence}:{look}"
    return Timer(key=key, due=at, event=event, lane=_lane(bulletin))


def ending(bulletin: int, occurrence: int, look: int, *, now: datetime) -> Timer:
    """Return the timer of the next look at a bulletin under way; looks become rare."""
    wait = min(_FIRST_LOOK * 2 ** min(look, 10), _LONGEST_LOOK)
    event = BulletinEnding(happened_at=now + wait, occurrence=occurrence, look=look)
    key = f"bulletin:end:{occurrence}:{look}"
    return Timer(key=key, due=now + wait, event=event, lane=_lane(bulletin))


def limit_fell(before: int | None, limit: int, *, at: datetime) -> Timer:
    """Return the alarm that a month's limit fell."""
    event = LimitFell(happened_at=at, before=before, now=limit)
    return Timer(key=f"limit:{at.isoformat()}:{limit}", due=at, event=event, lane="month")


def _lane(bulletin: int) -> str:
    return f"bulletin:{bulletin}"
