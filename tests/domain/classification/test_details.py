"""What only describes a vehicle or somebody is a detail; a word of what was done makes it more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.classification import Reading

Read = Callable[..., Reading]


@pytest.mark.parametrize(
    "text",
    [
        *("รถทะเบียน กข 1234 เมื่อวานซืน", "ทะเบียน กข 1234 เมื่อคืน", "รถกระบะสีขาวเมื่อวาน"),
        *("รถเก๋งสีดำ ทะเบียน กข 1234 จอดเมื่อคืน", "เห็นรถทะเบียน กข 1234 เมื่อวานซืน"),
        *("ใส่เสื้อแดงเมื่อวาน", "ผู้ชายเสื้อดำเมื่อคืน", "ชายใส่หมวกแดง เมื่อวานซืน"),
        *("รถทะเบียน กข 1234 วนมาเมื่อวาน", "มีรอยสักที่คอ เมื่อวานก็เห็น"),
    ],
)
def test_a_plate_or_clothes_alone_are_a_detail(read: Read, text: str) -> None:
    assert read(text).is_detail


@pytest.mark.parametrize(
    "text",
    [
        *("เมื่อวานรถทะเบียน กข 1234 หาย", "มีคนขโมยรถทะเบียน กข 1234 เมื่อวานซืน"),
        *("รถทะเบียน กข 1234 ชนคนเมื่อวาน", "คนเสื้อแดงขายยาเมื่อวาน", "รถสีขาวหายเมื่อคืน"),
        *("วัยรุ่นเสื้อแดงเสียงดังเมื่อคืน", "คนเสื้อดำเล่นไพ่เมื่อวาน", "ผู้หญิงเสื้อแดงโดนตบเมื่อวาน"),
        *("เมื่อวานมีคนแปลกหน้ามาส่องบ้าน", "เมื่อคืนมีวัยรุ่นแข่งรถ"),
    ],
)
def test_what_was_done_is_no_detail(read: Read, text: str) -> None:
    reading = read(text)
    assert reading.is_tip
    assert not reading.is_detail
