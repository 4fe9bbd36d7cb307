"""Whether a report tells of now or of before, and whether it goes on about what was told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.classification import Reading, When

Read = Callable[..., Reading]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("เมื่อคืนรถหายที่บ้าน", When.EARLIER),
        ("เมื่อวานโดนหลอกโอนเงินไปห้าพัน", When.EARLIER),
        ("เดือนที่แล้วมีคนลักไก่", When.EARLIER),
        ("ตอนนี้ไฟไหม้บ้านข้างๆ", When.NOW),
        pytest.param("มีคนถูกแทงหน้าวัด เลือดออกเยอะ", When.NOW, id="an emergency goes on"),
        pytest.param("คืนนี้วัยรุ่นตั้งวงดื่มเหล้า", None, id="tonight may be either"),
        pytest.param("มีคนลักสายไฟในทุ่ง", None, id="no word of time"),
        pytest.param("เมื่อคืนรถหาย เพิ่งเจอโจรขี่อยู่ตอนนี้", None, id="of both"),
    ],
)
def test_when_it_was(read: Read, text: str, when: When | None) -> None:
    assert read(text).when is when


@pytest.mark.parametrize(
    ("text", "points_back"),
    [
        ("เมื่อคืนมันมาขโมยรถที่นี่ด้วย", True),
        ("เมื่อคืนพวกนี้กินเหล้าเสียงดัง", True),
        ("คันเดิมวนมาจอดหน้าบ้านอีกแล้ว", True),
        ("เมื่อคืนรถหายที่บ้าน", False),
    ],
)
def test_whether_it_speaks_of_who_was_told_of_before(
    read: Read, text: str, points_back: bool
) -> None:
    assert read(text).points_back is points_back


def test_which_villages_it_was_not(read: Read) -> None:
    reading = read("ไม่ใช่โคกสูง มีคนโดนแทงที่น้ำใส")
    assert (reading.village, reading.denied) == ("V18", {"V07"})
    assert read("มีคนโดนแทงที่น้ำใส").denied == frozenset()
