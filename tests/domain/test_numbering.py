"""How many numbers a restore leaves out, so that none is given to two."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.numbering import left_out

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("last", "within", "away", "numbers"),
    [
        pytest.param(0, 100 * DAY, DAY, 100, id="none so far: what is always left out"),
        pytest.param(200, 100 * DAY, DAY, 100, id="two a day: what is always left out is enough"),
        pytest.param(10_000, 100 * DAY, 2 * DAY, 600, id="a hundred a day, for thrice two days"),
        pytest.param(500, timedelta(hours=1), DAY, 1500, id="a first hour counts as a day"),
        pytest.param(10_000, 100 * DAY, -DAY, 100, id="a clock that was set back"),
    ],
)
def test_more_numbers_are_left_out_than_may_have_been_given_since(
    last: int, within: timedelta, away: timedelta, numbers: int
) -> None:
    assert left_out(last, within=within, away=away, least=100) == numbers
