"""What only describes a vehicle or somebody is a detail; a word of what was done makes it more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.classification import Lexicon, Reading, Urgency
from domain.classification.details import Deeds, deeds_told
from domain.thai import normalise

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


def deeds_in(lexicon: Lexicon, text: str) -> Deeds:
    return deeds_told(lexicon.marks(normalise(text)))


@pytest.mark.parametrize(
    ("first", "again", "by_hints"),
    [
        ("รถเสียงดังทุกคืน", "เสียงดังที่บ้านสวนค่ะ", False),
        ("มีคนขโมยรถ", "โจรขโมยรถไปจากหน้าบ้าน", False),
        ("มีวงพนันไพ่ทุกคืน", "เล่นไพ่กันในสวน", True),
    ],
)
def test_one_event_told_twice_shares_a_word_for_it(
    lexicon: Lexicon, first: str, again: str, *, by_hints: bool
) -> None:
    one, other = deeds_in(lexicon, first), deeds_in(lexicon, again)
    assert one.is_told_again(other, by_hints=by_hints)
    assert other.is_told_again(one, by_hints=by_hints)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("รถเสียงดังทุกคืน", "ขโมยงัดบ้าน ได้ทองไป"),
        ("มีคนเอาขยะมาทิ้ง", "มีคนถูกแทง"),
        ("หมาจรจัดไล่กัดคน", "คนร้ายกระชากสร้อย"),
        ("คนร้ายขโมยรถ", "คนร้ายจี้ร้านสะดวกซื้อ"),
    ],
)
def test_two_events_share_none_though_both_have_a_culprit(
    lexicon: Lexicon, first: str, second: str
) -> None:
    assert not deeds_in(lexicon, first).is_told_again(deeds_in(lexicon, second), by_hints=True)


@pytest.mark.parametrize("text", ["มันถือมีดไล่ฟันคน", "กลุ่มเดิมมาตีกันอีก", "เขาขโมยของ"])
def test_who_was_spoken_of_before_is_pointed_at(lexicon: Lexicon, text: str) -> None:
    assert deeds_in(lexicon, text).points_back


@pytest.mark.parametrize("text", ["คนร้ายกระชากสร้อย", "ขโมยงัดบ้าน"])
def test_a_culprit_may_as_well_be_a_new_one(lexicon: Lexicon, text: str) -> None:
    assert not deeds_in(lexicon, text).points_back


@pytest.mark.parametrize(
    "text",
    [
        *("เห็นแต่ข้างหลังค่ะ ใส่เสื้อแดง", "ตัวเล็กๆ ผอมๆ", "ผู้ชายตัวสูงๆ", "ไม่เห็นหน้าค่ะ", "จำหน้าไม่ได้ครับ"),
        *("บ้านเลขที่ 12", "บ้านเลขที่ 12/34 ซอย 5 ค่ะ", "อยู่บ้านหลังสีเขียวรั้วเหล็ก", "บ้านสองชั้น รั้วสีขาว"),
        *(
            "ประมาณสี่ห้าคนค่ะ",
            "ประมาณสี่ห้าคนค่ะ โทร 0812345678",
            "มากันสามคน ใส่เสื้อดำ",
            "วัยรุ่นสองคน ใส่หมวกกันน็อค",
        ),
        *(
            "ใส่เสื้อดำกางเกงขาสั้น",
            "ผมยาว ใส่แว่น สูงประมาณ 170",
            "เป็นผู้ชาย ผิวคล้ำ มีรอยสัก",
            "อายุประมาณ 30 ปี ครับ",
        ),
        *(
            "มอไซค์เวฟสีแดง",
            "รถเก๋งสีขาว ฮอนด้า",
            "มองไม่ชัดค่ะ ใส่หมวก",
            "ผู้ชายใส่ฮู้ดดำ สะพายเป้",
            "ตัวสูงใหญ่ หัวโล้น",
        ),
        *("ผู้หญิงผมสั้น เสื้อสีชมพู 🙏", "บ้านไม้ชั้นเดียวหลังคาสีแดง", "ไม่ทันเห็นทะเบียน รถสีดำ"),
    ],
)
def test_a_description_alone_is_no_tip_and_goes_on_about_one(read: Read, text: str) -> None:
    reading = read(text, home="V07")
    assert not reading.is_tip
    assert reading.may_be_tip
    assert reading.is_detail
    assert reading.urgency is Urgency.ROUTINE


@pytest.mark.parametrize(
    "text",
    [
        *("ไม่เห็นหน้ายายมาสามวัน", "ไม่เห็นหน้าลุง", "มีผู้ชายใส่เสื้อดำอยู่หน้าบ้าน", "มีผู้ชายใส่ชุดดำมาส่องบ้าน"),
        *("ผู้ชายเสื้อแดงตีเด็ก", "รถเก๋งสีขาวชนคน", "เด็กใส่เสื้อแดงหาย", "ศพผู้ชายใส่เสื้อแดง", "คนเสื้อดำถือมีด"),
        *(
            "บ้านเลขที่ 12 ไฟไหม้",
            "บ้านเลขที่ 12 ขายยา",
            "บ้านหลังสีเขียวมีคนตีกัน",
            "ประมาณห้าคนตีกัน",
            "รถแปลกๆ สีดำ",
        ),
        *(
            "ผู้ชายไม่ใส่กางเกง",
            "รถกระบะสีขาวจอดหน้าบ้านทั้งคืน",
            "ตัวเขียวแล้ว",
            "เด็กตัวแดงไม่หายใจ",
            "เห็นผู้ชายเสื้อดำ",
        ),
    ],
)
def test_a_description_with_anything_told_is_a_tip(read: Read, text: str) -> None:
    assert read(text, home="V07").is_tip


def test_a_description_behind_a_report_makes_it_no_emergency(read: Read) -> None:
    for looks in ("เห็นแต่ข้างหลังค่ะ ใส่เสื้อแดง", "ผู้ชายตัวสูงๆ", "บ้านเลขที่ 12"):
        assert read("เมื่อวานมีคนขโมยหม้อแปลง", looks).urgency is not Urgency.EMERGENCY
