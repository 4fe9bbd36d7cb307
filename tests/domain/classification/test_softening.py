"""A beast killed and a killing of old are no emergencies; whatever else is told beside them is."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from domain.classification import Category, Lexicon, Reading, Urgency
from domain.classification.killing import Killings
from domain.classification.marks import Span
from domain.thai import normalise

Read = Callable[..., Reading]
OF_PEOPLE = (Category.LIFE, Category.BODY)


@pytest.mark.parametrize(
    "text",
    [
        *("หมาถูกวางยาตาย", "มีคนฆ่าหมา", "ไก่ถูกฆ่า", "หมาโดนวางยาตายหลายตัว", "แมวถูกวางยาตาย"),
        *("มีคนวางยาหมาตาย", "มีคนวางยาเบื่อหมาตายทั้งซอย", "หมาผมโดนวางยาเบื่อตาย"),
        *("หมาข้างบ้านถูกตีตาย", "แมวโดนฆ่า", "ไก่โดนฆ่าทั้งเล้า", "วัวถูกฆ่า", "ควายถูกยิงตาย"),
        *("มีคนยิงแมวตาย", "มีคนฆ่าแมว", "มีคนฆ่าวัว", "ข้างบ้านฆ่าหมา", "ข้างบ้านตีหมาตาย"),
        *("น้องหมาโดนวางยาตาย", "ลูกหมาโดนตีตาย", "เพื่อนบ้านฆ่าหมาของผม", "หมาจรจัดถูกวางยาตาย"),
        *("สุนัขถูกวางยาตาย", "สุนัขโดนตีตาย", "หมาลุงถูกวางยาตาย", "ปลาในบ่อถูกวางยาตายหมด"),
        *("เป็ดถูกฆ่าหมดเล้า", "ไอ้ด่างถูกวางยาตาย", "นกถูกยิงตาย", "มีคนฆ่าช้าง", "ช้างถูกยิงตาย"),
        *("หมาถูกฆ่าเมื่อวาน", "มีคนแทงหมาตาย", "วัวโดนฟันตาย", "ผมโดนฆ่าหมา", "หมาของลุงถูกฆ่า"),
        *("หมาของลุงโดนตีตาย", "หมาในวัดถูกฆ่า", "ยิงหมาข้างบ้านตาย", "หมูถูกฆ่าทั้งคอก"),
        *("น้องตูบโดนวางยาตาย", "น้องวัวถูกฆ่า", "แม่แมวโดนฆ่า"),
    ],
)
def test_a_beast_killed_is_no_emergency_and_no_harm_to_a_person(read: Read, text: str) -> None:
    reading = read(text)
    assert reading.urgency is not Urgency.EMERGENCY
    assert reading.category not in OF_PEOPLE


@pytest.mark.parametrize("text", ["น้องแมวถูกฆ่า", "แม่น้องวัวถูกฆ่า"])
def test_who_may_be_a_person_is_one(read: Read, text: str) -> None:
    assert read(text).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize("text", ["ถูกวางยาตาย 3 ตัว", "โดนวางยาตายยกเล้า", "โดนวางยาหมาตายสองตัว"])
def test_what_is_counted_as_beasts_are_is_no_emergency(read: Read, text: str) -> None:
    assert read(text).urgency is Urgency.SOON


@pytest.mark.parametrize(
    "text",
    [
        *("หมากัดเด็กตาย", "ฆ่าคนแล้วฆ่าหมา", "ฆ่าหมาแล้วฆ่าคน", "เพิ่งฆ่ากันตาย"),
        *("มีคนฆ่าหมาแล้วแทงเจ้าของตาย", "เจ้าของหมาถูกฆ่า", "เจ้าของไก่ถูกยิงตาย"),
        *("คนเลี้ยงวัวถูกฆ่า", "คนเลี้ยงหมาโดนแทงตาย", "คนขายไก่ถูกฆ่า", "แม่ค้าขายปลาถูกแทงตาย"),
        *("ป้าขายหมูโดนฟันตาย", "ทะเลาะเรื่องหมาแล้วแทงกันตาย", "ทะเลาะเรื่องไก่ชนยิงกันตาย"),
        *("หมาเห่าแล้วเจอคนถูกฆ่า", "ยายถูกหมากัดตาย", "หมารุมกัดเด็กตาย", "งูกัดคนตาย"),
        *("ช้างเหยียบคนตาย", "ช้างฆ่าคน", "ควายขวิดลุงตาย", "มันฆ่าพ่อ", "มันถูกฆ่า"),
        *("แม่ถูกวางยาตาย", "ยายถูกวางยาตาย", "วางยาเมียตาย", "ถูกวางยาตาย"),
        *("มีคนถูกฆ่าเหมือนหมา", "มีคนโดนฆ่าในเล้าหมู", "หมาตายแล้วคนก็ถูกฆ่า"),
        *("ยิงหมาตายแล้วจะยิงคน", "มีคนยิงหมาตายแล้วไล่ยิงคน", "ฆ่าหมาแล้วขู่จะฆ่าผม"),
        *("ฆ่าหมาแล้วบอกว่าจะฆ่าเจ้าของ", "หมาโดนฆ่า เจ้าของก็โดนแทง", "หมาถูกฆ่า ลูกหาย"),
        *("ป้านกถูกยิงตาย", "ลุงไก่โดนแทงตาย", "พี่หมูถูกฆ่า", "น้องแมวถูกฆ่า"),
        *("หมาถูกวางยาตาย ลูกหมดสติ", "หมาถูกวางยาตาย ตอนนี้มีคนปีนเข้าบ้าน"),
        *("ลูกติดยาฆ่าพ่อ", "ลูกที่ติดยาฆ่าแม่", "โดนฆ่าหมดบ้าน"),
        *("หมาโดนวางยาตาย ประตูหลังเปิดค้าง มีเสียงฝีเท้าบนชั้นสอง", "หมาถูกฆ่าแล้ว หายใจติดขัด ตาลาย ลุกไม่ไหว"),
        *("ยิงหมาตายแล้วหันมาทางเรา หลบกันอยู่หลังตู้", "หมาถูกยิงตาย กระสุนทะลุฝาบ้าน หมอบกันอยู่กับพื้น"),
        "หมาถูกยิงตาย ปืนยังอยู่ในมือ เดินมาทางนี้แล้ว",
    ],
)
def test_a_person_in_danger_beside_a_beast_is_an_emergency(read: Read, text: str) -> None:
    assert read(text).urgency is Urgency.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        *("ลุงคนนั้นเคยฆ่าคน", "เขาเคยฆ่าคนมาก่อน", "คนนี้เคยฆ่าคน", "คนข้างบ้านเคยฆ่าคนตาย"),
        *("ได้ยินว่าเขาเคยฆ่าคน", "เขาว่าลุงคนนี้เคยฆ่าคน", "เคยฆ่าคนมาแล้ว", "มันเคยฆ่าคน"),
        *("ผู้ชายที่มาใหม่เคยฆ่าคนตาย", "เคยติดคุกเพราะฆ่าคน", "เพิ่งออกจากคุกคดีฆ่าคน"),
        *("ลุงคนนั้นเคยแทงคนตาย", "เขาเคยยิงคนตาย", "คนเช่าห้องใหม่เคยฆ่าคน", "แฟนเก่าเคยแทงคนตาย"),
        *("มีคนบอกว่าลุงคนนั้นเคยฆ่าคน", "ชาวบ้านลือว่าลุงเคยฆ่าคน", "เคยมีคนถูกฆ่าที่นี่"),
        *("ลุงคนนั้นเคยฆ่าเมีย", "คนในบ้านนั้นเคยฆ่าคน", "เขาเคยฆ่าพ่อตัวเอง", "ลูกเขยเคยฆ่าคน"),
        *("ตาคนนั้นเคยฆ่าคนตอนหนุ่มๆ", "คนที่มาเช่าบ้านเคยฆ่าคน กลัวมาก", "ยามคนใหม่เคยฆ่าคน"),
        *("ป้าข้างบ้านเคยฆ่าผัว", "เจ้าของร้านเคยฆ่าคน", "คนงานใหม่เคยฆ่าคนตาย"),
        *("เคยมีคนถูกแทงตายที่นี่", "ลุงคนนั้นเพิ่งพ้นโทษคดีฆ่าคน", "เขาเคยฆ่าคนตอนวัยรุ่น"),
    ],
)
def test_what_somebody_did_once_has_no_haste(read: Read, text: str) -> None:
    assert read(text).urgency is Urgency.ROUTINE


def test_what_somebody_did_once_is_kept_for_the_officer(read: Read) -> None:
    reading = read("ลุงคนนั้นเคยฆ่าคน")
    assert (reading.is_tip, reading.category) == (True, Category.LIFE)
    assert "reason.urgency_old" in {reason.key for reason in reading.reasons}


@pytest.mark.parametrize(
    "text",
    [
        *("เขาเคยฆ่าคน ตอนนี้ถือมีดอยู่หน้าบ้าน", "มันเคยฆ่าคน ตอนนี้จะฆ่าผม"),
        *("ลุงคนนั้นเคยฆ่าคน ตอนนี้ฆ่าอีกแล้ว", "คนเคยฆ่าคน เมื่อกี้แทงเมียตาย"),
        *("ลุงคนนั้นเพิ่งฆ่าคน", "ลุงคนนั้นฆ่าคน", "ลุงคนนั้นฆ่าคนตาย", "เคยฆ่าคน มาฆ่าอีก"),
        *("เคยติดคุก ตอนนี้ฆ่าเมีย", "เคยเห็นมันตีเมีย วันนี้แทงเมียตาย"),
        *("ไม่เคยเห็นแบบนี้ ฆ่ากันตาย", "ไม่เคยมีแบบนี้ คนถูกฆ่า", "เพิ่งมีคนถูกฆ่า"),
        *("เพื่อนที่เคยทำงานด้วยกันแทงกันตาย", "เพิ่งแทงกันตาย", "เคยฆ่าหมา ตอนนี้ฆ่าคน"),
        *("ผัวเก่าเคยขู่ ตอนนี้ฆ่าเมียแล้ว", "เคยแจ้งไปแล้ว วันนี้ฆ่ากันตาย"),
        *("คนที่เคยฆ่าคนถือปืนอยู่หน้าบ้าน", "คนที่เคยฆ่าคนกำลังตีเมีย"),
        *("ลุงที่เคยฆ่าคนมาไล่ฟันเด็ก", "เขาเคยฆ่าคน ตอนนี้ขังเมียไว้", "เขาเคยฆ่าคน ขู่จะฆ่าลูก"),
        *("เคยฆ่าคนแล้วมาปีนเข้าบ้านตอนนี้", "เขาเคยแทงคนตาย เมื่อกี้ชักมีดใส่ผม"),
        *("เขาเคยฆ่าคน มีปืนอยู่ในมือ", "เขาเคยฆ่าคน กำลังทุบประตู", "เขาเคยฆ่าคน ตอนนี้อยู่ในบ้าน"),
        *("เคยฆ่าคน วันนี้ตีเมียหัวแตก", "เคยฆ่าคน เมื่อกี้ฆ่าอีกคน", "ลุงเคยฆ่าคน เพิ่งแทงหลาน"),
        *("มันเคยฆ่าคน จะฆ่าลูกผม", "มันเคยฆ่าคน ไล่ฟันคนอยู่", "เคยขู่ฆ่า ตอนนี้ถือมีด"),
    ],
)
def test_what_goes_on_beside_an_old_killing_is_an_emergency(read: Read, text: str) -> None:
    assert read(text).urgency is Urgency.EMERGENCY


def test_many_deeds_on_beasts_are_left_as_they_were_read(read: Read) -> None:
    assert read("หมาถูกฆ่า " * 14).category is Category.LIFE


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("หมาถูกฆ่า", ["หมา … ฆ่า"]),
        ("หมาข้างบ้านถูกตีตาย", ["หมา … ตี"]),
        ("มีคนยิงหมาตายแล้วฆ่าแมว", ["หมา … ยิง", "แมว … ฆ่า"]),
        pytest.param("หมาถูกตี", [], id="beaten, not dead"),
        pytest.param("มันถูกฆ่า", [], id="a word said of people, too"),
        pytest.param("คนเลี้ยงหมาถูกฆ่า", [], id="who keeps a dog"),
        pytest.param("ถูกฆ่า", [], id="nobody named"),
    ],
)
def test_the_beasts_killed_are_told(lexicon: Lexicon, text: str, phrases: list[str]) -> None:
    assert _phrases(Killings(lexicon.marks(normalise(text))).of_beasts()) == phrases


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("เขาเคยฆ่าคน", ["เคยฆ่า"]),
        ("เคยมีคนถูกฆ่า", ["เคยมีคนฆ่า"]),
        pytest.param("เคยแทงคน", [], id="nobody died"),
        pytest.param("เคยอยู่นี่ ฆ่าคน", [], id="once is said of another thing"),
        pytest.param("เคยถูกฆ่า", ["เคยฆ่า"], id="nobody named"),
    ],
)
def test_the_killings_of_old_are_told(lexicon: Lexicon, text: str, phrases: list[str]) -> None:
    assert _phrases(Killings(lexicon.marks(normalise(text))).of_old()) == phrases


def _phrases(spans: Iterable[Span]) -> list[str]:
    return [span.phrase for span in spans]
