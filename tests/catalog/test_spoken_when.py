"""A time that is said back is read again as the same time."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from catalog import LANGUAGES, Catalog
from catalog.spoken_when import asked_back, spoken_when, told_when
from catalog.when import load_when_words
from domain.answers import Say
from domain.when.reading import read_when
from domain.when.recurrence import Reckoning
from domain.when.schedule import Cron, Monthly, Once, Schedule, Unclear, Weekly

NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
WORDS = load_when_words()
BY = Reckoning()
THAI = Catalog.load()

TIMES: list[Schedule] = [
    *(Once(at=datetime(2026, 12, day, day % 24, 30, tzinfo=UTC)) for day in range(1, 32)),
    Weekly(weekdays=frozenset({1}), at=time(3, 0)),
    Weekly(weekdays=frozenset({1, 3, 7}), at=time(8, 0), skips_holidays=True),
    Weekly(weekdays=frozenset(range(1, 8)), at=time(0, 0)),
    Monthly(days=frozenset({1, 16}), at=time(9, 5)),
    Monthly(days=frozenset({31}), at=time(2, 0), skips_holidays=True),
    Cron(line="*/15 8-17 * * 1-5"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", TIMES, ids=repr)
def test_what_is_said_is_read_again(one: Schedule, language: str) -> None:
    said = spoken_when(one, Catalog.load(language))
    assert read_when(said, NOW, WORDS, BY) == one, said


def test_a_time_is_said_in_the_buddhist_era() -> None:
    once = Once(at=datetime(2026, 12, 5, 7, 0, tzinfo=UTC))
    assert spoken_when(once, THAI) == "วันเสาร์ 5 ธ.ค. 2569 เวลา 14:00 น."


def test_the_last_day_of_a_short_month_is_explained() -> None:
    assert "วันสุดท้าย" in told_when(Monthly(days=frozenset({31}), at=time(9)), THAI)
    assert "วันสุดท้าย" not in told_when(Monthly(days=frozenset({28}), at=time(9)), THAI)


def test_a_tap_on_an_offered_time_settles_what_was_asked() -> None:
    unclear = read_when("พรุ่งนี้ 2 โมง", NOW, WORDS, BY)
    assert isinstance(unclear, Unclear)
    asked = asked_back(unclear, THAI)
    taps = [one.tap for one in asked.choices]
    meant = [read_when(tap.text, NOW, WORDS, BY) for tap in taps if isinstance(tap, Say)]
    assert tuple(meant) == unclear.choices
    assert [one.label for one in asked.choices] == ["28 พ.ย. 08:00 น.", "28 พ.ย. 14:00 น."]
