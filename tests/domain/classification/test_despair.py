"""Who says that they will take their own life is heard, however few the words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.classification import Category, Lexicon, Reading, Urgency
from domain.classification.despair import LONGEST, despair_told
from domain.thai import normalise

Read = Callable[..., Reading]


@pytest.mark.parametrize(
    "text",
    [
        *("เราจะฆ่าตัวตาย", "เราจะฆ่าตัวตายคืนนี้", "จะฆ่าตัวตาย", "จะฆ่าตัวตายแล้วนะ"),
        *("เราอยากฆ่าตัวตาย", "คิดฆ่าตัวตาย", "คิดจะฆ่าตัวตาย", "ผมคิดฆ่าตัวตาย", "อยากฆ่าตัวตาย"),
        *("ผมจะฆ่าตัวตาย", "หนูจะฆ่าตัวตาย", "เพื่อนจะฆ่าตัวตาย", "กูจะฆ่าตัวตาย"),
        *("จะกินยาตาย", "จะผูกคอตาย", "จะโดดตึก", "อยากจบชีวิต", "แม่ขู่จะฆ่าตัวตาย"),
    ],
)
def test_a_life_that_is_to_be_taken_by_its_own_hand_is_an_emergency(read: Read, text: str) -> None:
    reading = read(text)
    assert (reading.is_tip, reading.category) == (True, Category.LIFE)
    assert reading.urgency is Urgency.EMERGENCY
    assert "suicide" in reading.needs


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("อบรมเรื่องฆ่าตัวตายวันไหน", id="a lesson"),
        pytest.param("ในหนังมันจะฆ่าตัวตาย", id="a film"),
        pytest.param("เคยคิดฆ่าตัวตาย", id="once"),
        pytest.param("เหนื่อยจนอยากฆ่าตัวตาย 555", id="laughing"),
        pytest.param("ไม่คิดฆ่าตัวตาย", id="denied"),
        pytest.param("ชาวสวนจะผูกคอตายกันหมดละ", id="all of them"),
        pytest.param("เมื่อปีที่แล้วคิดฆ่าตัวตาย", id="last year"),
    ],
)
def test_what_is_no_announcement_is_told_by_nothing(lexicon: Lexicon, text: str) -> None:
    assert despair_told(lexicon.marks(normalise(text)), length=len(text)) == ""


def test_in_a_longer_text_the_examples_decide(lexicon: Lexicon) -> None:
    marks = lexicon.marks(normalise("จะฆ่าตัวตาย"))
    assert despair_told(marks, length=LONGEST) == "จะฆ่าตัวตาย"
    assert despair_told(marks, length=LONGEST + 1) == ""
