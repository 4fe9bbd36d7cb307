"""When media are fetched again, and when the asking ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.fetching import (
    Attempt,
    Ended,
    Trouble,
    Verdict,
    is_hopeless,
    judge,
    trouble_of,
    turn_of,
    wait_after,
)

SOON, HOURS, DAYS = timedelta(seconds=5), timedelta(hours=6), timedelta(days=3)
A_MOMENT = timedelta(milliseconds=1)


def an_attempt(number: int = 1, *, age: timedelta = SOON, chance: float = 0.5) -> Attempt:
    return Attempt(number=number, age=age, chance=chance)


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        pytest.param(0, Trouble.UNAVAILABLE, id="no answer"),
        pytest.param(500, Trouble.UNAVAILABLE, id="LINE fails"),
        pytest.param(503, Trouble.UNAVAILABLE, id="LINE is closed"),
        pytest.param(429, Trouble.UNAVAILABLE, id="asked too often"),
        pytest.param(401, Trouble.UNAVAILABLE, id="a wrong token"),
        pytest.param(403, Trouble.UNAVAILABLE, id="no right"),
        pytest.param(404, Trouble.MISSING, id="unknown"),
        pytest.param(410, Trouble.GONE, id="deleted"),
        pytest.param(400, Trouble.REFUSED, id="a wrong question"),
    ],
)
def test_a_status_of_line_says_what_is_wrong(status: int, trouble: Trouble) -> None:
    assert trouble_of(status) is trouble


@pytest.mark.parametrize(
    ("trouble", "age", "ended"),
    [
        pytest.param(Trouble.GONE, SOON, Ended.GONE, id="deleted"),
        pytest.param(Trouble.MISSING, SOON, None, id="unknown right after it was sent"),
        pytest.param(Trouble.MISSING, timedelta(minutes=1), Ended.GONE, id="unknown later"),
        pytest.param(Trouble.REFUSED, SOON, Ended.GIVEN_UP, id="refused"),
        pytest.param(Trouble.UNPREPARED, SOON, Ended.GIVEN_UP, id="LINE could not prepare it"),
        pytest.param(Trouble.PREPARING, HOURS - A_MOMENT, None, id="prepared for hours"),
        pytest.param(Trouble.PREPARING, HOURS, Ended.GIVEN_UP, id="prepared for too long"),
        pytest.param(Trouble.UNAVAILABLE, DAYS - A_MOMENT, None, id="unavailable for days"),
        pytest.param(Trouble.UNAVAILABLE, DAYS, Ended.GIVEN_UP, id="unavailable for too long"),
        pytest.param(Trouble.UNSTORED, DAYS - A_MOMENT, None, id="no room for days"),
        pytest.param(Trouble.UNSTORED, DAYS, Ended.GIVEN_UP, id="no room for too long"),
    ],
)
def test_trouble_ends_the_asking_or_is_waited_out(
    trouble: Trouble, age: timedelta, ended: Ended | None
) -> None:
    verdict = judge(trouble, an_attempt(age=age))
    assert verdict.ended is ended
    assert (verdict.again_after is None) is (ended is not None)


def test_each_wait_is_longer_up_to_ten_minutes() -> None:
    waits = [wait_after(an_attempt(number, chance=1)) for number in range(1, 20)]
    assert waits[:4] == [timedelta(seconds=2**power) for power in range(1, 5)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(minutes=10)


def test_the_waits_of_many_pieces_are_spread() -> None:
    shortest = wait_after(an_attempt(5, chance=0))
    assert shortest == wait_after(an_attempt(5, chance=1)) / 2


def test_what_line_prepares_is_asked_for_at_least_each_minute() -> None:
    late = an_attempt(30, age=timedelta(hours=5))
    assert judge(Trouble.PREPARING, late) == Verdict(again_after=timedelta(minutes=1))
    again = judge(Trouble.UNAVAILABLE, late).again_after
    assert again is not None
    assert again > timedelta(minutes=1)


def test_a_full_disk_is_tried_again_soon_after_it_has_room() -> None:
    late = an_attempt(30, age=timedelta(hours=5), chance=1)
    assert judge(Trouble.UNSTORED, late) == Verdict(again_after=timedelta(seconds=20))


@pytest.mark.parametrize(
    ("number", "age", "hopeless"),
    [
        pytest.param(1, DAYS * 9, False, id="never tried while the bot was off"),
        pytest.param(8, DAYS, False, id="tried seldom"),
        pytest.param(9, DAYS - A_MOMENT, False, id="tried often but not for long"),
        pytest.param(9, DAYS, True, id="tried often and for long"),
    ],
)
def test_a_piece_is_hopeless_after_many_attempts_over_days(
    number: int, age: timedelta, hopeless: bool
) -> None:
    assert is_hopeless(an_attempt(number, age=age)) is hopeless


def test_of_very_many_pieces_the_later_ones_stand_back() -> None:
    waits = [turn_of(before).total_seconds() for before in (0, 19, 20, 21, 22, 1000)]
    assert waits == [0, 0, 0, 3, 6, 2940]
