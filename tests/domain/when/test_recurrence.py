"""Rules return without a gap and without a double, and clocks that change do not disturb them."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, rruleset
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.roster import holidays_between
from domain.when.recurrence import Reckoning, due_between, moment_at, next_after, next_planned
from domain.when.schedule import Cron, Monthly, Rule, Weekly

ZONE = "Asia/Bangkok"
BANGKOK = ZoneInfo(ZONE)
HOLIDAYS = holidays_between(2026, 2028)
BY = Reckoning(timezone=ZONE, holidays=HOLIDAYS)
START = datetime(2026, 11, 27, 10, 0, tzinfo=BANGKOK)
YEAR = timedelta(days=365)

times = st.times(timezones=st.none()).map(lambda at: at.replace(second=0, microsecond=0))
weekly = st.builds(
    Weekly,
    weekdays=st.frozensets(st.integers(1, 7), min_size=1),
    at=times,
    skips_holidays=st.booleans(),
)
monthly = st.builds(
    Monthly,
    days=st.frozensets(st.integers(1, 31), min_size=1, max_size=4),
    at=times,
    skips_holidays=st.booleans(),
)


def independent(rule: Weekly | Monthly, start: datetime, until: datetime) -> list[datetime]:
    """Compute a rule's times with dateutil, on the wall's clock."""
    first = start.replace(tzinfo=None)
    begin = datetime.combine(first.date(), rule.at)
    found = rruleset()
    if isinstance(rule, Weekly):
        days = [day - 1 for day in rule.weekdays]
        found.rrule(rrule(WEEKLY, dtstart=begin, byweekday=days, until=until.replace(tzinfo=None)))
    else:
        for day in rule.days:
            # The last of the days up to the wanted one is the wanted one or the month's last.
            upto = list(range(28, day + 1)) or [day]
            opening = datetime.combine(begin.date().replace(day=1), rule.at)
            found.rrule(
                rrule(
                    MONTHLY,
                    dtstart=opening,
                    bymonthday=upto,
                    bysetpos=-1,
                    until=until.replace(tzinfo=None),
                )
            )
    due = sorted({one for one in found if first < one <= until.replace(tzinfo=None)})
    kept = [one for one in due if not (rule.skips_holidays and one.date() in HOLIDAYS)]
    return [one.replace(tzinfo=BANGKOK).astimezone(UTC) for one in kept]


@settings(max_examples=60, deadline=None)
@given(rule=weekly | monthly)
def test_a_year_has_no_missed_and_no_doubled_time(rule: Weekly | Monthly) -> None:
    assert list(due_between(rule, START, START + YEAR, BY)) == independent(
        rule, START, START + YEAR
    )


def test_a_year_of_1500_stations_has_no_missed_and_no_doubled_time() -> None:
    chance = random.Random(5)
    for number in range(1500):
        at = time(chance.randrange(24), chance.randrange(60))
        skips = chance.random() < 0.5
        rule: Weekly | Monthly = (
            Weekly(weekdays=frozenset({chance.randint(1, 7)}), at=at, skips_holidays=skips)
            if number % 3
            else Monthly(days=frozenset({chance.randint(1, 31)}), at=at, skips_holidays=skips)
        )
        start = START + timedelta(minutes=chance.randrange(60 * 24 * 30))
        until = start + YEAR
        assert list(due_between(rule, start, until, BY)) == independent(rule, start, until), rule


@pytest.mark.parametrize(
    ("line", "twin"),
    [
        ("30 8 * * *", {"freq": DAILY}),
        ("30 8 * * 1,3", {"freq": WEEKLY, "byweekday": [0, 2]}),
        ("30 8 1,15 * *", {"freq": MONTHLY, "bymonthday": [1, 15]}),
        ("30 8 31 * *", {"freq": MONTHLY, "bymonthday": [31]}),
    ],
)
def test_a_year_of_a_cron_line_is_complete(line: str, twin: dict[str, object]) -> None:
    first = datetime(2026, 11, 27, 8, 30)  # noqa: DTZ001
    last = first + YEAR
    due = [
        one.astimezone(BANGKOK).replace(tzinfo=None)
        for one in due_between(Cron(line=line), first.replace(tzinfo=BANGKOK),
                               last.replace(tzinfo=BANGKOK), BY)
    ]  # fmt: skip
    expected = list(rrule(dtstart=first, until=last, **twin))  # type: ignore[arg-type]
    assert due == [one for one in expected if one > first]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param({31}, ["01-31", "02-28", "03-31", "04-30"], id="the 31st or the last day"),
        pytest.param({30}, ["01-30", "02-28", "03-30", "04-30"], id="the 30th or the last day"),
        pytest.param({30, 31}, ["01-30", "01-31", "02-28", "03-30", "03-31", "04-30"], id="once"),
    ],
)
def test_a_short_month_has_its_last_day(days: set[int], expected: list[str]) -> None:
    rule = Monthly(days=frozenset(days), at=time(9, 0))
    begin = datetime(2027, 1, 1, tzinfo=BANGKOK)
    due = due_between(rule, begin, begin + timedelta(days=120), BY)
    assert [f"{one.astimezone(BANGKOK):%m-%d}" for one in due] == expected


def test_a_rule_is_due_strictly_after_a_moment() -> None:
    rule = Weekly(weekdays=frozenset({1}), at=time(8, 0))
    monday = datetime(2026, 11, 30, 8, 0, tzinfo=BANGKOK)
    assert next_after(rule, monday - timedelta(microseconds=1), BY) == monday
    assert next_after(rule, monday, BY) == monday + timedelta(days=7)


def test_a_public_holiday_is_passed_over_and_the_next_time_is_the_usual_one() -> None:
    rule = Weekly(weekdays=frozenset({1}), at=time(8, 0), skips_holidays=True)
    assert date(2026, 12, 7) in HOLIDAYS
    after = datetime(2026, 11, 30, 8, 0, tzinfo=BANGKOK)
    assert next_after(rule, after, BY) == datetime(2026, 12, 14, 8, 0, tzinfo=BANGKOK)
    assert next_after(Cron(line="0 8 * * 1", skips_holidays=True), after, BY) == datetime(
        2026, 12, 14, 8, 0, tzinfo=BANGKOK
    )


def test_a_clock_that_was_put_back_serves_nothing_twice() -> None:
    rule = Weekly(weekdays=frozenset(range(1, 8)), at=time(8, 0))
    last = datetime(2026, 11, 27, 8, 0, tzinfo=BANGKOK)
    put_back = datetime(2026, 11, 25, 7, 0, tzinfo=BANGKOK)
    assert next_planned(rule, last, put_back, BY) == last + timedelta(days=1)
    assert next_planned(rule, None, put_back, BY) == datetime(2026, 11, 25, 8, tzinfo=BANGKOK)


@pytest.mark.parametrize(
    "rule", [Weekly(weekdays=frozenset({7}), at=time(2, 30)), Cron(line="30 2 * * 0")]
)
def test_a_time_that_clocks_leave_out_or_show_twice_is_due_once(rule: Rule) -> None:
    by = Reckoning(timezone="Europe/Berlin")
    spring = list(
        due_between(rule, datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 3, 30, tzinfo=UTC), by)
    )
    autumn = list(
        due_between(
            rule, datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 10, 26, tzinfo=UTC), by
        )
    )
    assert spring == [datetime(2026, 3, 29, 1, 30, tzinfo=UTC)]
    assert autumn == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]


def test_every_quarter_hour_goes_on_over_a_change_of_clocks() -> None:
    by = Reckoning(timezone="Europe/Berlin")
    for day in (datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)):
        due = list(due_between(Cron(line="*/15 * * * *"), day, day + timedelta(hours=8), by))
        assert due == sorted(set(due))
        assert due[-1] == day + timedelta(hours=8)


def test_a_time_on_the_wall_is_a_moment_of_its_own_zone() -> None:
    assert moment_at(date(2026, 11, 27), time(8, 0)) == datetime(2026, 11, 27, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(Monthly(days=frozenset({1}), at=time(8), skips_holidays=True), id="monthly"),
        pytest.param(Cron(line="* * 1 1 *", skips_holidays=True), id="by cron, every minute"),
    ],
)
def test_a_rule_whose_every_day_is_a_holiday_is_never_due(rule: Rule) -> None:
    feasts = frozenset(date(year, month, 1) for year in range(2026, 2200) for month in range(1, 13))
    by = Reckoning(timezone=ZONE, holidays=feasts)
    assert next_after(rule, START, by) is None
