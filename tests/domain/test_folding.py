"""Which texts are the same to whoever compares them."""

from __future__ import annotations

import pytest

from domain.folding import fold, letters_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("ส ม\u200bช าย", "สมชาย", id="with gaps"),
        pytest.param("SOMCHAI", "somchai", id="in capitals"),
        pytest.param("๑๒/๓", "12/3", id="with Thai digits"),
        pytest.param("อ\u0e4dาไพ", "อำไพ", id="with sara am in two letters"),
        pytest.param("น\u0e48\u0e38น", "น\u0e38\u0e48น", id="with its marks in another order"),
    ],
)
def test_what_is_typed_otherwise_is_the_same_text(one: str, other: str) -> None:
    assert letters_of(one) == letters_of(other)


def test_each_letter_is_found_where_it_stood() -> None:
    folded = fold("ก ำา")
    assert folded.at == (0, 2, 2, 3)
    assert len(folded.letters) == len(folded.at)
