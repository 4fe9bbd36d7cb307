"""Buddhist era, fiscal year, quiet hours and tip numbers."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import (
    DateDoubt,
    DateUnclear,
    TipNumber,
    buddhist_year,
    fiscal_quarter,
    fiscal_year,
    is_quiet,
    of_our_era,
    parse_thai_date,
    read_day_ahead,
    read_tip_number,
    spoken_number,
    thai_date,
    thai_long_date,
    thai_moment,
    thai_month,
    tip_number,
    unbroken,
)

SPRING = date(1967, 3, 21)


@pytest.mark.parametrize(
    "text",
    [
        "1967-03-21",
        "2510-03-21",
        "2510/3/21",
        "1967-03-21 00:00:00",
        "1967-03-21T00:00:00",
        "21/03/2510",
        "21/3/1967",
        " 21 / 3 / 2510 ",
        "21-3-2510",
        "21.3.2510",
        "๒๑/๐๓/๒๕๑๐",
        "21 มี.ค. 2510",
        "21มี.ค.2510",
        "21 มีค 2510",
        "21-มี.ค.-2510",
        "๒๑ มีนาคม ๒๕๑๐",
        "๒๑\u00a0มีนาคม\u200b ๒๕๑๐",
        "21 มีนาคม พ.ศ. 2510",
        "วันที่ 21 เดือนมีนาคม พ.ศ.2510",
        "วันอังคารที่ 21 มีนาคม 2510",
        "21 มีนาคม ค.ศ. 1967",
        "21 Mar 1967",
        "21 มีนา 2510",
        "21 มีนาคม 2510 14:05 น.",
    ],
)
def test_a_date_is_read_in_either_era_and_any_writing(text: str) -> None:
    assert parse_thai_date(text) == SPRING


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        pytest.param("21/3/10", DateDoubt.SHORT_YEAR, id="a year of two digits"),
        pytest.param("21 มี.ค. 10", DateDoubt.SHORT_YEAR, id="a year of two digits behind a word"),
        pytest.param("31/2/2510", DateDoubt.IMPOSSIBLE, id="a day that never was"),
        pytest.param("03/21/2510", DateDoubt.IMPOSSIBLE, id="the month before the day"),
        pytest.param("29/2/2566", DateDoubt.IMPOSSIBLE, id="no leap day that year"),
        pytest.param("21/3/3100", DateDoubt.IMPOSSIBLE, id="a year that is not yet"),
        pytest.param("21 มีนาคม ค.ศ. 2510", DateDoubt.IMPOSSIBLE, id="the wrong era named"),
        pytest.param("25100321", DateDoubt.UNREADABLE, id="digits in a row"),
        pytest.param("24552", DateDoubt.UNREADABLE, id="a day number of Excel"),
        pytest.param("ไม่ทราบ", DateDoubt.UNREADABLE, id="words"),
        pytest.param("", DateDoubt.UNREADABLE, id="nothing"),
    ],
)
def test_an_unclear_date_is_never_guessed_at(text: str, doubt: DateDoubt) -> None:
    with pytest.raises(DateUnclear) as unclear:
        parse_thai_date(text)
    assert unclear.value.doubt is doubt


def test_a_leap_day_of_the_buddhist_era_is_read() -> None:
    assert parse_thai_date("29/02/2567") == date(2024, 2, 29)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_every_date_that_we_write_we_read(day: date) -> None:
    buddhist = f"{day.day}/{day.month}/{day.year + 543}"
    written = (thai_date(day), thai_long_date(day), buddhist, day.isoformat())
    assert [parse_thai_date(text) for text in written] == [day] * len(written)


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_unclear(text: str) -> None:
    with contextlib.suppress(DateUnclear):
        assert isinstance(parse_thai_date(text), date)


def test_a_moment_is_said_in_thai_time_and_era() -> None:
    assert thai_moment(datetime(2026, 12, 3, 7, 5, tzinfo=UTC)) == "3 ธ.ค. 2569 14:05 น."
    assert thai_moment(datetime(2026, 12, 31, 18, 0, tzinfo=UTC)) == "1 ม.ค. 2570 01:00 น."


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("3 ธ.ค. 2569 14:05 น.", "3 ธ.ค. 2569 14:05\u00a0น."),
        ("เห็น 22.30 น. และ 23.10 น. ครับ", "เห็น 22.30\u00a0น. และ 23.10\u00a0น. ครับ"),
        ("บ้านเลขที่ 12 น. 3", "บ้านเลขที่ 12 น. 3"),
        ("14:05 นาที", "14:05 นาที"),
    ],
)
def test_the_sign_of_the_hour_stays_beside_its_time(text: str, kept: str) -> None:
    assert unbroken(text) == kept


@pytest.mark.parametrize(
    ("day", "year", "quarter"),
    [
        (date(2023, 9, 30), 2566, 4),
        (date(2023, 10, 1), 2567, 1),
        (datetime(2023, 9, 30, 17, 0, tzinfo=UTC), 2567, 1),
        (date(2024, 1, 1), 2567, 2),
        (date(2024, 6, 30), 2567, 3),
    ],
)
def test_the_fiscal_year_begins_in_october(day: date, year: int, quarter: int) -> None:
    assert (fiscal_year(day), fiscal_quarter(day)) == (year, quarter)


def test_the_year_turns_at_midnight_in_bangkok() -> None:
    assert buddhist_year(datetime(2026, 12, 31, 16, 59, tzinfo=UTC)) == 2569
    assert buddhist_year(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)) == 2570
    assert buddhist_year(date(2026, 1, 1)) == 2569


@pytest.mark.parametrize(
    ("clock", "hours", "quiet"),
    [
        ("20:59", "21:00-06:00", False),
        ("21:00", "21:00-06:00", True),
        ("03:00", "21:00-06:00", True),
        ("06:00", "21:00-06:00", False),
        ("13:00", "12:00-14:00", True),
        ("14:00", "12:00-14:00", False),
        ("00:00", "00:00-00:00", False),
        ("03:00", "", False),
    ],
)
def test_quiet_hours_may_span_midnight(clock: str, hours: str, quiet: bool) -> None:
    moment = datetime.fromisoformat(f"2026-12-03T{clock}:00+07:00").astimezone(UTC)
    assert is_quiet(moment, hours) is quiet


@pytest.mark.parametrize(
    "text",
    [
        "KK-2569-000123",
        "kk2569-123",
        "KK 2569 123",
        "KK2569000123",
        "123/2569",
        " 000123 / 2569 ",
        "๑๒๓/๒๕๖๙",
        "ＫＫ－2569－000123",
        "เรื่องที่ 123/2569",
    ],
)
def test_a_tip_number_is_read_however_it_is_typed(text: str) -> None:
    assert read_tip_number(text, "KK") == TipNumber(year=2569, sequence=123)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12/34",
        "0/2569",
        "123",
        "KK",
        "XX-2569-000123",
        "ซอย 123/2569",
        "123/2569 ไฟไหม้",
        "1/2026",
    ],
)
def test_what_is_more_or_less_than_a_number_is_none(text: str) -> None:
    assert read_tip_number(text, "KK") is None


def test_a_number_is_written_in_full_and_as_spoken() -> None:
    assert tip_number("KK", 2569, 123) == "KK-2569-000123"
    assert spoken_number(2569, 123) == "123/2569"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30", date(2026, 12, 24)),
        ("อีก ๗ วัน", date(2026, 12, 1)),
        ("2 สัปดาห์", date(2026, 12, 8)),
        ("1 เดือน", date(2026, 12, 24)),
        ("7 days", date(2026, 12, 1)),
        ("15 ม.ค. 2570", date(2027, 1, 15)),
    ],
)
def test_a_day_ahead_is_a_date_or_a_span(text: str, day: date) -> None:
    assert read_day_ahead(text, date(2026, 11, 24)) == day


@pytest.mark.parametrize("text", ["", "เร็ว ๆ นี้", "15 ม.ค. 70", "วัน"])
def test_a_day_ahead_is_not_guessed(text: str) -> None:
    with pytest.raises(DateUnclear):
        read_day_ahead(text, date(2026, 11, 24))


def test_a_month_is_written_out_with_the_year_of_this_country() -> None:
    assert thai_month(date(2026, 12, 31)) == "ธันวาคม 2569"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2569, 12, 31), date(2026, 12, 31)),
        # 2560 has a 29 February as a common year, and none as the Buddhist one.
        (date(2560, 2, 29), date(2017, 2, 28)),
    ],
)
def test_a_day_with_a_buddhist_year_is_of_our_era(typed: date, meant: date) -> None:
    assert of_our_era(typed) == meant
