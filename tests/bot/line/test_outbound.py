"""Our messages in LINE's words, checked against the SDK's own models."""

from __future__ import annotations

import json

import pytest
from linebot.v3.messaging import PushMessageRequest, ReplyMessageRequest

from bot.line import outbound
from domain.answers import (
    Button,
    Card,
    Carousel,
    Chat,
    Content,
    Film,
    Line,
    Look,
    Notice,
    OpenLink,
    Picture,
    Press,
    Recipient,
    Say,
    ShareLocation,
    Spot,
    Words,
)
from domain.delivery import Method
from simulator.check import fault_in

TO = Recipient(chat=Chat.PERSON, line_id="U" + "a" * 32)
BUTTONS = (
    Button(label="รับเรื่อง", tap=Press(data="accept", shown="รับเรื่อง"), look=Look.PRIMARY),
    Button(label="ถามผู้แจ้ง", tap=Press(data="ask")),
    Button(label="ส่งต่อ", tap=Press(data="hand")),
    Button(label="แก้หมู่บ้าน", tap=Press(data="village")),
    Button(label="ปิดเรื่อง", tap=Press(data="close"), look=Look.DANGER),
    Button(label="ดูภาพ/เสียง", tap=Press(data="media")),
)
CARD = Card(
    title="เรื่องที่ 123/2569",
    headline="เหตุด่วนเหตุร้าย",
    tone="emergency",
    alt="เรื่องที่ 123/2569 เหตุด่วนเหตุร้าย ชุมชนโพธิ์ทอง",
    marks=("ฝึก",),
    body="ก" * 300,
    lines=(Line(label="ชุมชน", value="โพธิ์ทอง"),),
    buttons=BUTTONS,
)
QUICK = (
    Button(label="ส่งตำแหน่ง", tap=ShareLocation()),
    Button(label="ส่งเลย", tap=Say(text="ส่งเลย")),
)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(Words(text="รับข้อความแล้ว", choices=QUICK), id="words with quick replies"),
        pytest.param(
            Notice(
                text="โปรดโทร 191",
                alt="โปรดโทร 191",
                buttons=(Button(label="โทร 191", tap=OpenLink(url="tel:191")),),
            ),
            id="a notice with a call button",
        ),
        pytest.param(CARD, id="an officer's card"),
        pytest.param(Carousel(cards=(CARD, CARD), alt="งานของฉัน"), id="cards side by side"),
        pytest.param(
            Picture(url="https://police.example/b/a.jpg", preview="https://police.example/b/b.jpg"),
            id="a picture",
        ),
        pytest.param(
            Film(url="https://police.example/b/a.mp4", preview="https://police.example/b/a.jpg"),
            id="a video",
        ),
        pytest.param(
            Spot(title="ศาลาวัด", address="ซอย 5", latitude=13.85, longitude=100.63), id="a place"
        ),
    ],
)
@pytest.mark.parametrize("method", [Method.REPLY, Method.PUSH])
def test_nothing_is_lost_on_the_way_through_the_sdk(content: Content, method: Method) -> None:
    body = outbound.body(method, [content], to=TO, token="t", is_quiet=True)
    model = ReplyMessageRequest if method is Method.REPLY else PushMessageRequest
    assert model.from_dict(body).to_dict() == body


def test_the_sign_of_the_hour_is_not_broken_off_its_time() -> None:
    told = Card(**{**vars(CARD), "lines": (Line(label="แจ้งเมื่อ", value="3 ธ.ค. 2569 14:05 น."),)})
    contents = [Words(text="ประชุม 14:05 น. ที่วัด"), told]
    body = outbound.body(Method.PUSH, contents, to=TO, token=None, is_quiet=False)
    sent = json.dumps(body, ensure_ascii=False)
    assert sent.count("14:05\u00a0น.") == 2
    assert "14:05 น." not in sent


def test_the_largest_card_stays_under_lines_limit() -> None:
    longest = Card(**{**vars(CARD), "body": "กำ" * 300, "lines": CARD.lines * 8})
    made = outbound.body(Method.PUSH, [longest], to=TO, token=None, is_quiet=False)
    bubble = made["messages"][0]["contents"]
    assert len(json.dumps(bubble, ensure_ascii=False).encode()) < 30 * 1024


def test_a_place_with_a_long_name_stays_within_line_s_limits() -> None:
    spot = Spot(title="กำ" * 150, address="ที่" * 150, latitude=13.85, longitude=100.63)
    body = outbound.body(Method.PUSH, [spot], to=TO, token=None, is_quiet=False)
    assert fault_in("PushMessageRequest", body) is None


@pytest.mark.parametrize("letter", ["ก", "🍍"])
def test_a_long_text_is_cut_in_lines_own_unit(letter: str) -> None:
    cut = outbound.cut(letter * 6000, 5000)
    assert len(cut.encode("utf-16-le")) // 2 == 5000


def test_a_text_is_never_cut_inside_a_character() -> None:
    assert outbound.cut("ก" + "🍍" * 3, 4) == "ก🍍"
