"""Who was hurt while something was taken or lost: the graver harm to a person decides."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.classification import Category, Lexicon, Reading, Urgency
from domain.classification.category import Kind
from domain.classification.injury import injured, injury_told
from domain.classification.urgency import Haste
from domain.thai import normalise

Read = Callable[..., Reading]


@pytest.mark.parametrize(
    "text",
    [
        "กระเป๋าหาย โดนแทง",
        "กระเป๋าหาย แล้วโดนแทงด้วย",
        "ทำกระเป๋าหาย เพื่อนโดนแทง",
        "โดนวิ่งราวกระเป๋า โดนแทงด้วย",
        "ขโมยขึ้นบ้าน เจ้าของบ้านถูกแทง",
        "ปล้นปั๊มครับ เด็กปั๊มโดนฟันมือ กวาดเงินอยู่",
    ],
)
def test_who_was_stabbed_beside_a_theft_is_a_matter_of_body_and_an_emergency(
    read: Read, text: str
) -> None:
    reading = read(text)
    assert (reading.category, reading.urgency) == (Category.BODY, Urgency.EMERGENCY)


@pytest.mark.parametrize("text", ["มือถือหาย คนข้างๆโดนยิง", "รถหาย มีคนโดนยิงด้วย"])
def test_who_was_shot_is_a_matter_of_life(read: Read, text: str) -> None:
    reading = read(text)
    assert (reading.category, reading.urgency) == (Category.LIFE, Urgency.EMERGENCY)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("กระเป๋าตังหายค่ะ แล้วก็มีคนถูกทำร้าย", id="with hands"),
        pytest.param("เมื่อวานขโมยขึ้นบ้าน เจ้าของบ้านถูกแทง", id="yesterday"),
    ],
)
def test_a_beating_or_what_was_yesterday_is_body_and_soon(read: Read, text: str) -> None:
    reading = read(text)
    assert (reading.category, reading.urgency) == (Category.BODY, Urgency.SOON)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("กระเป๋าหาย ยางโดนแทงด้วย", id="a tyre"),
        pytest.param("หมาโดนยิง ของหายด้วย", id="a dog"),
        pytest.param("รถหาย เกือบโดนแทง", id="almost"),
        pytest.param("เคยโดนแทงที่นี่ ตอนนี้กระเป๋าหาย", id="once"),
        pytest.param("ดูข่าวโดนแทง กระเป๋าหาย", id="in the news"),
        pytest.param("แทงหวยโดนกิน เงินหายหมด", id="a bet"),
    ],
)
def test_where_nobody_was_hurt_a_loss_is_a_loss(read: Read, text: str) -> None:
    assert read(text).category is Category.PROPERTY


def told(lexicon: Lexicon, text: str, urgency: Urgency) -> Urgency:
    marks = lexicon.marks(normalise(text))
    injury = injury_told(marks)
    assert injury is not None
    kind = Kind(category=Category.OTHER, confidence=0.5, scores={})
    found, haste = injured(injury, marks, kind, Haste(urgency=urgency, reasons=()))
    assert found.category is Category.BODY
    return haste.urgency


def test_nobody_is_beaten_without_haste(lexicon: Lexicon) -> None:
    assert told(lexicon, "พ่อโดนตี", Urgency.ROUTINE) is Urgency.SOON
    assert told(lexicon, "พ่อโดนตี", Urgency.EMERGENCY) is Urgency.EMERGENCY
    assert told(lexicon, "พ่อโดนแทง", Urgency.ROUTINE) is Urgency.EMERGENCY
