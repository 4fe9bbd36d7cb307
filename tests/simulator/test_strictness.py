from __future__ import annotations

import copy
from typing import Any

import pytest

from simulator.check import fault_in
from simulator.check.counting import graphemes, utf16

POSTBACK = {"type": "postback", "label": "รับเรื่อง", "data": "accept:1"}


def text(words: str = "สวัสดี", **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, **more}


def quick(*actions: dict[str, Any]) -> dict[str, Any]:
    items = [{"type": "action", "action": action} for action in actions]
    return text(quickReply={"items": items})


def bubble(*parts: dict[str, Any], layout: str = "vertical", **more: Any) -> dict[str, Any]:
    body = {"type": "box", "layout": layout, "contents": list(parts)}
    return {"type": "bubble", "body": body, **more}


def flex(contents: dict[str, Any], alt: str = "แจ้งเหตุ") -> dict[str, Any]:
    return {"type": "flex", "altText": alt, "contents": contents}


def label(words: str) -> dict[str, Any]:
    return {**POSTBACK, "label": words}


def button(action: Any) -> dict[str, Any]:
    return flex(bubble({"type": "button", "action": action}))


def template(**facts: Any) -> dict[str, Any]:
    return {"type": "template", "altText": "เลือก", "template": facts}


YES_NO = [
    {"type": "message", "label": "ใช่", "text": "ใช่"},
    {"type": "message", "label": "ไม่", "text": "ไม่"},
]
HELLO = {"type": "text", "text": "สวัสดี"}

GOOD = [
    pytest.param(text("ก" * 5000), id="a text of 5000 units"),
    pytest.param(text("😀" * 2500), id="emoji counted as two units each"),
    pytest.param(flex(bubble(HELLO)), id="a small card"),
    pytest.param(flex(bubble(HELLO), alt="ก" * 1500), id="an altText of 1500 units"),
    pytest.param(button(label("กี่" * 40)), id="forty Thai syllables are forty graphemes"),
    pytest.param(quick(*[label("ก" * 20)] * 13), id="thirteen quick replies"),
    pytest.param(quick({"type": "location", "label": "ส่งตำแหน่ง"}), id="a location quick reply"),
    pytest.param(button({**POSTBACK, "data": "x" * 300}), id="postback data of 300"),
    pytest.param(button({"type": "uri", "label": "โทร", "uri": "tel:191"}), id="a call button"),
    pytest.param(template(type="confirm", text="ยืนยัน?", actions=YES_NO), id="a confirm template"),
    pytest.param(
        template(type="buttons", text="ก" * 160, actions=YES_NO), id="buttons with a long text"
    ),
    pytest.param(flex({"type": "carousel", "contents": [bubble(HELLO)] * 12}), id="twelve bubbles"),
    pytest.param(
        flex(bubble({"type": "box", "layout": "vertical", "contents": [], "height": "4px"})),
        id="an empty box as a bar",
    ),
    pytest.param(
        {"type": "location", "title": "ที่นี่", "address": "ซอย 1", "latitude": 13.8, "longitude": 100},
        id="a place",
    ),
    pytest.param(text(sender={"name": "บ้านริมคลอง"}), id="another sender name"),
    pytest.param(
        {
            "type": "image",
            "originalContentUrl": "http://127.0.0.1:8000/a.jpg",
            "previewImageUrl": "http://localhost:8000/b.jpg",
        },
        id="an image of a station on this machine",
    ),
    pytest.param(
        {
            "type": "textV2",
            "text": "{all} ประกาศ {{1}}",
            "substitution": {"all": {"type": "mention", "mentionee": {"type": "all"}}},
        },
        id="a mention of everyone",
    ),
    pytest.param(text(quoteToken=None), id="null for what may be left out"),
]

BAD = [
    pytest.param(text("ก" * 5001), "messages[0].text", id="a text of 5001 units"),
    pytest.param(text("😀" * 2501), "messages[0].text", id="too many emoji"),
    pytest.param(text(""), "messages[0].text", id="an empty text"),
    pytest.param({"type": "text"}, "messages[0].text", id="no text at all"),
    pytest.param({"text": "x"}, "messages[0].type", id="no type"),
    pytest.param({"type": "poll"}, "messages[0].type", id="an unknown type"),
    pytest.param(text(5), "messages[0].text", id="a number for a text"),  # type: ignore[arg-type]
    pytest.param(text(colour="red"), "messages[0].colour", id="an unknown property"),
    pytest.param("text", "messages[0]", id="a word for a message"),
    pytest.param(flex(bubble(HELLO), alt="ก" * 1501), "messages[0].altText", id="a long altText"),
    pytest.param(flex(bubble(HELLO), alt=""), "messages[0].altText", id="an empty altText"),
    pytest.param(flex({"type": "bubble"}), "/", id="a bubble without a block"),
    pytest.param(
        flex(bubble({"type": "text", "text": "x", "size": "huge"})),
        "/body/contents/0/size",
        id="an unknown size",
    ),
    pytest.param(
        flex(bubble({"type": "text", "text": "x", "color": "red"})),
        "/body/contents/0/color",
        id="a colour by name",
    ),
    pytest.param(
        flex(bubble({"type": "text", "text": ""})), "/body/contents/0/text", id="an empty Flex text"
    ),
    pytest.param(
        flex(bubble({"type": "text", "text": "x", "bold": True})),
        "/body/contents/0/bold",
        id="an unknown Flex property",
    ),
    pytest.param(
        flex(bubble({"type": "spacer"})), "/body/contents/0/type", id="an unknown component"
    ),
    pytest.param(
        flex(bubble({"type": "button", "action": POSTBACK}, layout="baseline")),
        "/body/contents/0",
        id="a button in a baseline box",
    ),
    pytest.param(
        flex(bubble(HELLO, layout="diagonal")), "/body/layout", id="an unknown box layout"
    ),
    pytest.param(button(label("ก" * 41)), "/body/contents/0/action/label", id="a long Flex label"),
    pytest.param(
        button({"type": "postback", "data": "x"}),
        "/body/contents/0/action/label",
        id="a button without a label",
    ),
    pytest.param(
        flex(bubble({"type": "button"})), "/body/contents/0/action", id="a button without action"
    ),
    pytest.param(
        button({**POSTBACK, "data": "x" * 301}),
        "/body/contents/0/action/data",
        id="postback data of 301",
    ),
    pytest.param(
        button({"type": "postback", "label": "x"}),
        "/body/contents/0/action/data",
        id="a postback without data",
    ),
    pytest.param(
        button({"type": "uri", "label": "x", "uri": "ftp://example.org/"}),
        "/body/contents/0/action/uri",
        id="a scheme LINE does not open",
    ),
    pytest.param(
        button({"type": "uri", "label": "x", "uri": "https://example.org/" + "x" * 1000}),
        "/body/contents/0/action/uri",
        id="a URI over 1000",
    ),
    pytest.param(
        button({"type": "location", "label": "x"}),
        "/body/contents/0/action/type",
        id="a location action outside quick replies",
    ),
    pytest.param(
        flex(bubble(*[{"type": "text", "text": "ก" * 500}] * 22)), "/", id="a bubble over 30 KB"
    ),
    pytest.param(
        flex({"type": "carousel", "contents": [bubble(HELLO)] * 13}), "/contents", id="13 bubbles"
    ),
    pytest.param(
        flex({"type": "carousel", "contents": [bubble(HELLO), bubble(HELLO, size="kilo")]}),
        "/contents",
        id="bubbles of two sizes",
    ),
    pytest.param(
        flex({"type": "carousel", "contents": [bubble(text("ก" * 2000))] * 9}),
        "/",
        id="a carousel over 50 KB",
    ),
    pytest.param(
        flex(bubble({"type": "image", "url": "http://example.org/a.png"})),
        "/body/contents/0/url",
        id="a picture without TLS",
    ),
    pytest.param(
        quick(*[label("x")] * 14), "messages[0].quickReply.items", id="fourteen quick replies"
    ),
    pytest.param(
        quick(label("ก" * 21)),
        "messages[0].quickReply.items[0].action.label",
        id="a quick reply label of 21",
    ),
    pytest.param(
        template(type="confirm", text="?", actions=YES_NO[:1]),
        "messages[0].template.actions",
        id="a confirm template with one answer",
    ),
    pytest.param(
        template(type="buttons", title="x", text="ก" * 61, actions=YES_NO),
        "messages[0].template.text",
        id="a long text under a title",
    ),
    pytest.param(
        {
            "type": "image",
            "originalContentUrl": "http://x.org/a",
            "previewImageUrl": "https://x.org/b",
        },
        "messages[0].originalContentUrl",
        id="an image without TLS",
    ),
    pytest.param(
        {
            "type": "image",
            "originalContentUrl": "https://x.org/a",
            "previewImageUrl": "http://10.0.0.2/b",
        },
        "messages[0].previewImageUrl",
        id="an image without TLS from the neighbour's machine",
    ),
    pytest.param(
        {"type": "textV2", "text": "{who} มา"}, "messages[0].text", id="a placeholder for nothing"
    ),
    pytest.param(text(sender={"name": "ก" * 21}), "messages[0].sender.name", id="a long sender"),
]


def push(message: Any) -> dict[str, Any]:
    return {"to": "U1", "messages": [message]}


@pytest.mark.parametrize("message", GOOD)
def test_line_takes(message: Any) -> None:
    fault = fault_in("PushMessageRequest", push(message))
    assert fault is None, [one.as_json() for one in fault.details]


@pytest.mark.parametrize(("message", "place"), BAD)
def test_line_refuses(message: Any, place: str) -> None:
    fault = fault_in("PushMessageRequest", push(message))
    assert fault is not None
    assert place in [one.property for one in fault.details]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        pytest.param({"messages": [text()]}, "to", id="nobody to send to"),
        pytest.param({"to": "U1", "messages": []}, "messages", id="no messages"),
        pytest.param({"to": "U1", "messages": [text()] * 6}, "messages", id="six messages"),
        pytest.param({"to": ["U1"], "messages": [text()]}, "to", id="a list for one person"),
        pytest.param(
            {"to": "U1", "messages": [text()], "silent": True}, "silent", id="an unknown switch"
        ),
        pytest.param(
            {"to": "U1", "messages": [text()], "notificationDisabled": "yes"},
            "notificationDisabled",
            id="a word for a switch",
        ),
    ],
)
def test_line_refuses_the_envelope(body: Any, place: str) -> None:
    fault = fault_in("PushMessageRequest", body)
    assert fault is not None
    assert [one.property for one in fault.details] == [place]


def test_a_flex_fault_is_told_as_line_tells_it() -> None:
    card = flex(bubble(HELLO, {"type": "text", "text": "x", "size": "huge"}))
    fault = fault_in("PushMessageRequest", {"to": "U1", "messages": [text(), card]})
    assert fault is not None
    assert fault.message == "A message (messages[1]) in the request body is invalid"
    assert [one.as_json() for one in fault.details] == [
        {"message": "invalid property", "property": "/body/contents/1/size"}
    ]


def test_all_faults_are_counted() -> None:
    fault = fault_in("PushMessageRequest", {"to": "U1", "messages": [text(""), {"type": "poll"}]})
    assert fault is not None
    assert fault.message == "The request body has 2 error(s)"


def test_nesting_without_end_is_refused_rather_than_followed() -> None:
    deep: dict[str, Any] = copy.deepcopy(HELLO)
    for _ in range(300):
        deep = {"type": "box", "layout": "vertical", "contents": [deep]}
    assert fault_in("PushMessageRequest", push(flex(bubble(deep)))) is not None


@pytest.mark.parametrize(
    ("words", "units", "clusters"),
    [
        pytest.param("กี่", 3, 1, id="a syllable with two marks"),
        pytest.param("น้ำ", 3, 1, id="sara am belongs to its letter"),
        pytest.param("👮🏽‍♀️", 7, 1, id="a joined emoji"),
        pytest.param("🇹🇭🇯🇵", 8, 2, id="two flags"),
        pytest.param("รับเรื่อง", 9, 6, id="a button"),
    ],
)
def test_characters_are_counted_as_line_counts(words: str, units: int, clusters: int) -> None:
    assert (utf16(words), graphemes(words)) == (units, clusters)
