"""A thing that is gone is property; somebody who is gone, with a thing or without, is missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.classification import Category, Lexicon, Reading, Urgency
from domain.classification.losses import lost_calmly
from domain.classification.urgency import Haste
from domain.thai import normalise

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


@pytest.mark.parametrize(
    "text",
    [
        *("เพิ่งรู้ว่ากระเป๋าหาย", "พึ่งรู้ว่ากระเป๋าหาย", "เพิ่งรู้ตัวว่าโทรศัพท์หาย", "เพิ่งรู้ว่ามือถือหาย"),
        *("เพิ่งนึกได้ว่ากระเป๋าหาย", "เพิ่งหากระเป๋าไม่เจอ", "เพิ่งทราบว่าบัตรประชาชนหาย"),
        *("เพิ่งรู้ว่ากุญแจหาย", "กระเป๋าหายเพิ่งรู้", "กระเป๋าสตางค์หาย เพิ่งรู้ตัว", "เพิ่งรู้ว่าพัสดุหาย"),
        *("เพิ่งรู้เมื่อกี้ว่ากระเป๋าหาย", "เพิ่งรู้ว่ากระเป๋าเงินหายค่ะ"),
    ],
)
def test_what_one_carries_and_misses_just_now_is_property_without_haste(
    read: Read, text: str
) -> None:
    reading = read(text)
    assert (reading.category, reading.urgency) == (Category.PROPERTY, Urgency.ROUTINE)


@pytest.mark.parametrize(
    "text",
    [
        *("เพิ่งรู้ว่ารถหาย", "เพิ่งเห็นว่ารถหาย", "เพิ่งสังเกตว่าสร้อยหาย", "เพิ่งรู้ว่าเงินหาย"),
        *("เมื่อกี้รู้ว่ากระเป๋าหาย", "เพิ่งรู้ว่าหมาหาย", "เพิ่งรู้ว่าวัวหาย", "เพิ่งรู้ว่าแมวหาย"),
        *("เพิ่งกลับมาเห็นว่าของหาย", "เพิ่งกลับบ้านมาพบว่าของหาย", "รถจักรยานหาย เพิ่งเห็น"),
        *("เพิ่งรู้ว่าทองหาย", "เพิ่งรู้ว่าแหวนหาย", "เพิ่งรู้ว่าปั๊มน้ำหาย", "ตื่นมาเพิ่งรู้ว่ารถหาย"),
        *("เพิ่งเปิดลิ้นชัก เงินหาย", "เพิ่งรู้ว่าสายไฟหาย", "เพิ่งรู้ว่าไก่หาย", "เพิ่งรู้ว่าพระเครื่องหาย"),
        *("เพิ่งรู้ว่าโน้ตบุ๊กหาย", "เพิ่งหาทองไม่เจอ", "เพิ่งหารถไม่เจอ"),
    ],
)
def test_a_loss_of_worth_noticed_just_now_is_no_emergency(read: Read, text: str) -> None:
    reading = read(text)
    assert (reading.category, reading.urgency) == (Category.PROPERTY, Urgency.SOON)


@pytest.mark.parametrize(
    "text",
    [
        *("เพิ่งรู้ว่าลูกหาย", "เพิ่งรู้ว่าเด็กหาย", "เพิ่งรู้ว่าแม่หาย", "เพิ่งรู้ว่าลูกหายไปกับรถ"),
        *("เพิ่งรู้ว่าลูกขี่รถหายไป", "เพิ่งรู้ว่ากระเป๋าหาย คนร้ายยังอยู่ในบ้าน"),
        *("เพิ่งโดนกระชากกระเป๋า", "เพิ่งโดนปล้นกระเป๋า", "เพิ่งโดนวิ่งราวกระเป๋า"),
        *("เพิ่งรู้ว่ากระเป๋าหาย มันยังอยู่ในบ้าน", "เพิ่งรู้ว่าเงินหาย มีคนอยู่ในบ้าน"),
        *("เพิ่งรู้ว่ารถหาย คนขับถูกยิง", "เพิ่งรู้ว่ายายหายใจไม่ออก", "เพิ่งรู้ว่าเพื่อนหายตัวไป"),
        *("เพิ่งเห็นคนขโมยกระเป๋า กำลังวิ่งหนี", "เพิ่งรู้ว่าหลานหายไปจากบ้าน", "เด็กหายเมื่อกี้"),
        *("เพิ่งรู้ว่าพ่อที่เป็นอัลไซเมอร์หาย", "ของหาย คนร้ายยังอยู่บนหลังคา", "ของหาย โจรถือมีด"),
        *("รถหาย ลูกอยู่ในรถ", "รถหาย เด็กอยู่ในรถ", "เพิ่งรู้ว่ารถหาย ลูกหลับอยู่ในรถ"),
        "เพิ่งมีคนขโมยรถไป ลูกอยู่ในรถ",
    ],
)
def test_somebody_in_danger_beside_a_loss_is_an_emergency(read: Read, text: str) -> None:
    assert read(text).urgency is Urgency.EMERGENCY


def test_a_loss_that_examples_take_for_an_emergency_is_seen_to_within_the_day(
    lexicon: Lexicon,
) -> None:
    marks = lexicon.marks(normalise("รถหายไปเมื่อกี้นี้เอง"))
    cried = Haste(urgency=Urgency.EMERGENCY, reasons=())
    assert lost_calmly("รถ", marks, cried).urgency is Urgency.SOON
