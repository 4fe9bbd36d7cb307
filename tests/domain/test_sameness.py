"""Whether two tips tell of one event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.classification.kinds import Category, Urgency
from domain.sameness import (
    Ground,
    Nearness,
    Standing,
    Story,
    compare,
    graver,
    may_join,
    nearness,
    words_of,
)
from domain.tip import Trust

AT = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
NAMES = ("เปรมฤทัย", "ลาดปลาเคา")


def story(text: str = "", **facts: Any) -> Story:
    known = {"category": Category.PROPERTY, "urgency": Urgency.SOON, "village": "v1", "at": AT}
    return Story(**{**known, **facts}, words=words_of(text, NAMES))  # type: ignore[arg-type]


THEFT = story("มีคนขโมยมอเตอร์ไซค์หน้าเซเว่น คนร้ายใส่เสื้อดำ")


def keys(one: Story, other: Story) -> list[str]:
    return [reason.key for reason in compare(one, other).reasons]


def test_two_thefts_of_one_village_within_minutes_are_likely_one() -> None:
    other = replace(THEFT, at=AT + timedelta(minutes=5), words=frozenset())
    assert compare(THEFT, other).is_likely
    assert set(keys(THEFT, other)) == {"alike.minutes", "alike.village", "alike.kind"}


def test_after_hours_the_words_must_speak_for_it() -> None:
    hours = AT + timedelta(hours=3)
    same = story("หน้าเซเว่น มอเตอร์ไซค์โดนขโมย คนเสื้อดำ", at=hours)
    other = story("ตู้เย็นหายจากบ้านร้างท้ายไร่อ้อย", at=hours)
    assert compare(THEFT, same).is_likely
    assert "alike.words" in keys(THEFT, same)
    assert not compare(THEFT, other).is_likely


def test_a_name_of_a_village_is_no_word_in_common() -> None:
    assert words_of("เปรมฤทัย", NAMES) == words_of("ลาดปลาเค้า", NAMES) == frozenset()


@pytest.mark.parametrize(
    "facts",
    [
        {"village": "v2"},
        {"category": Category.GAMBLING},
        {"at": AT + timedelta(hours=25)},
        {"village": None, "at": AT + timedelta(hours=1)},
    ],
)
def test_another_place_kind_or_day_is_another_event(facts: dict[str, Any]) -> None:
    assert not compare(THEFT, story(**facts)).is_likely


def test_neighbours_count_for_less_and_pins_for_more() -> None:
    here = Ground(at=(13.85, 100.63), radius_m=300)
    beside = Ground(at=(13.855, 100.63), radius_m=300)
    soon = AT + timedelta(minutes=5)
    one, other = replace(THEFT, ground=here), replace(THEFT, ground=beside, village="v2", at=soon)
    assert "alike.near" in keys(one, other)
    pins = replace(one, pin=(13.85, 100.63)), replace(other, pin=(13.8505, 100.63))
    assert compare(*pins).points == compare(one, other).points + 2
    far = replace(other, pin=(13.9, 100.63))
    assert not compare(pins[0], far).is_likely


def test_one_car_in_two_villages_is_one_event_within_minutes_and_not_a_day_later() -> None:
    seen = replace(THEFT, traces=frozenset({b"plate"}), words=frozenset())
    fled = replace(seen, village="v2", at=AT + timedelta(minutes=9))
    assert compare(seen, fled).is_likely
    assert keys(seen, fled)[0] == "alike.trace"
    assert not compare(seen, replace(fled, at=AT + timedelta(hours=40))).is_likely


@given(st.integers(0, 5000), st.sampled_from(Category), st.sampled_from(Urgency))
def test_who_is_compared_with_whom_makes_no_difference(
    minutes: int, category: Category, urgency: Urgency
) -> None:
    at = AT + timedelta(minutes=minutes)
    other = story("เสื้อดำหน้าเซเว่น", at=at, category=category, urgency=urgency)
    assert compare(THEFT, other) == compare(other, THEFT)


FIRST = Standing(
    number=(2569, 1), is_restricted=False, is_practice=False, is_silent=False, trust=Trust.TRAINED
)
SECOND = replace(FIRST, number=(2569, 2))


def test_the_later_goes_into_the_earlier_and_never_the_other_way() -> None:
    assert may_join(SECOND, FIRST)
    assert not may_join(FIRST, SECOND)
    assert not may_join(FIRST, FIRST)


@pytest.mark.parametrize("facts", [{"is_restricted": True}, {"is_practice": True}])
def test_what_is_hidden_or_practice_is_not_merged_with_what_is_not(facts: dict[str, Any]) -> None:
    assert not may_join(replace(SECOND, **facts), FIRST)
    assert not may_join(SECOND, replace(FIRST, **facts))


def test_no_tip_goes_where_fewer_would_see_it() -> None:
    stranger = {"trust": Trust.UNVERIFIED}
    assert may_join(replace(SECOND, **stranger), FIRST)  # type: ignore[arg-type]
    assert not may_join(SECOND, replace(FIRST, **stranger))  # type: ignore[arg-type]
    assert may_join(replace(SECOND, is_silent=True), FIRST)
    assert not may_join(SECOND, replace(FIRST, is_silent=True))


def test_of_two_the_more_urgent_counts() -> None:
    assert graver(Urgency.ROUTINE, Urgency.EMERGENCY) is Urgency.EMERGENCY
    assert graver(Urgency.SOON, Urgency.ROUTINE) is Urgency.SOON


def test_two_pins_at_some_distance_are_one_place_only_within_one_village() -> None:
    one = replace(THEFT, pin=(13.85, 100.63))
    apart = replace(THEFT, pin=(13.853, 100.63))
    assert nearness(one, apart) is Nearness.SAME
    assert nearness(one, replace(apart, village="v2")) is Nearness.NEIGHBOURS


def test_what_another_station_has_in_its_hands_is_joined_with_nothing() -> None:
    lent = {"is_lent": True}
    assert not may_join(replace(SECOND, **lent), FIRST)
    assert not may_join(SECOND, replace(FIRST, **lent))


def test_words_are_compared_only_where_they_could_still_make_a_likeness() -> None:
    soon = replace(THEFT, at=AT + timedelta(minutes=5))
    assert compare(THEFT, soon).may_be_likely
    assert not compare(THEFT, replace(soon, village="v2")).may_be_likely
