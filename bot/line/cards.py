"""This is how a card of ours looks in LINE: Flex bubbles, within LINE's limits."""

from __future__ import annotations

from typing import Any

from domain.answers import (
    Button,
    Card,
    Carousel,
    Look,
    Notice,
    OpenLink,
    Press,
    Say,
    ShareLocation,
    Tap,
)
from domain.calendar import unbroken

_TONES = {
    "emergency": "#B3261E",
    "soon": "#8F5500",
    "routine": "#1F5FA8",
    "practice": "#5E35B1",
    "closed": "#5F6368",
    "good": "#1B6E3C",
}
_STYLES = {Look.PRIMARY: "primary", Look.SECONDARY: "secondary", Look.DANGER: "primary"}
_DANGER = "#B3261E"
# LINE's own green leaves white letters too pale to be read in the sun.
_GO = "#0B7A3E"
_HEAD_PADDING, _BODY_PADDING = "14px", "16px"
_WHITE, _INK, _SOFT = "#FFFFFF", "#202124", "#5F6368"
_COLOURS = {Look.PRIMARY: _GO, Look.DANGER: _DANGER}
_IN_A_ROW = 2
CARD_LABEL, QUICK_LABEL = 40, 20
ALT_LIMIT = 1500


def action(tap: Tap, label: str) -> dict[str, Any]:
    """Return LINE's action object of a tap."""
    if isinstance(tap, Say):
        return {"type": "message", "label": label, "text": tap.text}
    if isinstance(tap, Press):
        made = {"type": "postback", "label": label, "data": tap.data}
        return made | ({"displayText": tap.shown} if tap.shown else {})
    if isinstance(tap, OpenLink):
        return {"type": "uri", "label": label, "uri": tap.url}
    if isinstance(tap, ShareLocation):
        return {"type": "location", "label": label}
    raise TypeError(f"no LINE action for {type(tap).__name__}")


def flex(alt: str, contents: dict[str, Any]) -> dict[str, Any]:
    """Return a Flex message; `alt` is what a lock screen shows of it."""
    return {"type": "flex", "altText": alt[:ALT_LIMIT], "contents": contents}


def notice(content: Notice) -> dict[str, Any]:
    """Return a short text with buttons below it."""
    bubble: dict[str, Any] = {
        "type": "bubble",
        "body": _column([_text(content.text, color=_INK)]),
    }
    if content.buttons:
        bubble["footer"] = _column([_button(one) for one in content.buttons], spacing="sm")
    return flex(content.alt, bubble)


def card(content: Card) -> dict[str, Any]:
    """Return the card of one tip."""
    return flex(content.alt, _bubble(content))


def carousel(content: Carousel) -> dict[str, Any]:
    """Return cards side by side."""
    bubbles = [_bubble(one) for one in content.cards]
    return flex(content.alt, {"type": "carousel", "contents": bubbles})


def _bubble(content: Card) -> dict[str, Any]:
    head = [
        _text(content.title, color=_WHITE, size="sm"),
        _text(content.headline, color=_WHITE, size="lg", weight="bold"),
    ]
    body: list[dict[str, Any]] = []
    if content.marks:
        body.append(_text(" · ".join(content.marks), color=_DANGER, size="sm", weight="bold"))
    if content.body:
        body.append(_text(content.body, color=_INK))
    body += [_pair(line.label, line.value) for line in content.lines]
    bubble: dict[str, Any] = {
        "type": "bubble",
        "size": "mega",
        "header": {
            **_column(head, spacing="xs"),
            "backgroundColor": _TONES[content.tone],
            "paddingAll": _HEAD_PADDING,
        },
    }
    if body:
        bubble["body"] = _column(body, spacing="md") | {"paddingAll": _BODY_PADDING}
    if content.buttons:
        bubble["footer"] = _column(_rows(content.buttons), spacing="sm")
    return bubble


def _rows(buttons: Any) -> list[dict[str, Any]]:
    """Set the first button alone, for the thumb finds it walking, the others two in a row."""
    rows = [_button(buttons[0])]
    rest = list(buttons[1:])
    for start in range(0, len(rest), _IN_A_ROW):
        pair = [_button(one) for one in rest[start : start + _IN_A_ROW]]
        rows.append({"type": "box", "layout": "horizontal", "spacing": "sm", "contents": pair})
    return rows


def _button(one: Button) -> dict[str, Any]:
    made = {
        "type": "button",
        "style": _STYLES[one.look],
        "height": "sm",
        "action": action(one.tap, one.label),
    }
    colour = _COLOURS.get(one.look)
    return made | ({"color": colour} if colour else {})


def _column(contents: list[dict[str, Any]], *, spacing: str = "md") -> dict[str, Any]:
    return {"type": "box", "layout": "vertical", "spacing": spacing, "contents": contents}


def _text(text: str, **looks: str) -> dict[str, Any]:
    # LINE refuses an empty text component.
    return {"type": "text", "text": unbroken(text) or " ", "wrap": True, **looks}


def _pair(label: str, value: str) -> dict[str, Any]:
    return {
        "type": "box",
        "layout": "baseline",
        "spacing": "sm",
        "contents": [
            _text(label, color=_SOFT, size="sm") | {"flex": 2},
            _text(value, color=_INK, size="sm") | {"flex": 5},
        ],
    }
