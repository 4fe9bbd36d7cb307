"""Who is on duty when."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from catalog.roster import holidays_between, load_holidays
from domain.roster import (
    Almanac,
    Duty,
    HolidayPolicy,
    Shift,
    Span,
    Stand,
    Word,
    is_on_duty,
    next_off,
    pause_ends,
    stands_for,
    word_until,
)

FRIDAY = date(2026, 11, 27)
NIGHT = Shift(weekday=5, begins=time(20), ends=time(8))
DAY = Shift(weekday=5, begins=time(8), ends=time(16))
PLAIN = Almanac()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute)  # noqa: DTZ001 (a clock on the wall)


@pytest.mark.parametrize(
    ("moment", "is_on"),
    [(at(27, 19, 59), False), (at(27, 20), True), (at(28, 7, 59), True), (at(28, 8), False)],
)
def test_a_shift_that_ends_at_or_before_its_start_ends_the_next_day(
    moment: datetime, is_on: bool
) -> None:
    assert is_on_duty(Duty(shifts=(NIGHT,)), moment, PLAIN) is is_on


def test_a_shift_from_a_time_to_the_same_time_is_a_whole_day() -> None:
    whole = Duty(shifts=(Shift(weekday=5, begins=time(8), ends=time(8)),))
    assert is_on_duty(whole, at(28, 7), PLAIN)
    assert not is_on_duty(whole, at(28, 8), PLAIN)


def test_who_has_no_roster_is_always_on_duty_unless_they_said_otherwise() -> None:
    assert is_on_duty(Duty(), at(27, 3), PLAIN)
    off = Duty(word=Word(is_on=False, until=at(28, 0)))
    assert not is_on_duty(off, at(27, 23, 59), PLAIN)
    assert is_on_duty(off, at(28, 0), PLAIN)
    assert not is_on_duty(Duty(word=Word(is_on=False, until=None)), at(28, 0), PLAIN)


def test_a_word_of_today_holds_to_the_days_end_or_that_of_a_shift_that_runs_on() -> None:
    assert word_until(Duty(), at(27, 10), PLAIN) == at(28, 0)
    assert word_until(Duty(shifts=(NIGHT,)), at(27, 22), PLAIN) == at(28, 8)


def test_a_word_stands_above_leave_and_leave_above_the_roster() -> None:
    leave = (Span(begins=at(27, 0), ends=at(30, 0)),)
    away = Duty(shifts=(DAY,), absences=leave)
    assert not is_on_duty(away, at(27, 9), PLAIN)
    here = Duty(shifts=(DAY,), absences=leave, word=Word(is_on=True, until=at(28, 0)))
    assert is_on_duty(here, at(27, 9), PLAIN)


def test_after_a_swap_each_has_the_others_shifts_of_that_day_and_no_other() -> None:
    asker = Duty(shifts=(DAY,), stands={FRIDAY: Stand(colleague=2, shifts=(NIGHT,))})
    assert not is_on_duty(asker, at(27, 9), PLAIN)
    assert is_on_duty(asker, at(28, 1), PLAIN)
    assert stands_for(asker, at(28, 1), PLAIN) == 2
    assert stands_for(asker, at(27, 9), PLAIN) is None
    assert is_on_duty(asker, at(27, 9) + timedelta(days=7), PLAIN)


def test_it_is_known_when_an_officer_goes_off_duty() -> None:
    assert next_off(Duty(shifts=(DAY,)), at(27, 9), PLAIN) == at(27, 16)
    assert next_off(Duty(), at(27, 9), PLAIN) is None
    to_night = Duty(shifts=(DAY, Shift(weekday=5, begins=time(16), ends=time(20))))
    assert next_off(to_night, at(27, 9), PLAIN) == at(27, 20)
    leaving = Duty(absences=(Span(begins=at(28, 0), ends=at(29, 0)),))
    assert next_off(leaving, at(27, 9), PLAIN) == at(28, 0)
    called_in = Duty(
        shifts=(Shift(weekday=1, begins=time(8), ends=time(16)),),
        word=Word(is_on=True, until=at(28, 0)),
    )
    assert next_off(called_in, at(27, 9), PLAIN) == at(28, 0)


@pytest.mark.parametrize(
    ("policy", "shifts", "is_on"),
    [
        (HolidayPolicy.AS_USUAL, (DAY,), True),
        (HolidayPolicy.AS_SUNDAY, (DAY,), False),
        (HolidayPolicy.AS_SUNDAY, (Shift(weekday=7, begins=time(8), ends=time(16)),), True),
        (HolidayPolicy.DESK_ONLY, (DAY,), False),
        (HolidayPolicy.DESK_ONLY, (), False),
    ],
)
def test_the_station_decides_who_is_on_duty_on_a_holiday(
    policy: HolidayPolicy, shifts: tuple[Shift, ...], is_on: bool
) -> None:
    almanac = Almanac(policy=policy, holidays=frozenset({FRIDAY}))
    assert is_on_duty(Duty(shifts=shifts), at(27, 9), almanac) is is_on
    desk = Duty(role="duty", shifts=(DAY,))
    assert is_on_duty(desk, at(27, 9), almanac) is (policy is not HolidayPolicy.AS_SUNDAY)


def test_public_holidays_are_known_with_those_that_the_station_adds() -> None:
    known = holidays_between(2026, 2027, [date(2027, 1, 2)])
    assert {date(2026, 12, 5), date(2026, 12, 7), date(2027, 4, 13), date(2027, 1, 2)} <= known
    assert date(2026, 11, 27) not in known
    assert load_holidays()["2026-07-29"] == "วันอาสาฬหบูชา"


def test_a_pause_may_span_midnight() -> None:
    assert pause_ends(at(27, 23), "22:00-06:00") == at(28, 6)
    assert pause_ends(at(28, 5), "22:00-06:00") == at(28, 6)
    assert pause_ends(at(28, 6), "22:00-06:00") is None
    assert pause_ends(at(28, 3), "") is None
