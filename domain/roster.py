"""This is who is on duty when: what officers said, their leave, swaps, and the weekly roster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from domain.calendar import BANGKOK, local

SUNDAY: Final = 7
_DAY: Final = timedelta(days=1)
_AHEAD: Final = 9


class HolidayPolicy(StrEnum):
    """Who is on duty on a public holiday.

    `as_usual`: as on any such weekday. `as_sunday`: as on a Sunday. `desk_only`: no village
    officer, unless they said that they are on duty.
    """

    AS_USUAL = "as_usual"
    AS_SUNDAY = "as_sunday"
    DESK_ONLY = "desk_only"


@dataclass(frozen=True, kw_only=True, order=True)
class Shift:
    """A weekly time on duty, 1 is Monday; one that ends at or before its start ends next day."""

    weekday: int
    begins: time
    ends: time

    def on(self, day: date) -> Span:
        """Return the time that the shift takes when it begins on a day."""
        last = day if self.ends > self.begins else day + _DAY
        return Span(
            begins=datetime.combine(day, self.begins), ends=datetime.combine(last, self.ends)
        )


@dataclass(frozen=True, kw_only=True)
class Span:
    """A time from a moment until just before another, both as clocks on the wall show them."""

    begins: datetime
    ends: datetime

    def holds(self, moment: datetime) -> bool:
        """Say whether a moment lies in it."""
        return self.begins <= moment < self.ends


@dataclass(frozen=True, kw_only=True)
class Word:
    """What an officer last said of today: on or off duty, and until when; None: without an end."""

    is_on: bool
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Stand:
    """A day on which an officer has a colleague's shifts, and the colleague theirs."""

    colleague: int
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, kw_only=True)
class Duty:
    """What is known of one officer's duty; times are local to the station."""

    role: str = "village"
    shifts: tuple[Shift, ...] = ()
    stands: Mapping[date, Stand] = field(default_factory=dict)
    absences: tuple[Span, ...] = ()
    word: Word | None = None


@dataclass(frozen=True, kw_only=True)
class Almanac:
    """The public holidays and what the station decided for them."""

    policy: HolidayPolicy = HolidayPolicy.AS_USUAL
    holidays: frozenset[date] = frozenset()

    def weekday(self, day: date) -> int:
        """Return by which weekday's roster a day goes."""
        is_sunday = self.policy is HolidayPolicy.AS_SUNDAY and day in self.holidays
        return SUNDAY if is_sunday else day.isoweekday()

    def frees(self, role: str, day: date) -> bool:
        """Say whether officers of a role have a day off."""
        is_off = self.policy is HolidayPolicy.DESK_ONLY and day in self.holidays
        return is_off and role == "village"


def wall(moment: datetime, timezone: str = BANGKOK) -> datetime:
    """Return a moment as the station's clock on the wall shows it."""
    return local(moment, timezone).replace(tzinfo=None)


def is_on_duty(duty: Duty, at: datetime, almanac: Almanac) -> bool:
    """Say whether an officer is on duty: their word of today, else leave, else the roster."""
    word = duty.word
    if word is not None and (word.until is None or at < word.until):
        return word.is_on
    if any(span.holds(at) for span in duty.absences):
        return False
    if not duty.shifts:
        return not almanac.frees(duty.role, at.date())
    return any(span.holds(at) for _, span in _spans(duty, _around(at), almanac))


def stands_for(duty: Duty, at: datetime, almanac: Almanac) -> int | None:
    """Return the colleague whose shift an officer has now by a swap."""
    for day, span in _spans(duty, _around(at), almanac):
        if day in duty.stands and span.holds(at):
            return duty.stands[day].colleague
    return None


def next_off(duty: Duty, at: datetime, almanac: Almanac) -> datetime | None:
    """Return when an officer who is on duty next goes off, None if that is not in sight."""
    edges = [span.ends for _, span in _spans(duty, _days(at.date() - _DAY), almanac)]
    edges += [span.begins for span in duty.absences]
    if duty.word is not None and duty.word.until is not None:
        edges.append(duty.word.until)
    if not duty.shifts:
        edges += [datetime.combine(day, time()) for day in _days(at.date()) if day != at.date()]
    later = sorted(edge for edge in edges if edge > at)
    return next((edge for edge in later if not is_on_duty(duty, edge, almanac)), None)


def word_until(duty: Duty, at: datetime, almanac: Almanac) -> datetime:
    """Return until when a word of today holds: the day's end, or that of a shift that runs on."""
    midnight = datetime.combine(at.date() + _DAY, time())
    running = [span.ends for _, span in _spans(duty, _around(at), almanac) if span.holds(at)]
    return max([midnight, *running])


def shifts_on(duty: Duty, day: date, almanac: Almanac) -> Sequence[Shift]:
    """Return the shifts that an officer begins on a day, a colleague's after a swap."""
    stand = duty.stands.get(day)
    own = duty.shifts if stand is None else stand.shifts
    if almanac.frees(duty.role, day):
        return ()
    return sorted(one for one in own if one.weekday == almanac.weekday(day))


def _spans(duty: Duty, days: Iterable[date], almanac: Almanac) -> Iterator[tuple[date, Span]]:
    for day in days:
        for shift in shifts_on(duty, day, almanac):
            yield day, shift.on(day)


def _around(at: datetime) -> Sequence[date]:
    """Return the days whose shifts may run at a moment: a night's begins the day before."""
    return (at.date() - _DAY, at.date())


def _days(first: date) -> Sequence[date]:
    return [first + _DAY * count for count in range(_AHEAD)]


def pause_ends(at: datetime, hours: str) -> datetime | None:
    """Return when the pause `HH:MM-HH:MM` ends in which a moment lies, None if it lies in none.

    Routine tips wait for it.
    """
    if not hours.strip():
        return None
    begins, ends = (time.fromisoformat(part.strip()) for part in hours.split("-"))
    night = Shift(weekday=1, begins=begins, ends=ends)
    spans = (night.on(day) for day in _around(at))
    return next((span.ends for span in spans if span.holds(at)), None)
