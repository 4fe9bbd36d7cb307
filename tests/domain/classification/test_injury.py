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
        pytest.param("ยางรถพี่โดนแทง 2 เส้น จอดหน้าบ้าน", id="a brother's tyre"),
        pytest.param("โดนแทงยางรถ 4 เส้น เมื่อคืน", id="with the thing behind it"),
        pytest.param("ตู้น้ำหยอดเหรียญโดนตีแตก เงินหาย", id="a machine"),
        pytest.param("บ้านตาโดนยิงหลังคา ขโมยของไปด้วย", id="a grandfather's roof"),
        pytest.param("เมื่อเดือนที่แล้วพ่อถูกยิง วันนี้รถหาย", id="last month"),
        pytest.param("น้องแมวโดนแทง กระเป๋าหาย", id="a cat"),
        pytest.param("อาจโดนแทง กระเป๋าหาย", id="feared"),
    ],
)
def test_where_nobody_was_hurt_a_loss_is_a_loss(read: Read, text: str) -> None:
    assert read(text).category is Category.PROPERTY


@pytest.mark.parametrize(
    "text",
    [
        "โดนหลอกลงทุน โดนเชือดไปห้าหมื่น",
        "ซื้อของออนไลน์โดนฟันหัวแบะ โดนโกง",
        "เงินโดนยิงออกจากบัญชี โดนแฮก",
    ],
)
def test_a_figure_of_speech_makes_no_fraud_an_injury(read: Read, text: str) -> None:
    assert read(text).category is Category.FRAUD_ONLINE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("เจ้าของบ้านถูกแทง", "ถูกแทง"),
        ("โดนเชือดไปหมื่นนึง", ""),
        ("เดี๋ยวโดนแทง", ""),
        ("กระจกโดนตีหัว", ""),
    ],
)
def test_whose_house_it_is_is_somebody(lexicon: Lexicon, text: str, words: str) -> None:
    form = normalise(text)
    injury = injury_told(lexicon.marks(form), form)
    assert (injury.words if injury else "") == words


def told(lexicon: Lexicon, text: str, urgency: Urgency) -> Urgency:
    form = normalise(text)
    marks = lexicon.marks(form)
    injury = injury_told(marks, form)
    assert injury is not None
    kind = Kind(category=Category.OTHER, confidence=0.5, scores={})
    found, haste = injured(injury, marks, kind, Haste(urgency=urgency, reasons=()))
    assert found.category is Category.BODY
    return haste.urgency


def test_nobody_is_beaten_without_haste(lexicon: Lexicon) -> None:
    assert told(lexicon, "พ่อโดนตี", Urgency.ROUTINE) is Urgency.SOON
    assert told(lexicon, "พ่อโดนตี", Urgency.EMERGENCY) is Urgency.EMERGENCY
    assert told(lexicon, "พ่อโดนแทง", Urgency.ROUTINE) is Urgency.EMERGENCY
