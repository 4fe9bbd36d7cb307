"""How fast somebody writes, from moments alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.pace import Pace, after_tip, after_word, gathers_until, pace

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def writes(words: int, *, every: float = 0.0) -> tuple[datetime, datetime]:
    """Let somebody write; return until when their bucket drains, and what time it is by then."""
    until, now = None, NOON
    for _ in range(words):
        now += timedelta(seconds=every)
        until = after_word(until, now)
    return until or now, now


@pytest.mark.parametrize(
    ("words", "every", "expected"),
    [
        pytest.param(1, 0, Pace.CALM, id="one word"),
        pytest.param(5, 0, Pace.CALM, id="five at once"),
        pytest.param(6, 0, Pace.BRISK, id="six at once"),
        pytest.param(30, 0, Pace.BRISK, id="thirty at once"),
        pytest.param(31, 0, Pace.FLOOD, id="thirty-one at once"),
        pytest.param(1000, 6, Pace.CALM, id="ten a minute all day"),
        pytest.param(40, 2, Pace.BRISK, id="forty in eighty seconds"),
        pytest.param(1000, 0.1, Pace.FLOOD, id="a thousand in a minute and a half"),
    ],
)
def test_a_pace_is_told_by_how_much_came_of_late(words: int, every: float, expected: Pace) -> None:
    assert pace(*writes(words, every=every)) is expected


def test_who_never_wrote_is_calm() -> None:
    assert pace(None, NOON) is Pace.CALM


def test_after_any_flood_six_minutes_of_rest_make_calm() -> None:
    until, now = writes(100_000)
    assert pace(until, now + timedelta(minutes=6)) is Pace.CALM
    assert pace(until, now + timedelta(minutes=2)) is Pace.FLOOD


@pytest.mark.parametrize(("is_stranger", "most"), [(False, 12), (True, 4)])
def test_so_many_tips_have_room_and_no_more_until_their_sender_pauses(
    *, is_stranger: bool, most: int
) -> None:
    until, rooms = None, []
    for _ in range(100):
        has_room, until = after_tip(until, NOON, is_stranger=is_stranger)
        rooms.append(has_room)
    assert rooms == [True] * most + [False] * (100 - most)
    pause = timedelta(minutes=15 if is_stranger else 3)
    assert not after_tip(until, NOON + pause / 2, is_stranger=is_stranger)[0]
    assert after_tip(until, NOON + pause, is_stranger=is_stranger)[0]


@pytest.mark.parametrize(
    ("how", "is_emergency", "seconds"),
    [
        pytest.param(Pace.BRISK, False, 30, id="brisk"),
        pytest.param(Pace.BRISK, True, 10, id="brisk, of a danger"),
        pytest.param(Pace.FLOOD, False, 900, id="a flood"),
        pytest.param(Pace.FLOOD, True, 300, id="a flood, of a danger"),
    ],
)
def test_what_comes_within_one_span_is_told_at_its_one_end(
    how: Pace, *, is_emergency: bool, seconds: int
) -> None:
    ends = {
        gathers_until(NOON + timedelta(seconds=after), how, is_emergency=is_emergency)
        for after in range(seconds)
    }
    assert ends == {NOON + timedelta(seconds=seconds)}


def test_what_comes_calmly_is_told_at_once() -> None:
    assert gathers_until(NOON, Pace.CALM, is_emergency=False) is None
