"""What is blotted out of a sender's words, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identifiers import NameCustoms, nicknames_of
from domain.masking import MARK, mask
from domain.telephones import numbers_in
from domain.thai import normalise

CUSTOMS = NameCustoms(
    cues=("กำนัน", "ชื่อ", "คุณ", "พี่", "ป้า", "น้อง", "นาย"),
    titles=("นาย", "นางสาว", "นาง"),
    ordinary=frozenset({"สามารถ", "สำคัญ"}),
    everyday=frozenset({"หนุ่ม", "home", "โรงงาน"}),
    kin=("ชื่อ", "พี่", "ป้า", "น้อง", "แม่"),
    closings=("ครับ", "ค่ะ"),
    particles=("เองค่ะ", "นะครับ", "ครับ", "ค่ะ"),
    leads=("ว่า", "ดิฉัน"),
    claims=("แจ้ง", "เอง", "บอก", "เห็น"),
    deeds=("จำ",),
    house_cues=("บ้านเลขที่", "เลขที่"),
    home_cues=("บ้าน",),
    lane_cues=("ซอย", "ซ."),
)


def masked(text: str, *secrets: str) -> str:
    return mask(text, secrets=secrets, customs=CUSTOMS).text


@pytest.mark.parametrize(
    "number",
    [
        "0812345678",
        "081-234-5678",
        "081-2345678",
        "08-1234-5678",
        "0-8123-4567-8",
        "081 234 5678",
        "081.234.5678",
        "0 8 1 2 3 4 5 6 7 8",
        "(081) 234-5678",
        "๐๘๑๒๓๔๕๖๗๘",
        "๐๘๑-๒๓๔-๕๖๗๘",
        "081\u200b234\u200b5678",
        "081–234–5678",
        "0912345678",
        "0612345678",
        "+66812345678",
        "+66 81 234 5678",
        "+66 (0) 81-234-5678",
        "0066812345678",
        "66812345678",
        "02-123-4567",
        "021234567",
        "053-123456",
        "053 123 456",
    ],
)
def test_a_telephone_number_is_masked_however_it_is_written(number: str) -> None:
    assert masked(f"โทร {number} นะ").replace("(", "") == f"โทร {MARK} นะ"
    assert not any(c.isdecimal() for c in masked(f"โทร{number}ครับ"))


@pytest.mark.parametrize(
    "number",
    [
        "1234567890121",
        "1-2345-67890-12-1",
        "1 2345 67890 12 1",
        "๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑",
        "1234567890122",
    ],
)
def test_a_national_id_is_masked_even_with_a_slip(number: str) -> None:
    assert masked(f"บัตร {number} ครับ") == f"บัตร {MARK} ครับ"


@pytest.mark.parametrize(
    "text",
    [
        "ทะเบียน กข 1234 กรุงเทพ",
        "รถ 1กก 9999 สีขาว",
        "ซอยนวมินทร์ 111 แยก 4-12",
        "ซอย 67/1 บ้านสีฟ้า",
        "โทร 191 หรือ 1669",
        "เวลา 08.00-12.30 13 คน",
        "วันที่ 06-08-2567 14 คน",
        "ราคา 120000000 บาท",
        "อายุ 60-70 ปี สูง 170",
        "บัญชี 123-4-56789-0",
        "เรื่อง KK-2569-000123",
        "13.8144, 100.6481",
    ],
)
def test_plates_lanes_hours_and_accounts_stay(text: str) -> None:
    assert masked(text, "67/1") == text


@pytest.mark.parametrize(
    "text",
    ["สมชาย เห็น", "ส ม ช า ย เห็น", "สม\u200bชาย เห็น", "ผมสมชายเห็น", "คุณสมชายเห็น", "(สมชาย) เห็น"],
)
def test_the_senders_name_is_masked_wherever_it_stands(text: str) -> None:
    assert "ชาย" not in masked(text, "สมชาย").replace(" ", "").replace("\u200b", "")
    assert MARK in masked(text, "สมชาย")


def test_both_spellings_of_the_same_letters_are_the_same_name() -> None:
    assert masked("ป้าอ\u0e4dาไพบอก", "อำไพ") == f"ป้า{MARK}บอก"


def test_a_latin_name_is_masked_as_a_word_only() -> None:
    assert masked("ANN saw an annoying man", "Ann") == f"{MARK} saw an annoying man"


def test_a_short_name_is_masked_where_it_is_used_as_a_name() -> None:
    assert masked("ผมชื่อดีครับ ไม่ดีเลย", "ดี") == f"ผมชื่อ{MARK}ครับ ไม่ดีเลย"
    assert masked("ดี ลูกป้าแดง", "ดี") == f"{MARK} ลูกป้าแดง"


def test_a_name_that_is_a_word_is_masked_where_it_is_used_as_a_name() -> None:
    assert masked("คุณสามารถบอก เขาไม่สามารถหนี", "สามารถ") == f"คุณ{MARK}บอก เขาไม่สามารถหนี"


def test_a_name_within_another_syllable_is_no_name() -> None:
    assert masked("คนกินม้า", "คนกินม") == "คนกินม้า"


@pytest.mark.parametrize("text", ["บ้านเลขที่ 12/3 ครับ", "อยู่ 12/3 นะ", "บ้าน๑๒/๓ นะ", "12 / 3"])
def test_the_senders_house_number_is_masked(text: str) -> None:
    assert MARK in masked(text, "12/3")
    assert not any(c.isdecimal() for c in masked(text, "12/3"))


@pytest.mark.parametrize(
    "text",
    [
        "ป้าอยู่บ้านเลขที่ 901 ทับ 1 นะ",
        "901ทับ1",
        "๙๐๑ ทับ ๑",
        "9\u200b01ทับ1",
        "901สแลช1",
        "บ้าน 901-1 ครับ",
        "อยู่ 901–1 ค่ะ",
        "เลขที่เก้าร้อยเอ็ดทับหนึ่ง",
        "เก้าร้อยเอ็ด ทับ หนึ่ง",
        "เการ้อยเอดทับหนึง",
        "เก้าศูนย์หนึ่งทับหนึ่ง",
        "เก้าร้อยเอ็ด/1",
        "ซอย 2 901 ทับ 1",
        "ซอย 2 901/1",
        "901/1 5 คน",
    ],
)
def test_the_senders_house_number_is_masked_as_it_is_said(text: str) -> None:
    hidden = masked(text, "901/1")
    assert hidden.count(MARK) == 1
    assert not any(word in hidden for word in ("901", "๙๐๑", "เก้า", "เกา", "ทับ", "สแลช"))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("เลขที่สิบสอง", "12"),
        ("บ้านเลขที่ร้อยห้าทับสาม", "105/3"),
        ("ยี่สิบเอ็ดทับสิบสอง", "21/12"),
        ("หนึ่งพันสองร้อยสามทับสี่สิบ", "1203/40"),
        ("บ้าน 8-12", "8/12"),
    ],
)
def test_a_house_number_is_said_in_hundreds_and_tens(text: str, number: str) -> None:
    assert MARK in masked(text, number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("901 ทับ 12", "901/1"),
        ("1901 ทับ 1", "901/1"),
        ("901 ทับ 1/2", "901/1"),
        ("ซอย 901 ทับ 1", "901/1"),
        ("ซอยเก้าร้อยเอ็ดทับหนึ่ง", "901/1"),
        ("901 คน เก้าร้อยเอ็ดคน", "901/1"),
        ("รถทับหนึ่งคน", "901/1"),
        ("เวลา 8-12 น.", "8/12"),
        ("มีสิบสองคน", "12"),
        ("หก" * 4000 + "ร้อย", "12"),
    ],
)
def test_other_numbers_that_are_said_stay(text: str, number: str) -> None:
    assert masked(text, number) == text


SAID = "ศูนย์แปดหนึ่ง สองสามสี่ ห้าหกเจ็ดแปด"


@pytest.mark.parametrize(
    "number",
    [
        SAID,
        SAID.replace(" ", ""),
        "ศูนย์แปดศูนย์ ศูนย์ศูนย์หนึ่ง สองสามสี่ห้า",
        "ศูนย์ เลขแปด เลขหนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด",
        "08หนึ่ง 234 ห้าหกเจ็ดแปด",
        "ศูนย์แปด1-234-5678",
        "ศูนย์ สอง หนึ่ง สอง สาม หนึ่ง สอง สาม สี่",
        "ศูนย แปด หนึง สอง สาม สี หา หก เจด แปด",
        "ศูนย์แปดเก้า ห้าๆๆ หนึ่งสองสามสี่",
        "ศูนย์แปดหนึ่งขีดสองสามสี่ขีดห้าหกเจ็ดแปด",
        "ศูนย์, แปด, หนึ่ง, สอง, สาม, สี่, ห้า, หก, เจ็ด, แปด",
        "zero eight one 234 5678",
        "หนึ่ง สองสามสี่ห้า หกเจ็ดแปดเก้าศูนย์ หนึ่งสอง หนึ่ง",
    ],
)
def test_a_number_that_is_said_is_masked_as_one_in_digits(number: str) -> None:
    assert masked(f"โทร{number}นะ") == f"โทร{MARK}นะ"
    assert masked(f"มีสองคน โทร {number} ครับ") == f"มีสองคน โทร {MARK} ครับ"


@pytest.mark.parametrize(
    "text",
    [
        "มีคนสองสามคน สี่ห้าคน หกเจ็ดแปดเก้า",
        "081234567 สีแดง",
        "ศูนย์ราชการแปดโมง สองคน",
        "เวลา 08.00-12.30 สิบสามคน",
        "วันที่ 06-08-2567 สี่คน สองชาย",
        "ราคาหนึ่งแสนสองหมื่น",
        "โทรหนึ่งเก้าหนึ่ง",
    ],
)
def test_words_for_numbers_are_no_telephone(text: str) -> None:
    assert masked(text) == text


def test_a_bare_house_number_is_masked_only_where_it_says_so() -> None:
    assert masked("เลขที่ 12 มีคน 12 คน", "12") == f"เลขที่ {MARK} มีคน 12 คน"
    assert masked("ซอย 112/34", "12/3") == "ซอย 112/34"


def test_secrets_too_short_to_tell_are_left_alone() -> None:
    assert masked("ก กา A", "ก", "A", "") == "ก กา A"


def test_a_mask_counts_what_it_hides() -> None:
    result = mask("081-234-5678, 0898765432", secrets=())
    assert (result.text, result.count) == (f"{MARK}, {MARK}", 2)
    assert not mask("ไม่มีอะไร", secrets=()).is_masked


@given(st.text(max_size=200), st.lists(st.text(max_size=12), max_size=4))
def test_any_text_is_masked_without_harm(text: str, names: list[str]) -> None:
    result = mask(text, secrets=names, customs=CUSTOMS)
    assert result.is_masked == (result.text != text) or MARK in text


def test_long_hostile_text_is_masked_in_no_time() -> None:
    mask("0 " * 5000 + "0-" * 5000, secrets=["00", "0000"], customs=CUSTOMS)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("โทร 089-111-2222 หรือ 02 123 4567", ["089-111-2222", "02 123 4567"], id="two"),
        pytest.param(f"โทร{SAID}", ["081 234 5678"], id="said in words"),
        pytest.param("บัตร 1-2345-67890-12-1", ["1-2345-67890-12-1"], id="a national id"),
        pytest.param("เมื่อ 09.00-10.30 ทะเบียน 1กก 2345", [], id="hours and a plate"),
    ],
)
def test_the_numbers_that_are_blotted_out_can_be_named(text: str, numbers: list[str]) -> None:
    assert numbers_in(text) == numbers


PLACES = ("บ้านโพธิ์ทอง", "โพธิ์ทอง")
WORDS = frozenset({normalise("ยาบ้า").key})


def test_a_word_with_sara_am_is_known_as_any_other() -> None:
    assert masked("เรื่องสำคัญมาก", "สำคัญ") == "เรื่องสำคัญมาก"
    assert masked("กำนันดวนมา", "ดวน") == f"กำนัน{MARK}มา"


def as_read(name: str, text: str) -> str:
    """Return what is read of words by somebody whom LINE calls by a name."""
    known = nicknames_of(name, places=PLACES, words=WORDS, customs=CUSTOMS)
    return mask(text, secrets=(), nicknames=known, customs=CUSTOMS).text


@pytest.mark.parametrize(
    ("name", "text", "read"),
    [
        ("ป้าดวน 🌸", "ป้าดวนเห็นคนขายยา", f"{MARK}เห็นคนขายยา"),
        ("ป้าดวน 🌸", "อย่าบอกว่าดวนบอก", f"อย่าบอกว่า{MARK}บอก"),
        ("ป้าดวน 🌸", "น้องดวนกลัว", f"น้อง{MARK}กลัว"),
        ("Ying", "YING เห็นเอง", f"{MARK} เห็นเอง"),
        ("Ying", "คือYingค่ะ", f"คือ{MARK}ค่ะ"),
        ("Mr.T", "ครับ Mr.T", f"ครับ {MARK}"),
        ("ช่างช่วย", "เรียกช่างช่วยมา", f"เรียก{MARK}มา"),
        ("สำรวย รวยๆ", "ส ำรวย รวยๆ อยู่", f"{MARK} อยู่"),
        ("แดง", "เสื้อแดง\nแดง", f"เสื้อแดง\n{MARK}"),
        ("แดง", "มีคนตีกันครับ แดง", f"มีคนตีกันครับ {MARK}"),
        ("แดง", "แดงแจ้งครับ", f"{MARK}แจ้งครับ"),
        ("แดง", "ชื่อแดง", f"ชื่อ{MARK}"),
        ("แอน โพธิ์ทอง", "แอน\nโพธิ์ทอง", MARK),
        ("แอน โพธิ์ทอง", "ที่โพธิ์ทอง พี่แอนแจ้ง", f"ที่โพธิ์ทอง พี่{MARK}แจ้ง"),
        ("หนุ่ม", "ผม ชื่อหนุ่ม", f"ผม ชื่อ{MARK}"),
        ("ดวน", "มีคนตีกัน\nดวนค่ะ", f"มีคนตีกัน\n{MARK}ค่ะ"),
        ("ดวน", "สวัสดีค่ะ ดวนนะครับ มีคนตีกัน", f"สวัสดีค่ะ {MARK}นะครับ มีคนตีกัน"),
        ("ดวน", "ดวนจำทะเบียนได้", f"{MARK}จำทะเบียนได้"),
        ("ดวน", "ดิฉันดวนค่ะ", f"ดิฉัน{MARK}ค่ะ"),
        ("ดวน", "ดวนเองค่ะ มีคนตีกัน", f"{MARK}เองค่ะ มีคนตีกัน"),
        ("ดวน", "มีคนตีกัน (ดวน)", f"มีคนตีกัน ({MARK})"),
        ("ดวน", "มีคนตีกัน - ดวน", f"มีคนตีกัน - {MARK}"),
        ("ดวน", "มีคนตีกัน\nดวน 99", f"มีคนตีกัน\n{MARK} 99"),
        ("Nok", "Nok เห็นคนตีกัน", f"{MARK} เห็นคนตีกัน"),
        ("nong_fah", "จาก Nong Fah", f"จาก {MARK}"),
        ("Somchai99", "เบอร์ somchai", f"เบอร์ {MARK}"),
        ("แม่น้องพลอย", "พลอยเห็นคน", f"{MARK}เห็นคน"),
        ("Home ดวนใจดี", "เรียกดวนใจดีมา", f"เรียก{MARK}มา"),
    ],
)
def test_a_name_set_in_line_is_masked_where_it_tells_who_writes(
    name: str, text: str, read: str
) -> None:
    assert as_read(name, text) == read


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("แดง", "รถสีแดง ป้าย แดง ขับเร็ว"),
        ("แดง", "แดงทั้งคัน"),
        ("แดง", "จอดครับแดงทั้งคัน"),
        ("ดอน", "น้ำท่วมที่ดอนเมือง"),
        ("ทองใบ", "ขายทองใบ"),
        ("หนุ่ม", "มีหนุ่ม 3 คน หนุ่ม วิ่ง"),
        ("ยาบ้า", "ขายยาบ้า ยาบ้า เต็มเลย"),
        ("สามารถ", "สามารถ มาได้"),
        ("โพธิ์ทอง", "ที่ โพธิ์ทอง"),
        ("ทอง", "ขายทอง ทอง หาย"),
        ("Ying", "buying tying ying2"),
        ("Ann", "Announce"),
        ("1234", "ทะเบียน 1234"),
        ("❤️", "❤️ ใจ"),
        ("ก", "ก ข"),
        ("", "เงียบ"),
        ("ชื่อแก้", "แก้ไข"),
        ("เอ", "ชื่อเอาไว้"),
        ("วุธ", "พกอาวุธเดิน"),
        ("Home", "ใกล้ Home มีคน"),
        ("โรงงาน A1", "ไฟไหม้โรงงาน A1"),
        ("แดง", "รถแดงค่ะ"),
        ("แดง", "สีแดงจำได้"),
    ],
)
def test_a_name_set_in_line_leaves_what_is_meant_otherwise(name: str, text: str) -> None:
    assert as_read(name, text) == text
