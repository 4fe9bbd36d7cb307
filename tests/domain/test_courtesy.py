"""Courtesy alone is told apart from the shortest detail."""

from __future__ import annotations

import pytest

from catalog.words import load_courtesies
from domain.courtesy import Courtesies


@pytest.mark.parametrize(
    "text",
    [
        *("ขอบคุณค่ะ", "ขอบคุนคะ", "ขอบใจจ้า", "ขอบพระคุณมากๆ ครับ", "ขอบคุณณณณ", "Thank you ka"),
        *("ขอบคุณตำรวจทุกท่านที่ช่วยเหลือ", "ขอบคุณนะคะคุณตำรวจ 🙏🙏", "ขอบคุณมากเลยจ้า ขอบคุณจริงๆ"),
        *(
            "โอเค",
            "โอเคค่ะ",
            "OK",
            "ok ครับผม",
            "ได้ค่ะ",
            "ได้เลยจ้า",
            "ตกลงครับ",
            "รับทราบค่ะ",
            "อ๋อ เข้าใจแล้วค่ะ",
        ),
        *("ครับ", "ค่ะ", "ค่าา", "จ้า", "คร้าบบบ", "ใช่ค่ะ", "อืม", "ไม่เป็นไรค่ะ", "ขอโทษค่ะ"),
        *("สวัสดีค่ะ", "สวัสดีตอนเช้าค่ะ", "สวัสดีวันจันทร์", "ราตรีสวัสดิ์ ฝันดีนะคะ", "กินข้าวหรือยังคะ"),
        *("เก่งมากค่ะ ตำรวจ", "เป็นกำลังใจให้นะคะ สู้ๆ", "555", "๕๕๕๕", "555 ขอบคุณครับ", "ฮ่าๆๆ", "อิอิ"),
        *("👍", "🙏🙏🙏", "...", "😊😊", "", "   "),
        *("ข้าม", "หมู่บ้านของฉัน", "ชุมชนของฉันค่ะ"),
    ],
)
def test_thanks_and_greetings_add_nothing(text: str) -> None:
    assert load_courtesies().is_one(text)


@pytest.mark.parametrize(
    "text",
    [
        *("7 คน", "๗ คน", "5 คน", "5", "55", "3 ทุ่ม", "ตอนสองทุ่มจ้า", "18.30", "สามคน", "2 คันค่ะ"),
        *("แดง", "เสื้อแดง", "บ้านสีเขียว", "ชั้นสองค่ะ", "ตอนเที่ยง", "กข 1234", "ซอย 5", "ผู้หญิง"),
        *(
            "ไปแล้ว",
            "ยังอยู่ค่ะ",
            "หนีไปทางวัด",
            "มีปืน",
            "เงียบแล้วค่ะ",
            "ไม่ใช่ค่ะ",
            "เรียบร้อยแล้วค่ะ",
            "ไม่เป็นไรแล้ว",
        ),
        *("ขอบคุณค่ะ 3 คน", "ครับ สองทุ่ม", "โอเค ตอนเช้า", "สวัสดีค่ะ เสื้อดำนะคะ", "ใช่ค่ะ มีมีดด้วย"),
        *(
            "ตำรวจมาหรือยังคะ",
            "มาเร็วๆ นะคะ",
            "ตำรวจ",
            "ตำรวจทุกท่าน",
            "ขอบคุณที่จับมันได้",
            "5551234",
            "ช่วยด้วย",
        ),
        pytest.param("ขอบคุณค่ะ " * 30, id="longer than anybody thanks"),
    ],
)
def test_what_tells_anything_is_no_courtesy_however_short(text: str) -> None:
    assert not load_courtesies().is_one(text)


def test_without_its_words_only_emptiness_is_courtesy() -> None:
    assert Courtesies().is_one("🙏")
    assert not Courtesies().is_one("ขอบคุณค่ะ")
