"""This is our messages in LINE's words: the exact body of a reply or a push."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.line import cards
from domain.answers import Button, Card, Content, Film, Notice, Picture, Recipient, Spot, Words
from domain.calendar import unbroken
from domain.delivery import Method
from domain.place_labels import cut as fitting

TEXT_LIMIT = 5000
MOST_OBJECTS = 5
MOST_CHOICES = 13
SPOT_LIMIT = 100


def body(
    method: Method,
    contents: Sequence[Content],
    *,
    to: Recipient,
    token: str | None,
    is_quiet: bool,
) -> dict[str, Any]:
    """Return the request body that hands contents to LINE by one method, or what a mail says."""
    if method is Method.MAIL:
        said = " ".join(one.text for one in contents if isinstance(one, Words))
        return {"alt": said, "to": to.line_id}
    whom = {"replyToken": token} if method is Method.REPLY else {"to": to.line_id}
    return {**whom, **form(contents, is_quiet=is_quiet)}


def _object(content: Content) -> dict[str, Any]:
    made = _plain(content)
    choices = list(getattr(content, "choices", ()))[:MOST_CHOICES]
    if choices:
        made["quickReply"] = {"items": [_choice(one) for one in choices]}
    return made


def _plain(content: Content) -> dict[str, Any]:
    if isinstance(content, Words):
        made = {"type": "text", "text": cut(unbroken(content.text), TEXT_LIMIT)}
        return made | ({"quoteToken": content.quotes} if content.quotes else {})
    if isinstance(content, Notice):
        return cards.notice(content)
    if isinstance(content, Card):
        return cards.card(content)
    if isinstance(content, Picture | Film):
        return {
            "type": "image" if isinstance(content, Picture) else "video",
            "originalContentUrl": content.url,
            "previewImageUrl": content.preview,
        }
    if isinstance(content, Spot):
        return _spot(content)
    return cards.carousel(content)


def _spot(content: Spot) -> dict[str, Any]:
    return {
        "type": "location",
        "title": fitting(content.title, SPOT_LIMIT),
        "address": fitting(content.address, SPOT_LIMIT),
        "latitude": content.latitude,
        "longitude": content.longitude,
    }


def form(contents: Sequence[Content], *, is_quiet: bool = False) -> dict[str, Any]:
    """Return the body that hands contents to anyone, but for whom."""
    messages = [_object(one) for one in contents[:MOST_OBJECTS]]
    return {"messages": messages, "notificationDisabled": is_quiet}


def _choice(one: Button) -> dict[str, Any]:
    return {"type": "action", "action": cards.action(one.tap, one.label)}


def cut(text: str, limit: int) -> str:
    """Cut a text to LINE's limit, which counts UTF-16 units, without splitting a character."""
    packed = text.encode("utf-16-le")
    if len(packed) <= limit * 2:
        return text
    return packed[: limit * 2].decode("utf-16-le", "ignore")
