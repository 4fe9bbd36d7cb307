"""Plates and telephones as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.alike import load_traces
from domain.traces import phones, plates

CUSTOMS = load_traces()


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("กข 1234", "กข1234"),
        ("กข1234 กรุงเทพ", "กข1234"),
        ("1กข-1234", "1กข1234"),
        ("๑กข ๑๒๓๔ กทม", "1กข1234"),
        ("ทะเบียน 1 กข 1234", "1กข1234"),
        ("ทะเบียนรถกข12", "กข12"),
        ("เก๋งดำ ทะเบียน: ฒฐ.99", "ฒฐ99"),
        ("ฮอนด้าเวฟ 2ขก 99 ขับหนี", "2ขก99"),
        ("มอไซค์ กขค 123", "กขค123"),
        ("กขค 123\nเชียงใหม่", "กขค123"),
        ("ก\u200bข 1234", "กข1234"),
    ],
)
def test_a_plate_has_one_form_however_it_is_typed(text: str, plate: str) -> None:
    assert plates(text, CUSTOMS) == {plate}


@pytest.mark.parametrize(
    "text",
    [
        "รถ 2 คัน คน 1000 คน",
        "ถนน 12 ซอย 34",
        "เมื่อปี พ.ศ. 2566 พศ 2566",
        "เวลา 10.30 น. บ้านเลขที่ 99/12",
        "ข้าวสาร กก 1,500",
        "ทะเบียนรถ 1234",
        "กข 12 ไม่มีคำบอก",
        "ชื่อพลายกข 1234",
    ],
)
def test_words_before_numbers_are_no_plates(text: str) -> None:
    assert plates(text, CUSTOMS) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "เบอร์ 081-234-5678 โทรมาหลอก",
        "คนร้ายใช้เบอร์ ๐๘๑๒๓๔๕๖๗๘",
        "+66 81 234 5678 หลอกโอน",
        "เบอร์ศูนย์แปดหนึ่งสองสามสี่ห้าหกเจ็ดแปดหลอกโอน",
    ],
)
def test_a_strangers_telephone_has_one_form(text: str) -> None:
    assert phones(text, CUSTOMS) == {"0812345678"}


@pytest.mark.parametrize(
    "text", ["โทรกลับ 0812345678", "โทร. 081 234 5678", "เบอร์ผม 0812345678", "0812345678 ของหนูเอง"]
)
def test_a_number_at_which_the_writer_is_called_is_left_out(text: str) -> None:
    assert phones(text, CUSTOMS) == frozenset()


@given(st.text(alphabet="กขค123 ทะเบียน.-๑๒/\n", max_size=60))
def test_any_text_is_read_and_gives_whole_plates(text: str) -> None:
    for plate in plates(text, CUSTOMS):
        assert plate[-1].isdecimal()
        assert plate.isascii() is False
