"""Few words that tell of a thief in the home, a bomb, a dog at people or a threat to kill."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.classification import Category, Reading, Urgency

Read = Callable[..., Reading]


@pytest.mark.parametrize(
    "text",
    [
        *("โจรเข้าบ้าน", "ขโมยเข้าบ้าน", "มีขโมยขึ้นบ้าน", "โจรขึ้นบ้าน", "คนร้ายเข้าบ้าน", "คนร้ายบุกบ้านหนู"),
        *("ขี้ลักขึ้นเฮือน", "คนร้ายย่องเข้าบ้านยาย", "มีโจรเข้ามาในบ้านค่ะ", "โจรเข้าบ้าน ขอบคุณค่ะ", "โจรเข้าห้องหนู"),
    ],
)
def test_a_thief_in_the_home_is_an_emergency(read: Read, text: str) -> None:
    reading = read(text)
    assert reading.is_tip
    assert reading.urgency is Urgency.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        *("โจรเข้าบ้านเมื่อคืน", "เมื่อเช้าโจรเข้าบ้าน", "ขโมยเข้าบ้านเมื่อวาน", "โจรเข้าบ้าน ของหายหมดเลย"),
        *("โจรขึ้นบ้านบ่อยมาก", "กลัวโจรเข้าบ้าน", "ระวังโจรเข้าบ้านนะคะ", "ถ้าโจรเข้าบ้านต้องทำยังไง"),
        *("ไม่มีโจรเข้าบ้าน", "ฝันว่าโจรเข้าบ้าน", "เดือนก่อนโจรขึ้นบ้าน", "ขโมยขึ้นบ้านคลองลึกจ้า", "อาจโจรเข้าบ้าน"),
    ],
)
def test_a_theft_found_later_feared_or_told_is_none(read: Read, text: str) -> None:
    assert read(text).urgency is not Urgency.EMERGENCY


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("มีระเบิดอยู่ในถังขยะหน้าวัด", Category.WEAPONS),
        ("พบวัตถุระเบิดใต้สะพาน", Category.WEAPONS),
        ("มีระเบิดวางอยู่ข้างตู้เอทีเอ็ม", Category.WEAPONS),
        ("หมาพิตบูลหลุดไล่กัดคน", Category.BODY),
        ("พิตบูลหลุดกัดเด็ก", Category.BODY),
        ("ร็อตไวเลอร์กัดยาย", Category.BODY),
        ("ลูกชายป้าติดยาอาละวาดจะฆ่าแม่", Category.LIFE),
        ("หลานชายติดยาคลุ้มคลั่งจะฆ่ายายตัวเอง", Category.LIFE),
    ],
)
def test_what_may_kill_is_an_emergency(read: Read, text: str, category: Category) -> None:
    reading = read(text)
    assert reading.urgency is Urgency.EMERGENCY
    assert reading.category is category


@pytest.mark.parametrize(
    "text",
    [
        *("หมากัดกันหน้าบ้าน", "หมาจรจัดไล่กัดคนในซอยทุกวัน", "เมื่อปีก่อนเจอระเบิดในนา", "หมาพันธุ์หายจากบ้าน"),
        *("มีระเบิดลูกใหญ่ในหนังเรื่องใหม่", "พิตบูลข้างบ้านเห่าทั้งคืน"),
    ],
)
def test_what_only_sounds_like_it_is_none(read: Read, text: str) -> None:
    assert read(text).urgency is not Urgency.EMERGENCY


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("วัยรุ่นทุบกระจกรถ", Category.PROPERTY),
        ("มีวัยรุ่นทุบรถ", Category.PROPERTY),
        ("คนเมาทุบกระจกร้าน", Category.PROPERTY),
        ("เมื่อกี้มีวัยรุ่นทุบกระจกรถ หนีไปแล้ว", Category.PROPERTY),
        ("แก๊งวัยรุ่นทุบกระจกรถป้า", Category.PROPERTY),
        ("วัยรุ่นทุบหัวคน", Category.BODY),
        ("ผัวทุบเมีย", Category.BODY),
        ("วัยรุ่นทุบกระจกรถแล้วตีคนขับ", Category.BODY),
    ],
)
def test_a_thing_beaten_is_damage_and_a_person_beaten_is_harm(
    read: Read, text: str, category: Category
) -> None:
    assert read(text).category is category
