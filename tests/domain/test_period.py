"""A time of leave as officers say it."""

from __future__ import annotations

from datetime import date

import pytest

from catalog.roster import load_period_words, load_weekdays
from domain.period import read_day, read_period, read_weekday

TODAY = date(2026, 11, 27)  # a Friday
WORDS = load_period_words()


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("ลา 3 วัน", "2026-11-27", "2026-11-29"),
        ("ลา 3 วันนะครับ", "2026-11-27", "2026-11-29"),
        ("ลา ๓ วัน", "2026-11-27", "2026-11-29"),
        ("ลา3วัน", "2026-11-27", "2026-11-29"),
        ("ขอลา สามวัน", "2026-11-27", "2026-11-29"),
        ("ลา 1 สัปดาห์", "2026-11-27", "2026-12-03"),
        ("ลา 2 อาทิตย์", "2026-11-27", "2026-12-10"),
        ("ลา วันนี้", "2026-11-27", "2026-11-27"),
        ("ลา พรุ่งนี้", "2026-11-28", "2026-11-28"),
        ("ลาถึง 5 ธ.ค.", "2026-11-27", "2026-12-05"),
        ("ลาถึงวันที่ 5 ธันวาคม 2569", "2026-11-27", "2026-12-05"),
        ("ลาถึง 5 ธ.ค. 69", "2026-11-27", "2026-12-05"),
        ("ลาจนถึง 5/12/2569", "2026-11-27", "2026-12-05"),
        ("ลาถึง 2026-12-05", "2026-11-27", "2026-12-05"),
        ("ลาถึง 5/12", "2026-11-27", "2026-12-05"),
        ("ลาถึงวันที่ 5", "2026-11-27", "2026-12-05"),
        ("ลาถึงวันจันทร์", "2026-11-27", "2026-11-30"),
        ("ลาถึงพรุ่งนี้", "2026-11-27", "2026-11-28"),
        ("ลา 5 ธ.ค.", "2026-12-05", "2026-12-05"),
        ("ลา วันที่ 5 ธ.ค.", "2026-12-05", "2026-12-05"),
        ("ลา วันศุกร์", "2026-11-27", "2026-11-27"),
        ("ลา 5-7 ธ.ค.", "2026-12-05", "2026-12-07"),
        ("ลา 5 - 7 ธ.ค. 2569", "2026-12-05", "2026-12-07"),
        ("ลา 5 ธ.ค. ถึง 3 ม.ค.", "2026-12-05", "2027-01-03"),
        ("ลา 31 ธ.ค. - 2 ม.ค.", "2026-12-31", "2027-01-02"),
        ("ลา 31 ธ.ค.-2 ม.ค. 2570", "2026-12-31", "2027-01-02"),
        ("ลา พรุ่งนี้ - วันจันทร์", "2026-11-28", "2026-11-30"),
        ("ลา ตั้งแต่ 5 ธ.ค. ถึง 7 ธ.ค.", "2026-12-05", "2026-12-07"),
        ("ลา 25 พ.ย. ถึง 2 ธ.ค.", "2026-11-27", "2026-12-02"),
        ("ลา 3 วัน ตั้งแต่ 5 ธ.ค.", "2026-12-05", "2026-12-07"),
        ("ลาป่วย ตั้งแต่พรุ่งนี้ 2 วัน", "2026-11-28", "2026-11-29"),
        ("ลา 4 ม.ค.", "2027-01-04", "2027-01-04"),
        ("ลาพักร้อน 10 วัน", "2026-11-27", "2026-12-06"),
        ("on 5 dec", "2026-12-05", "2026-12-05"),
        ("ลา 3 วัน ตั้งแต่วันที่ 5", "2026-12-05", "2026-12-07"),
    ],
)
def test_a_period_is_read(said: str, first: str, last: str) -> None:
    found = read_period(said, TODAY, WORDS)
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "said",
    [
        "ลา",
        "ลา ก่อนนะ",
        "ลา 5",
        "ลา 0 วัน",
        "ลา 3",
        "ลาถึง 31 ก.พ.",
        "ลาถึง 5 ธ.ค. 2568",
        "ลาถึง 5 ธ.ค. 45",
        "ลา 400 วัน",
        "ลา 7-5 ธ.ค.",
        "ลา ครึ่งวันบ่าย",
        "ลา วันศุกร์หน้า",
        "ลา ไม่รู้ว่าถึงเมื่อไร",
    ],
)
def test_what_is_not_surely_a_period_is_asked_about(said: str) -> None:
    assert read_period(said, TODAY, WORDS) is None


def test_a_day_without_a_year_is_the_next_one() -> None:
    assert read_day("27 พ.ย.", TODAY, WORDS) == TODAY
    assert read_day("26 พ.ย.", TODAY, WORDS) == date(2027, 11, 26)


@pytest.mark.parametrize(
    ("written", "number"),
    [("จันทร์", 1), (" จ. ", 1), ("วันพุธ", 3), ("พฤ.", 4), ("Mon", 1), ("๗", 7), ("อา.", 7), ("ส", 6)],
)
def test_a_weekday_is_read_as_offices_write_it(written: str, number: int) -> None:
    assert read_weekday(written, load_weekdays(), ("วัน",)) == number


def test_what_is_no_weekday_is_none() -> None:
    assert read_weekday("หยุด", load_weekdays()) is None


def test_a_day_of_the_month_is_the_next_that_there_is() -> None:
    after_the_30th = date(2027, 1, 31)
    assert read_day("วันที่ 30", after_the_30th, WORDS) == date(2027, 3, 30)
    assert read_day("วันที่ 32", TODAY, WORDS) is None


def test_the_words_for_one_day_are_those_that_count_one() -> None:
    assert set(WORDS.day_words) == {"วัน", "days", "day"}


def test_the_29th_of_february_is_a_day_of_this_year_or_the_next_or_none() -> None:
    assert read_day("29 ก.พ.", date(2027, 11, 27), WORDS) == date(2028, 2, 29)
    assert read_day("29 ก.พ.", TODAY, WORDS) is None


def test_a_day_that_no_calendar_has_is_none() -> None:
    assert read_day("31 ก.พ. 2570", TODAY, WORDS) is None
