"""A village whose answers are few cannot be read, nor reckoned from what is shown."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.survey_cells import Given, parted, shown_cells


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        pytest.param({"a": 5, "b": 9}, {"a", "b"}, id="all are crowds"),
        pytest.param({"a": 4, "b": 9, "c": 7}, {"b"}, id="the smallest hides with the only few"),
        pytest.param({"a": 4, "b": 2, "c": 7}, {"c"}, id="two that are few hide each other"),
        pytest.param({"a": 4, "b": 9}, set(), id="nobody else to hide with"),
        pytest.param({"a": 0, "b": 9}, {"b"}, id="where nobody answered nothing is hidden"),
        pytest.param({"": 6, "b": 9}, {"b"}, id="who is of nowhere is never apart"),
        pytest.param({"": 1, "b": 9, "c": 5}, {"b"}, id="one of nowhere is hidden with another"),
    ],
)
def test_what_is_hidden_cannot_be_reckoned(counts: Mapping[str, int], shown: set[str]) -> None:
    assert shown_cells(counts, 5) == shown


@given(
    counts=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12)),
    min_crowd=st.integers(1, 6),
)
def test_the_rest_is_a_crowd_or_nobody(counts: dict[str, int], min_crowd: int) -> None:
    shown = shown_cells(counts, min_crowd)
    rest = sum(count for name, count in counts.items() if name not in shown)
    assert all(counts[name] >= min_crowd for name in shown)
    assert rest == 0 or rest >= min_crowd or not shown


def some(village: str, count: int) -> list[Given]:
    return [Given(village=village, choices=(0,))] * count


def test_answers_are_parted_as_far_as_they_may_be() -> None:
    cells = parted([*some("a", 6), *some("b", 3), *some("c", 2), *some("", 1)], 5)
    assert {name: len(answers) for name, answers in cells.items()} == {"a": 6, "": 6}


def test_of_fewer_than_a_crowd_nothing_is_told() -> None:
    assert parted(some("a", 4), 5) == {}
