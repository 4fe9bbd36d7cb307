"""Which messages are words of the chat contract, and which only look like them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.words import load_words
from domain.command_words import Audience, Word
from domain.word_reading import Addressed, addressed_in_group, understand

WORDS = load_words()

CONTRACT = {
    "ส่งเลย": Word.SEND_NOW,
    "ยกเลิก": Word.CANCEL,
    "สถานะ": Word.STATUS,
    "วิธีใช้": Word.HELP,
    "ข้อมูลของฉัน": Word.MY_DATA,
    "ออกจากเครือข่าย": Word.LEAVE,
    "ฝึกแจ้ง": Word.PRACTICE,
    "ซ้อม": Word.PRACTICE,
    "ช่วยเหลือ": Word.URGENT_HELP,
    "มีเหตุด่วน": Word.EMERGENCY_NOW,
    "ส่งตำแหน่ง": Word.SEND_LOCATION,
    "หมู่บ้านของฉัน": Word.MY_VILLAGE,
    "ชุมชนของฉัน": Word.MY_VILLAGE,
    "ที่อื่น": Word.ELSEWHERE,
    "ใช่": Word.YES,
    "ข้าม": Word.SKIP,
    "ไม่ให้ตำรวจในพื้นที่เห็น": Word.HIDE,
    "เหตุจริง": Word.REAL,
    "ฝึก": Word.DRILL,
    "แจ้งเบาะแส": Word.REPORT,
    "งานของฉัน": Word.MY_WORK,
    "เข้าเวร": Word.ON_DUTY,
    "ออกเวร": Word.OFF_DUTY,
    "คอนโซล": Word.CONSOLE,
    "เข้าระบบ": Word.CONSOLE,
    "ประกาศ": Word.BULLETIN,
    "ประชาสัมพันธ์": Word.BULLETIN,
    "โควตา": Word.QUOTA,
    "ผูกกลุ่ม": Word.BIND_GROUP,
    "เลิกผูกกลุ่ม": Word.UNBIND_GROUP,
    "ทั้งสถานี": Word.WHOLE_STATION,
    "รับเรื่อง": Word.ACCEPT,
    "ถามผู้แจ้ง": Word.ASK,
    "ส่งต่อ": Word.HAND_OVER,
    "แก้หมู่บ้าน": Word.FIX_VILLAGE,
    "แก้ชุมชน": Word.FIX_VILLAGE,
    "ปิดเรื่อง": Word.CLOSE,
    "ดูภาพ/เสียง": Word.OPEN_MEDIA,
    "สืบสวนต่อ": Word.INVESTIGATE,
    "ขอทราบชื่อผู้แจ้ง": Word.ASK_NAME,
}


def word(text: str) -> Word | None:
    understood = understand(text, WORDS)
    return understood.word if understood else None


@pytest.mark.parametrize(("text", "expected"), CONTRACT.items())
def test_every_word_of_the_contract_is_understood(text: str, expected: Word) -> None:
    wrapped = (text, f"  {text}\n", f"{text}ครับ", f"{text} ค่ะ", f"{text}นะคะ 🙏", f"“{text}”!!")
    assert {word(one) for one in wrapped} == {expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("สถาณะ", Word.STATUS),
        ("ศถานะครับผม", Word.STATUS),
        ("สถนะ", Word.STATUS),
        ("สถานะจ้า", Word.STATUS),
        ("สถานะเด้อ", Word.STATUS),
        ("ขอดูสถานะหน่อยครับ", Word.STATUS),
        ("สถา\u200bนะ", Word.STATUS),
        ("ส่ง เลย", Word.SEND_NOW),
        ("สงเลยคะ", Word.SEND_NOW),
        ("ยกเลืก", Word.CANCEL),
        ("ยกเลิกกก", Word.CANCEL),
        ("วิทีใช้", Word.HELP),
        ("ข้อมุลของฉัน", Word.MY_DATA),
        ("ออกจากเครือข่าง", Word.LEAVE),
        ("ส่งต\u0e4dาแหน่ง", Word.SEND_LOCATION),
        ("เข้าเวน", Word.ON_DUTY),
        ("โควต้า", Word.QUOTA),
        ("ประกาด", Word.BULLETIN),
        ("Status", Word.STATUS),
        ("ＨＥＬＰ", Word.URGENT_HELP),
        ("cancle", Word.CANCEL),
    ],
)
def test_a_slip_of_the_finger_is_forgiven(text: str, expected: Word) -> None:
    assert word(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "ช่วยด้วย",
        "ช่วยด้วยค่ะ",
        "ช่วยด้วยครับ!!!",
        "ชวยด้วย",
        "ช่วยเหลือด้วยค่ะ",
        "ช่วยเหลือคนแก่ล้มหน่อย",
        "help me",
        "สถานี",
        "สถานที่",
        "บ้านของฉัน",
        "เปิดเรื่อง",
        "ปิดเครื่อง",
        "ประการ",
        "คอนโด",
        "โควิด",
        "ซ่อม",
        "ซ้อมเมีย",
        "ซ้อมคนจนเลือดอาบ",
        "เขาซ้อมลูกทุกคืน",
        "วันนี้มีซ้อม",
        "ฝึกแจ้งเมื่อวานสนุกดี",
        "ยกเลิกนัดหมอแล้วมีคนมางัดบ้าน",
        "ยกเลิกรถที่ขโมย",
        "ส่งเลยเวลาแล้วยังไม่มา",
        "ประกาศ วันนี้มีประชุมที่ศาลา",
        "ข้ามถนน",
        "ใช่คนร้ายหรือเปล่า",
        "ลาก่อน",
        "ลามก",
        "มีคนตีกันหน้าตลาด",
        "ไฟไหม้",
        "สวัสดีครับ",
        "ขอบคุณค่ะ",
        "ครับ",
        "นะ",
        "👍",
        "",
        "   ",
        "1",
        "123/2569",
        "สถานะ123",
    ],
)
def test_ordinary_thai_is_never_a_word_of_the_contract(text: str) -> None:
    assert word(text) is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("ซ้อม: ไฟไหม้ตลาด", "ไฟไหม้ตลาด"),
        ("ซ้อม : ไฟไหม้\nหลังวัด", "ไฟไหม้\nหลังวัด"),
        ("ฝึกแจ้ง：มีคนตีกัน", "มีคนตีกัน"),
        ("ซ้อม:", ""),
    ],
)
def test_practice_may_be_followed_by_the_report(text: str, rest: str) -> None:
    understood = understand(text, WORDS)
    assert understood is not None
    assert (understood.word, understood.rest) == (Word.PRACTICE, rest)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("ผูกกลุ่ม KK001, บ้านโคก", "KK001, บ้านโคก"),
        ("ผูกกลุ่ม KK001 ครับ", "KK001"),
        ("ผูกกลุ่มทั้งสถานี", "ทั้งสถานี"),
        ("ผูกกลุม ทั้งสถานี", "ทั้งสถานี"),
        ("ผูกกลุ่ม", ""),
    ],
)
def test_binding_a_group_keeps_the_villages_as_typed(text: str, rest: str) -> None:
    understood = understand(text, WORDS)
    assert understood is not None
    assert (understood.word, understood.rest) == (Word.BIND_GROUP, rest)
    assert understood.audience is Audience.OFFICER


def test_leave_of_absence_takes_how_long() -> None:
    understood = understand("ลา 3 วัน", WORDS)
    assert understood is not None
    assert (understood.word, understood.rest) == (Word.ABSENT, "3 วัน")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("แจ้ง มีคนตีกัน", Addressed(rest="มีคนตีกัน", is_strong=False)),
        ("แจ้งมีคนตีกัน", Addressed(rest="มีคนตีกัน", is_strong=False)),
        ("เเจ้ง ไฟไหม้", Addressed(rest="ไฟไหม้", is_strong=False)),
        ("แจ้งสมาชิกทุกท่าน", Addressed(rest="สมาชิกทุกท่าน", is_strong=False)),
        ("#แจ้ง ไฟไหม้\nหลังวัด", Addressed(rest="ไฟไหม้\nหลังวัด", is_strong=True)),
        ("\u200b ＃แจ้งไฟไหม้", Addressed(rest="ไฟไหม้", is_strong=True)),
        ("#แจ้ง", Addressed(rest="", is_strong=True)),
        ("วันนี้แจ้งว่าไฟดับ", None),
        ("มีคนตีกัน #แจ้ง", None),
        ("", None),
    ],
)
def test_a_group_calls_the_bot_at_the_beginning_only(text: str, expected: Addressed | None) -> None:
    assert addressed_in_group(text, WORDS) == expected


def test_politeness_is_taken_off_before_a_number_or_a_name_is_read() -> None:
    assert WORDS.without_courtesy("123/2569 ครับผม 🙏") == "123/2569"
    assert WORDS.without_courtesy("ครับ") == "ครับ"


def test_the_label_of_a_word_is_the_contracts() -> None:
    labels = {WORDS.label(expected) for expected in CONTRACT.values()}
    assert labels <= CONTRACT.keys()


@given(st.text(max_size=200))
def test_any_text_is_read_without_harm(text: str) -> None:
    understand(text, WORDS)
    addressed_in_group(text, WORDS)


@pytest.mark.parametrize("text", ["นะ" * 2500, "่" * 5000, "ซ." * 2500, "ครับ" * 19, "ขอ" * 39])
def test_hostile_text_is_read_in_no_time(text: str) -> None:
    start = time.perf_counter()
    understand(text, WORDS)
    assert time.perf_counter() - start < 0.5


def test_a_message_of_nothing_but_courtesy_is_taken_apart_only_so_far() -> None:
    assert len(WORDS.stages("ใช่" + "ครับ" * 20)) == 21
    assert len(WORDS.stages("ใช่" + "ครับ" * 2000)) < 50
