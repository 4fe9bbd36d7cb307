"""Shares and means with their intervals, checked against published tables."""

from __future__ import annotations

import pytest

from domain.survey_figures import (
    FearFormula,
    Figure,
    Verdict,
    _student,
    against,
    fear,
    mean,
    share,
)


def rounded(figure: Figure) -> tuple[float, float, float]:
    return round(figure.value, 1), round(figure.low, 1), round(figure.high, 1)


@pytest.mark.parametrize(
    ("part", "count", "expected"),
    [
        pytest.param(0, 10, (0.0, 0.0, 27.8), id="nobody of ten"),
        pytest.param(10, 10, (100.0, 72.2, 100.0), id="all of ten"),
        pytest.param(15, 50, (30.0, 19.1, 43.8), id="fifteen of fifty"),
        pytest.param(81, 263, (30.8, 25.5, 36.6), id="Newcombe's example"),
    ],
)
def test_a_share_has_the_interval_of_wilson(
    part: int, count: int, expected: tuple[float, float, float]
) -> None:
    assert rounded(share(part, count)) == expected


def test_there_is_no_share_of_nobody() -> None:
    with pytest.raises(ValueError, match="nobody"):
        share(0, 0)


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(1, 12.706), (2, 4.303), (4, 2.776), (5, 2.571), (9, 2.262), (30, 2.042), (1000, 1.962)],
)
def test_students_quantile_is_that_of_the_tables(freedom: int, quantile: float) -> None:
    assert _student(freedom) == pytest.approx(quantile, abs=0.002)


def test_a_mean_has_students_interval() -> None:
    values = [10.0, 20, 30, 40, 50, 60, 70, 80, 90, 100]
    assert rounded(mean(values)) == (55.0, 33.3, 76.7)


def test_one_value_leaves_everything_open() -> None:
    assert rounded(mean([40.0])) == (40.0, 0.0, 100.0)


FOUR = [(4, 3, 0, 0), (0, 0, 0, 0), (4, 4, 4, 4), (2, 2, 2, 2)]


def test_fear_is_the_share_of_the_two_highest_levels() -> None:
    # Half of one person's items, all of another's: 1.5 of 4 people.
    figure = fear(FOUR, 5, FearFormula.SHARE)
    assert (round(figure.value, 2), figure.count) == (37.5, 4)
    assert figure == share(1.5, 4)


def test_fear_is_the_mean_rescaled_to_a_hundred() -> None:
    # 43.75, 0, 100 and 50 of 100.
    figure = fear(FOUR, 5, FearFormula.MEAN)
    assert figure == mean([43.75, 0, 100, 50])
    assert round(figure.value, 2) == 48.44


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (20.0, 40.0, Verdict.WITHIN),
        (30.0, 45.0, Verdict.UNSURE),
        (40.0, 50.0, Verdict.UNSURE),
        (40.1, 50.0, Verdict.BEYOND),
    ],
)
def test_a_target_is_kept_only_if_the_whole_interval_keeps_it(
    low: float, high: float, verdict: Verdict
) -> None:
    figure = Figure(value=(low + high) / 2, low=low, high=high, count=9)
    assert against(figure, 40) is verdict
