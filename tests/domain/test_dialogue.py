"""What words and taps mean, given where the talk stands."""

from __future__ import annotations

import dataclasses
import functools
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from catalog.words import load_words
from domain import meanings as m
from domain import post_meanings as p
from domain.composing import COMPOSING, ComposeAsked, ComposePressed, ComposeSaid
from domain.dialogue import meaning
from domain.events import (
    ButtonPressed,
    Content,
    Event,
    Media,
    MediaKind,
    MessageSaid,
    Speaker,
    Sticker,
    Text,
)
from domain.group_talk import without_address
from domain.name_words import NAME_DANGER, NAME_WHY
from domain.postback import Act, encode
from domain.standing import CALLER, INTAKE, LEAVING, OWN, PRACTICE, REAL, Standing
from domain.talking import NOTE

the_words = functools.cache(load_words)
AT = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
TIP, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
ALONE = Speaker(user_id="U1")
GROUP = Speaker(user_id="U1", group_id="C1")
NOBODY = Standing(number_prefix="KK")
OFFICER = dataclasses.replace(NOBODY, is_officer=True)
AT_INTAKE = dataclasses.replace(OFFICER, mode=INTAKE)
AT_COMPOSING = dataclasses.replace(OFFICER, mode=COMPOSING)
ASKED = dataclasses.replace(NOBODY, gathering=TIP, asked=TIP, candidates=("V1", "V2", "V3"))


def said(content: Content | str, *, who: Speaker = ALONE, mentions: bool = False) -> MessageSaid:
    told = Text(text=content) if isinstance(content, str) else content
    return MessageSaid(
        happened_at=AT, speaker=who, message_id="1", content=told, mentions_bot=mentions
    )


def pressed(data: str, who: Speaker = ALONE) -> ButtonPressed:
    return ButtonPressed(happened_at=AT, speaker=who, data=data)


def meant(event: Event, standing: Standing = NOBODY) -> tuple[type[Event], dict[str, Any]]:
    """Return the kind of meaning and what sets it apart."""
    found = meaning(event, standing, the_words())
    parts = {f.name: getattr(found, f.name) for f in dataclasses.fields(found)}
    return type(found), {
        k: v for k, v in parts.items() if k not in {"happened_at", "speaker", "said"}
    }


WORDS = [
    ("ส่งเลย", NOBODY, m.SendNowAsked, {}),
    ("สถานะครับ", NOBODY, m.StatusAsked, {}),
    ("ช่วยเหลือ", NOBODY, m.HelpAsked, {"is_urgent": True}),
    ("ข้อมูลของฉัน", NOBODY, m.MyDataAsked, {}),
    ("ออกจากเครือข่าย", NOBODY, m.LeaveAsked, {"is_confirmed": False}),
    ("ใช่", dataclasses.replace(NOBODY, mode=LEAVING), m.LeaveAsked, {"is_confirmed": True}),
    ("acd3 4679 ef", NOBODY, m.CodeSaid, {"code": "ACD34679EF"}),
    ("ฝึกแจ้ง", NOBODY, m.PracticeAsked, {}),
    ("ซ้อม: มีคนตีกัน", NOBODY, m.TipSaid, {"text": "มีคนตีกัน", "is_practice": True}),
    ("สามีซ้อมเมีย", NOBODY, m.TipSaid, {"text": "สามีซ้อมเมีย", "is_practice": False}),
    ("ช่วยด้วย", NOBODY, m.TipSaid, {"text": "ช่วยด้วย", "is_practice": False}),
    ("ขโมยขึ้นบ้าน", dataclasses.replace(NOBODY, mode=PRACTICE), m.TipSaid,
     {"text": "ขโมยขึ้นบ้าน", "is_practice": True}),
    ("๒", ASKED, m.VillageAnswered,
     {"tip": TIP, "code": "V2", "text": None, "is_home": False, "is_elsewhere": False}),
    ("4", ASKED, m.VillageAnswered,
     {"tip": TIP, "code": None, "text": None, "is_home": False, "is_elsewhere": False}),
    ("1", NOBODY, m.TipSaid, {"text": "1", "is_practice": False}),
    ("ชุมชนของฉัน", ASKED, m.VillageAnswered,
     {"tip": TIP, "code": None, "text": None, "is_home": True, "is_elsewhere": False}),
    ("ใช่", dataclasses.replace(ASKED, must_confirm=True), m.VillageAnswered,
     {"tip": TIP, "code": "V1", "text": None, "is_home": False, "is_elsewhere": False}),
    ("ใช่", ASKED, m.TipSaid, {"text": "ใช่", "is_practice": False}),
    ("เหตุจริง", dataclasses.replace(NOBODY, mode=REAL, mode_tip=TIP), m.RealOrPractice,
     {"tip": TIP, "is_real": True}),
    ("งานของฉัน", NOBODY, m.LaterWordSaid, {"word": "officers_only"}),
    ("งานของฉัน", OFFICER, p.WorkAsked, {}),
    ("ออกเวร", OFFICER, p.DutySaid, {"is_on": False}),
    ("สรุปเช้าครับ", OFFICER, p.SummaryAsked, {}),
    ("ไม่รับสรุปเช้า", OFFICER, p.SummaryChosen, {"is_wanted": False}),
    ("รับสรุปเช้า", OFFICER, p.SummaryChosen, {"is_wanted": True}),
    ("รับแจ้ง", OFFICER, p.IntakeAsked, {}),
    ("รับแจ้ง", NOBODY, m.LaterWordSaid, {"word": "officers_only"}),
    ("รับจ้าง", NOBODY, m.TipSaid, {"text": "รับจ้าง", "is_practice": False}),
    ("ยกเลิก", AT_INTAKE, p.IntakeEnded, {"is_dropped": True}),
    ("ส่งเลย", AT_INTAKE, p.IntakeEnded, {"is_dropped": False}),
    ("ข้าม", AT_INTAKE, p.CallerSkipped, {}),
    ("มีคนตีกัน", AT_INTAKE, p.IntakeSaid, {}),
    ("1", AT_INTAKE, p.IntakeSaid, {}),
    ("081-234-5678", AT_INTAKE, p.IntakeSaid, {}),
    ("งานของฉัน", AT_INTAKE, p.WorkAsked, {}),
    ("เบอร์ผู้แจ้ง 123/2569", OFFICER, p.CallerAsked, {"year": 2569, "sequence": 123}),
    ("เบอร์ผู้แจ้ง 123/2569", NOBODY, m.TipSaid,
     {"text": "เบอร์ผู้แจ้ง 123/2569", "is_practice": False}),
    ("โทรถามทาง", dataclasses.replace(OFFICER, mode=CALLER, mode_tip=TIP), p.CallerReasonSaid,
     {"tip": TIP, "reason": "โทรถามทาง"}),
    ("KK-2569-000123", OFFICER, p.TipNumberSaid, {"year": 2569, "sequence": 123, "prefix": ""}),
    ("BK-2569-000123", dataclasses.replace(OFFICER, neighbours=("BK",)), p.TipNumberSaid,
     {"year": 2569, "sequence": 123, "prefix": "BK"}),
    ("ประกาศ", OFFICER, ComposeAsked, {}),
    ("ประกาศ", NOBODY, m.LaterWordSaid, {"word": "officers_only"}),
    ("ยกเลิก", AT_COMPOSING, ComposePressed, {"verb": "drop", "choice": ""}),
    ("ข้าม", AT_COMPOSING, ComposePressed, {"verb": "skip", "choice": ""}),
    ("สถานะ 123/2569 มีคนเห็น", AT_COMPOSING, ComposeSaid, {}),
    ("123/2569", AT_COMPOSING, ComposeSaid, {}),
    ("งานของฉัน", AT_COMPOSING, p.WorkAsked, {}),
    ("ช่วยเหลือ", AT_COMPOSING, m.HelpAsked, {"is_urgent": True}),
    ("ประกาศ", AT_COMPOSING, ComposeAsked, {}),
    ("มีคนตีกัน", OFFICER, m.OwnTipOffered, {}),
    ("แจ้งเบาะแส", dataclasses.replace(OFFICER, mode=OWN), m.OwnTipConfirmed, {"is_tip": True}),
    ("จับแล้ว", dataclasses.replace(OFFICER, mode=NOTE, mode_tip=TIP), m.CloseNoteSaid,
     {"tip": TIP, "note": "จับแล้ว"}),
    ("ข้าม", dataclasses.replace(OFFICER, mode=NOTE, mode_tip=TIP), m.CloseNoteSaid,
     {"tip": TIP, "note": None}),
    ("สถานะ", dataclasses.replace(OFFICER, mode=NOTE, mode_tip=TIP), m.StatusAsked, {}),
    ("ไม่ให้ตำรวจในพื้นที่เห็น", dataclasses.replace(NOBODY, latest=TIP), m.HidingAsked, {"tip": TIP}),
    ("ขอทราบชื่อผู้แจ้งครับ", OFFICER, m.NameWordSaid, {"year": None, "sequence": None}),
    ("ขอทราบชื่อผู้แจ้ง เรื่องที่ ๑๒๓/๒๕๖๙", OFFICER, m.NameWordSaid, {"year": 2569, "sequence": 123}),
    ("ขอชื่อผู้แจ้ง KK-2569-000123", OFFICER, m.NameWordSaid, {"year": 2569, "sequence": 123}),
    ("ขอทราบชื่อผู้แจ้ง", NOBODY, m.LaterWordSaid, {"word": "officers_only"}),
    ("ต้องสอบปากคำ", dataclasses.replace(OFFICER, mode=NAME_WHY, mode_tip=TIP), m.NameReasonSaid,
     {"tip": TIP, "reason": "ต้องสอบปากคำ"}),
    ("อยู่บ้านเดียวกัน", dataclasses.replace(OFFICER, mode=NAME_DANGER, mode_tip=TIP),
     m.NameDangerSaid, {"tip": TIP, "reason": "อยู่บ้านเดียวกัน"}),
    ("ยกเลิก", dataclasses.replace(OFFICER, mode=NAME_WHY, mode_tip=TIP), m.CancelAsked, {}),
    ("งานของฉัน", dataclasses.replace(OFFICER, mode=NAME_WHY, mode_tip=TIP), p.WorkAsked, {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "standing", "kind", "parts"), WORDS)
def test_words_in_a_private_chat(
    text: str, standing: Standing, kind: type[Event], parts: dict[str, Any]
) -> None:
    assert meant(said(text), standing) == (kind, parts)


FIGHT = {"text": "มีคนตีกัน", "is_practice": False}


@pytest.mark.parametrize(
    ("text", "mentions", "kind", "parts"),
    [
        ("สวัสดีครับ", False, m.Chatter, {"is_group": True}),
        ("แจ้ง มีคนตีกัน", False, m.GroupAddressed, FIGHT),
        ("#แจ้ง มีคนตีกัน", False, m.GroupAddressed, FIGHT),
        ("@ตาสับปะรด มีคนตีกัน", True, m.GroupAddressed, FIGHT),
        ("@ตาสับปะรด #แจ้ง มีคนตีกัน", True, m.GroupAddressed, {**FIGHT, "text": "#แจ้ง มีคนตีกัน"}),
        ("ผูกกลุ่ม V1 V2", False, m.BindingAsked, {"text": "V1 V2"}),
        ("เลิกผูกกลุ่ม", False, m.BindingAsked, {"text": None}),
        ("สถานะ", False, m.Chatter, {"is_group": True}),
        ("สถานะค่ะ @ตาสับปะรด", True, m.Chatter, {"is_group": True}),
        ("มีคนตีกัน", False, m.Chatter, {"is_group": True}),
        ("ซ้อม: มีคนตีกัน", False, m.Chatter, {"is_group": True}),
        ("#แจ้ง ช่วยด้วย", False, m.GroupAddressed, {**FIGHT, "text": "ช่วยด้วย"}),
        ("#แจ้ง เหตุด่วน", False, m.GroupAddressed, {**FIGHT, "text": "เหตุด่วน"}),
        ("#แจ้ง ซ้อมเมียอีกแล้ว", False, m.GroupAddressed, {**FIGHT, "text": "ซ้อมเมียอีกแล้ว"}),
        ("#แจ้ง ACD34679EF", False, m.Chatter, {"is_group": True}),
        (
            "#แจ้ง #แจ้ง #แจ้ง #แจ้ง #แจ้ง สถานะ",
            False,
            m.GroupAddressed,
            {**FIGHT, "text": "#แจ้ง #แจ้ง #แจ้ง #แจ้ง สถานะ"},
        ),
        ("#แจ้ง ซ้อม: ซ้อม: ซ้อม: ซ้อม: ซ้อม: มีคนตีกัน", False, m.Chatter, {"is_group": True}),
    ],
)
def test_words_in_a_group(
    text: str, mentions: bool, kind: type[Event], parts: dict[str, Any]
) -> None:
    assert meant(said(text, who=GROUP, mentions=mentions)) == (kind, parts)


@pytest.mark.parametrize(
    "word",
    [
        *("สถานะ", "สถานะครับ", "ขอดูสถานะหน่อยค่ะ", "สถาณะ", "ยกเลิก", "ยกเลิกนะคะ", "ส่งเลย", "ช่วยเหลือ"),
        *("ข้อมูลของฉัน", "ออกจากเครือข่าย", "วิธีใช้", "งานของฉัน", "โควตา", "เข้าเวร", "คอนโซล", "ประกาศ"),
        *("ปิดเรื่อง", "รับเรื่อง", "ใช่", "ที่อื่น", "หมู่บ้านของฉัน", "ข้าม", "เรียบร้อย", "แจ้งเหตุ", "status"),
    ],
)
@pytest.mark.parametrize(
    ("call", "mentions"),
    [
        *(("{}", True), ("@ตาสับปะรด {}", True), ("@ตาสับปะรด แจ้ง {}", True)),
        *(("แจ้ง {}", False), ("#แจ้ง {}", False), ("#แจ้ง: {}", False), ("#แจ้ง แจ้ง {}", False)),
    ],
)
def test_a_word_of_the_chat_is_no_tip_in_a_group(word: str, call: str, *, mentions: bool) -> None:
    addressed = said(call.format(word), who=GROUP, mentions=mentions)
    assert meant(addressed) == (m.Chatter, {"is_group": True})


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        *(("#แจ้ง ซ้อม: มีคนตีกัน", False), ("#แจ้ง ซ้อม : มีคนตีกัน", False), ("แจ้ง ซ้อม: มีคนตีกัน", False)),
        *(("@ตาสับปะรด ซ้อม: มีคนตีกัน", True), ("@ตาสับปะรด แจ้ง ซ้อม: มีคนตีกัน", True)),
        *(("ซ้อม: #แจ้ง มีคนตีกัน", False), ("ซ้อม: แจ้ง มีคนตีกัน", False)),
        *(("ซ้อม: @ตาสับปะรด มีคนตีกัน", True), ("#แจ้ง ฝึกแจ้ง: มีคนตีกัน", False)),
    ],
)
def test_practice_is_practice_however_the_bot_is_called(text: str, *, mentions: bool) -> None:
    addressed = said(text, who=GROUP, mentions=mentions)
    assert meant(addressed) == (m.GroupAddressed, {"text": "มีคนตีกัน", "is_practice": True})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        *(("#แจ้ง มีคนตีกัน", "มีคนตีกัน"), ("#แจ้ง ซ้อม: มีคนตีกัน", "มีคนตีกัน")),
        *(("@ตาสับปะรด มีคนตีกัน", "มีคนตีกัน"), ("มีคนตีกัน", "มีคนตีกัน")),
    ],
)
def test_an_edit_says_what_is_told_without_how_the_bot_was_called(text: str, told: str) -> None:
    assert without_address(text, the_words()) == told


def test_practice_that_was_announced_is_so_in_a_group_too() -> None:
    assert meant(said("#แจ้ง ซ้อม", who=GROUP)) == (m.PracticeAsked, {})
    hidden = dataclasses.replace(GROUP, user_id=None)
    assert meant(said("#แจ้ง ซ้อม", who=hidden)) == (m.Chatter, {"is_group": True})
    practising = dataclasses.replace(NOBODY, mode=PRACTICE)
    addressed = said("#แจ้ง มีคนตีกัน", who=GROUP)
    assert meant(addressed, practising) == (m.GroupAddressed, {**FIGHT, "is_practice": True})


def test_a_photo_in_a_group_counts_only_beside_a_tip_begun_there() -> None:
    photo = said(Media(kind=MediaKind.PHOTO), who=GROUP)
    assert meant(photo)[0] is m.Chatter
    assert meant(photo, dataclasses.replace(NOBODY, group_tip=TIP))[0] is m.TipSaid


def test_a_sticker_is_chatter() -> None:
    assert meant(said(Sticker()))[0] is m.Chatter


@pytest.mark.parametrize(
    ("data", "standing", "kind", "parts"),
    [
        (encode(Act.ACCEPT, TIP), NOBODY, m.AcceptAsked, {"tip": TIP}),
        (encode(Act.CLOSE, TIP), NOBODY, m.CloseAsked, {"tip": TIP, "outcome": None}),
        (encode(Act.OUTCOME, TIP, "unfounded"), NOBODY, m.CloseAsked,
         {"tip": TIP, "outcome": "unfounded"}),
        (encode(Act.OUTCOME, TIP, "no such"), NOBODY, m.CloseAsked, {"tip": TIP, "outcome": None}),
        (encode(Act.PLACE, OTHER, "V9"), ASKED, m.VillageAnswered,
         {"tip": OTHER, "code": "V9", "text": None, "is_home": False, "is_elsewhere": False}),
        (encode(Act.RATE, TIP, "done"), NOBODY, m.RatingGiven, {"tip": TIP, "is_done": True}),
        (encode(Act.NOTICE, value="2"), NOBODY, m.NoticeAccepted, {"version": "2"}),
        (encode(Act.LEAVE, value="yes"), NOBODY, m.LeaveAsked, {"is_confirmed": False}),
        (encode(Act.LEAVE, value="yes"), dataclasses.replace(NOBODY, mode=LEAVING), m.LeaveAsked,
         {"is_confirmed": True}),
        ("junk", NOBODY, m.Chatter, {"is_group": False}),
        (encode(Act.ACCEPT), NOBODY, m.Chatter, {"is_group": False}),
    ],
)  # fmt: skip
def test_taps(data: str, standing: Standing, kind: type[Event], parts: dict[str, Any]) -> None:
    assert meant(pressed(data), standing) == (kind, parts)


def test_a_tap_in_a_group_asks_nothing() -> None:
    assert meant(pressed(encode(Act.ACCEPT, TIP), GROUP)) == (m.Chatter, {"is_group": True})


NUMBER = {"year": 2569, "sequence": 1, "prefix": ""}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "รับเรื่อง 1/2569",
            "ปิดเรื่อง 1/2569",
            "รับเรื่องที่ 1/2569 ครับ",
            "รับเรื่อง1/2569",
            "ปิดเรื่อง ๑/๒๕๖๙ นะ",
        ),
        *("1/2569 รับเรื่อง", "1/2569 ปิดเรื่อง ครับ", "ขอรับเรื่อง 1/2569 หน่อย", "รับเรื่อง KK-2569-000001"),
        *(
            "ส่งต่อ 1/2569",
            "ส่งต่อเรื่องที่ 1/2569",
            "ถามผู้แจ้ง 1/2569",
            "ดูภาพ/เสียง 1/2569",
            "สืบสวนต่อ 1/2569",
        ),
        *("แก้หมู่บ้าน 1/2569", "แก้ชุมชน เรื่องที่ 1/2569", "สถานะ 1/2569", "สถานะเรื่อง 1/2569"),
    ],
)
def test_a_number_beside_a_word_for_work_on_a_tip_shows_that_tip(text: str) -> None:
    assert meant(said(text), OFFICER) == (p.TipNumberSaid, NUMBER)


@pytest.mark.parametrize(
    "text",
    ["มีคนตีกัน 3 คน", "รับเรื่อง 3 คน", "เห็นรถทะเบียน 1/2569 ขับหนี", "โควตา 1/2569", "ปิดเรื่อง " + "1" * 80],
)
def test_what_is_no_number_beside_such_a_word_shows_no_tip(text: str) -> None:
    assert meant(said(text), OFFICER)[0] is not p.TipNumberSaid


def test_a_sender_who_says_a_tips_number_asks_how_it_stands() -> None:
    assert meant(said("1/2569 ค่ะ")) == (m.StatusAsked, {})
    assert meant(said("99/123"))[0] is m.TipSaid
    assert meant(said("รับเรื่อง 1/2569"))[0] is m.TipSaid


@pytest.mark.parametrize(
    ("text", "kind", "parts"),
    [
        ("ออกเวรแล้วนะ", p.DutySaid, {"is_on": False}),
        ("ลงเวรแล้วครับ", p.DutySaid, {"is_on": False}),
        ("เข้าเวรแล้วครับผม", p.DutySaid, {"is_on": True}),
        ("ขึ้นเวรแล้วจ้า", p.DutySaid, {"is_on": True}),
        ("โควตาเหลือเท่าไหร่", p.QuotaAsked, {}),
        ("โควต้าเหลือเท่าไรคะ", p.QuotaAsked, {}),
        ("เหลือโควตากี่ข้อความครับ", p.QuotaAsked, {}),
        ("งานของฉันมีอะไรบ้างครับ", p.WorkAsked, {}),
    ],
)
def test_an_officers_own_words_are_understood_as_they_are_said(
    text: str, kind: type[Event], parts: dict[str, Any]
) -> None:
    assert meant(said(text), OFFICER) == (kind, parts)


@pytest.mark.parametrize("text", ["ออกเวรแล้วเจอคนตีกัน", "เข้าเวรแล้วรถหาย", "คนออกเวรแล้วโดนปล้น"])
def test_a_sentence_that_begins_like_them_is_none(text: str) -> None:
    assert meant(said(text), OFFICER)[0] is m.OwnTipOffered
