"""A thing that is gone is property; somebody who is gone, with a thing or without, is missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.classification import Category, Reading, Urgency

Read = Callable[..., Reading]


@pytest.mark.parametrize(
    "text",
    [
        "รถหายที่หน้าตลาด หาไม่เจอ",
        "มอไซค์หาย หาไม่เจอเลย",
        "กระเป๋าหาย หาไม่เจอ",
        "โทรศัพท์หายที่ตลาด หาไม่เจอ",
        "เงินหายไปจากลิ้นชัก หาไม่เจอ",
        "วัวหาย หาไม่เจอเลย",
        "ควายหายสองตัว ตามหาไม่เจอ",
        pytest.param("รถแม่หาย หาไม่เจอ", id="her mother's, who is not gone"),
    ],
)
def test_a_thing_that_is_lost_is_property_and_no_emergency(read: Read, text: str) -> None:
    reading = read(text)
    assert (reading.category, reading.urgency) == (Category.PROPERTY, Urgency.SOON)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("เด็กหาย หาไม่เจอ", id="a child"),
        pytest.param("ลูกขี่รถหายไป หาไม่เจอ", id="on a motorcycle"),
        pytest.param("ยายหายไปกับมอไซค์ หาไม่เจอ", id="with a motorcycle"),
        pytest.param("แม่หาย รถก็หาย หาไม่เจอ", id="both"),
    ],
)
def test_somebody_gone_is_missing(read: Read, text: str) -> None:
    reading = read(text)
    assert (reading.category, reading.urgency) == (Category.MISSING_PERSON, Urgency.EMERGENCY)


@pytest.mark.parametrize("text", ["บ้านผมอยู่บ้านโคก มีคนขโมยรถ", "บ้านผมอยู่บ้านโคก มีคนขโมยวัว"])
def test_where_the_sender_lives_makes_a_theft_no_emergency(read: Read, text: str) -> None:
    reading = read(text)
    assert (reading.category, reading.urgency) == (Category.PROPERTY, Urgency.SOON)
