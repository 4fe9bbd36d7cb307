"""A killing is a tip of life and an emergency; what only sounds like one is neither."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.classification import Category, Lexicon, Reading, Urgency
from domain.classification.killing import killing_told
from domain.thai import normalise

Read = Callable[..., Reading]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ขโมยเข้าบ้านแล้วแทงเจ้าของบ้านตาย", id="a thief who killed"),
        pytest.param("คนร้ายฆ่าเจ้าของบ้าน", id="killed, and no word of a death"),
        pytest.param("มีคนถูกแทงตายที่ท้ายหมู่บ้าน", id="stabbed dead"),
        pytest.param("ผัวฆ่าเมีย", id="a husband his wife"),
        pytest.param("ลูกฆ่าพ่อ", id="a son his father"),
        pytest.param("ฆ่ายายเอาทอง", id="for gold"),
        pytest.param("ยายถูกฆ่าหมกส้วม", id="done to her"),
        pytest.param("เจอคนถูกฆาตกรรม", id="murder by its own word"),
        pytest.param("เขาเชือดคอเมียตาย", id="throat cut"),
        pytest.param("รุมตีวัยรุ่นจนตาย", id="beaten to death"),
        pytest.param("บีบคอเมียตาย", id="choked"),
        pytest.param("ยิงผู้ใหญ่บ้านดับคาบ้าน", id="shot, in the words of newspapers"),
        pytest.param("แทงหลานดับในครัว", id="a word that is also said of lamps"),
        pytest.param("ชายถูกฟันเสียชีวิตท้ายหมู่บ้าน", id="in formal words"),
        pytest.param("ลูกชายคลั่งฟันแม่สิ้นใจ", id="breathed her last"),
        pytest.param("พี่ถืกแทงต๋าย", id="in Northern words"),
        pytest.param("วัยรุ่นแทงกันตายหน้าเวทีหมอลำ", id="at a show, no show"),
        pytest.param("ยิงคนขับรถตาย", id="a driver, no engine that died"),
        pytest.param("โดนแทงข้างหลังตาย", id="in the back, no betrayal"),
        pytest.param("มีคนโดนยิงตายหน้าวัด คนร้ายหนีไปแล้ว", id="the killer got away"),
        pytest.param("วันนี้ผัวแทงเมียตาย", id="today"),
        pytest.param("งัดกลอนเข้าไปแทงยายตาย", id="a bolt, no poem"),
        pytest.param("ขโมยทีวีแล้วแทงเจ้าของบ้านตาย", id="a television stolen, none watched"),
        pytest.param("ยิงเจ้าของวัวตาย", id="an owner of beasts"),
        pytest.param("เจ้าของวัวโดนยิงตาย", id="an owner of beasts, done to him"),
        pytest.param("ปีที่แล้วแทงยามตาย ตอนนี้มาฆ่าเจ้าของบ้าน", id="past, and now again"),
        pytest.param("มีคนยิงหมา แล้วแทงลุงตาย", id="a dog first, then a man"),
    ],
)
def test_a_killing_is_a_tip_of_life_and_an_emergency(read: Read, text: str) -> None:
    reading = read(text)
    assert (reading.category, reading.urgency) == (Category.LIFE, Urgency.EMERGENCY)
    assert reading.is_danger_told


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("โจรขึ้นบ้านยายเมื่อคืนแทงยายตาย", id="last night, as a body found last night"),
        pytest.param("เมื่อวานมีคนถูกยิงตาย", id="yesterday"),
        pytest.param("เมื่อคืนลูกฆ่าพ่อ", id="last night, in three words"),
    ],
)
def test_a_killing_of_the_day_before_is_seen_to_soon(read: Read, text: str) -> None:
    reading = read(text)
    assert (reading.category, reading.urgency) == (Category.LIFE, Urgency.SOON)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ตียุงตาย", id="a mosquito"),
        pytest.param("ตีงูตายแล้ว", id="a snake"),
        pytest.param("ยิงปลาตาย", id="a fish"),
        pytest.param("ฆ่าไก่ไหว้เจ้า", id="a cock"),
        pytest.param("งูในรองเท้า พ่อตีตายแล้ว ลงหม้อเรียบร้อย 555", id="a snake named before"),
        pytest.param("ยิงนกตกปลา", id="hunting and fishing"),
        pytest.param("ฆ่าเชื้อในน้ำ", id="germs"),
        pytest.param("ฆ่าเวลารอรถ", id="time"),
        pytest.param("จ้างฆ่าหญ้า", id="weeds"),
        pytest.param("วันนี้เหนื่อยแทบตาย", id="tired to death"),
        pytest.param("ตายละ ลืมซื้อน้ำปลา", id="an exclamation"),
        pytest.param("แทงหวยไม่ถูกเลย ตายละ", id="a bet"),
        pytest.param("ข่าวว่ามีคนถูกแทงตายที่กรุงเทพ", id="news"),
        pytest.param("ดูในทีวีเห็นคนถูกฆ่า", id="on television"),
        pytest.param("ในละครพระเอกถูกแทงตาย", id="a play"),
        pytest.param("ซ้อมแผนคนร้ายแทงตาย", id="a drill"),
        pytest.param("สิบปีก่อนมีคนถูกฆ่าตรงนี้", id="of old"),
        pytest.param("ถ้ามีคนโดนแทงตายต้องทำไง", id="a hypothetical"),
        pytest.param("แทงกันตายแล้ว จับได้แล้ว ตำรวจมาแล้ว", id="the police are there"),
    ],
)
def test_what_only_sounds_like_a_killing_is_no_tip(read: Read, text: str) -> None:
    assert not read(text).is_tip


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("มีคนฆ่าหมาผม", id="a dog"),
        pytest.param("แทงบอลหมดตัว", id="a football bet"),
        pytest.param("ปีที่แล้วมีคนถูกแทงตาย", id="last year"),
    ],
)
def test_what_is_no_killing_of_today_is_no_emergency(read: Read, text: str) -> None:
    assert read(text).urgency is Urgency.ROUTINE


def test_a_killing_is_heard_among_other_messages(read: Read) -> None:
    reading = read("ไฟทางซอยนี้ดับมาเดือนหนึ่งแล้ว ปีที่แล้วก็ดับ", "คนร้ายฆ่าเจ้าของบ้าน")
    assert (reading.category, reading.urgency) == (Category.LIFE, Urgency.EMERGENCY)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("วัวโดนฟันตาย", id="an ox"),
        pytest.param("หมาลุงโดนยิงตาย", id="an uncle's dog"),
        pytest.param("หมาถูกฆ่าในวัด", id="a dog in a temple"),
        pytest.param("มีคนยิงหมาตาย", id="a dog shot by somebody"),
        pytest.param("ยิงลูกวัวตาย", id="a calf, no child"),
        pytest.param("ยิงลูกซองใส่หมาตาย", id="a shell, no child"),
        pytest.param("เจองูในรองเท้า พ่อตีตายแล้ว", id="a snake named before the deed"),
        pytest.param("ยิงไฟดับ", id="a lamp"),
        pytest.param("เขาคิดฆ่าตัวตาย", id="oneself, which other words tell"),
        pytest.param("โดนแทงเกือบตาย", id="nearly"),
        pytest.param("ลุงคนนั้นเคยฆ่าคน", id="once"),
        pytest.param("เลขฆาตกรรม", id="a number to bet on"),
        pytest.param("แทงแล้วหนีไปทางคลองใหญ่หลังโรงเรียนเก่า หลังจากนั้นอีกสองวันยายตาย", id="a death apart"),
        pytest.param("ตายแล้วค่อยตี", id="no deed before it"),
    ],
)
def test_no_killing_of_a_person_is_told(lexicon: Lexicon, text: str) -> None:
    assert killing_told(lexicon.marks(normalise(text))) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ยายถูกฆ่าในบ้าน", "ฆ่า"),
        ("อยู่ดีๆ ก็ถูกฆ่า", "ฆ่า"),
        ("ยายอยู่ในบ้านหลังเก่าริมคลองแล้วโดนแทงตาย", "แทง … ตาย"),
        ("เล่นไก่ชนแล้วแทงกันตาย", "แทง … ตาย"),
        ("ปล้นฆ่าที่ร้านทอง", "ปล้นฆ่า"),
    ],
)
def test_the_words_of_a_killing_are_given(lexicon: Lexicon, text: str, words: str) -> None:
    assert killing_told(lexicon.marks(normalise(text))) == words
