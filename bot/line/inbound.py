"""This is LINE's JSON read with tolerance: an arrival into an event of the domain.

The SDK's own webhook models lose the group, the user and the message of anything they do not
know, so the raw JSON is read here, field by field, and what is unknown stays an `Unknown` event.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from bot.line.fields import EPOCH, MILLISECOND, milliseconds, number, table, word
from domain.events import (
    BotJoined,
    BotLeft,
    ButtonPressed,
    Content,
    Event,
    Followed,
    GroupMembersChanged,
    Location,
    Media,
    MediaKind,
    MessageEdited,
    MessageSaid,
    MessageUnsent,
    Speaker,
    Sticker,
    Text,
    Unfollowed,
    Unknown,
    Unreadable,
)

# LINE: a reply token lives one minute from the webhook's receipt; ten seconds are our margin.
_TOKEN_LIFE = timedelta(seconds=50)
_KINDS = {
    "image": MediaKind.PHOTO,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.VOICE,
    "file": MediaKind.FILE,
}


@dataclass(frozen=True, kw_only=True)
class ReplyToken:
    """The free reply token of an event and until when it is fresh."""

    token: str
    until: datetime


def reply_token(body: bytes, *, received_at: datetime) -> ReplyToken | None:
    """Return an event's reply token while it may be used.

    A `standby` event is another module's to answer; a redelivered one may be answered already.
    """
    event = orjson.loads(body)
    token = word(event, "replyToken")
    if token is None or event.get("mode") == "standby":
        return None
    if table(event, "deliveryContext").get("isRedelivery") is True:
        return None
    received = (received_at - EPOCH) // MILLISECOND
    happened = EPOCH + MILLISECOND * milliseconds(event.get("timestamp"), received)
    return ReplyToken(token=token, until=min(received_at, happened) + _TOKEN_LIFE)


def is_standby(body: bytes) -> bool:
    """Say whether an event is stored only, because another module holds the chat."""
    return bool(orjson.loads(body).get("mode") == "standby")


def event_in(body: bytes, *, occurred_at: datetime) -> Event:
    """Read one kept event; whatever is unknown or incomplete becomes `Unknown`."""
    event = orjson.loads(body)
    kind = word(event, "type") or "unknown"
    read = _READERS.get(kind)
    understood = read(event, occurred_at) if read is not None else None
    return understood or Unknown(happened_at=occurred_at, kind=kind)


def _speaker(event: dict[str, Any]) -> Speaker:
    source = table(event, "source")
    return Speaker(
        user_id=word(source, "userId"),
        group_id=word(source, "groupId") or word(source, "roomId"),
    )


def _message(event: dict[str, Any], at: datetime) -> Event | None:
    message = table(event, "message")
    message_id = word(message, "id")
    if message_id is None:
        return None
    return MessageSaid(
        happened_at=at,
        speaker=_speaker(event),
        message_id=message_id,
        content=_content(message),
        quoted_message_id=word(message, "quotedMessageId"),
        quote_token=word(message, "quoteToken"),
        mentions_bot=_mentions_bot(message),
    )


def _mentions_bot(message: dict[str, Any]) -> bool:
    return bool(_own_mentions(message))


def _own_mentions(message: dict[str, Any]) -> list[dict[str, Any]]:
    people = table(message, "mention").get("mentionees")
    if not isinstance(people, list):
        return []
    return [one for one in people if isinstance(one, dict) and one.get("isSelf") is True]


def _without_own_name(message: dict[str, Any]) -> str:
    """Return a text without the names by which it calls the bot, which may hold spaces."""
    text = word(message, "text") or ""
    # LINE counts as UTF-16 does.
    units = text.encode("utf-16-le", "surrogatepass")
    for one in _own_mentions(message):
        start, length = one.get("index"), one.get("length")
        if isinstance(start, int) and isinstance(length, int) and start >= 0 and length > 0:
            name = units[2 * start : 2 * (start + length)].decode("utf-16-le", "surrogatepass")
            text = text.replace(name, " ", 1).strip() if name.startswith("@") else text
    return text


def _content(message: dict[str, Any]) -> Content:
    kind = word(message, "type") or "unknown"
    if kind == "text":
        return Text(text=_without_own_name(message))
    if kind in _KINDS:
        return _media(message, _KINDS[kind])
    if kind == "location":
        return _location(message)
    if kind == "sticker":
        words = message.get("keywords")
        listed = words if isinstance(words, list) else []
        return Sticker(keywords=tuple(word for word in listed if isinstance(word, str)))
    return Unreadable(kind=kind[:40])


def _media(message: dict[str, Any], kind: MediaKind) -> Media:
    group = table(message, "imageSet")
    provider = table(message, "contentProvider")
    is_external = provider.get("type") == "external"
    return Media(
        kind=kind,
        set_id=word(group, "id"),
        set_index=number(group, "index"),
        set_total=number(group, "total"),
        file_name=word(message, "fileName"),
        size=number(message, "fileSize"),
        duration_ms=number(message, "duration"),
        external_url=word(provider, "originalContentUrl") if is_external else None,
    )


def _location(message: dict[str, Any]) -> Content:
    latitude, longitude = message.get("latitude"), message.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return Unreadable(kind="location")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004
        return Unreadable(kind="location")
    return Location(
        latitude=float(latitude),
        longitude=float(longitude),
        title=word(message, "title") or "",
        address=word(message, "address") or "",
    )


def _edited(event: dict[str, Any], at: datetime) -> Event | None:
    message = table(event, "message")
    message_id, text = word(message, "id"), word(message, "text")
    if message_id is None or text is None:
        return None
    return MessageEdited(happened_at=at, speaker=_speaker(event), message_id=message_id, text=text)


def _unsent(event: dict[str, Any], at: datetime) -> Event | None:
    message_id = word(table(event, "unsend"), "messageId")
    if message_id is None:
        return None
    return MessageUnsent(happened_at=at, speaker=_speaker(event), message_id=message_id)


def _pressed(event: dict[str, Any], at: datetime) -> Event | None:
    postback = table(event, "postback")
    data = word(postback, "data")
    if data is None:
        return None
    params = table(postback, "params")
    return ButtonPressed(
        happened_at=at,
        speaker=_speaker(event),
        data=data,
        params={name: value for name, value in params.items() if isinstance(value, str)},
    )


def _followed(event: dict[str, Any], at: datetime) -> Event:
    back = table(event, "follow").get("isUnblocked") is True
    return Followed(happened_at=at, speaker=_speaker(event), is_unblocked=back)


def _group_changed(event: dict[str, Any], at: datetime) -> Event:
    came = table(event, "joined").get("members")
    went = table(event, "left").get("members")
    change = (len(came) if isinstance(came, list) else 0) - (
        len(went) if isinstance(went, list) else 0
    )
    return GroupMembersChanged(happened_at=at, speaker=_speaker(event), change=change)


_READERS: Mapping[str, Callable[[dict[str, Any], datetime], Event | None]] = {
    "message": _message,
    "messageEdited": _edited,
    "unsend": _unsent,
    "postback": _pressed,
    "follow": _followed,
    "unfollow": lambda event, at: Unfollowed(happened_at=at, speaker=_speaker(event)),
    "join": lambda event, at: BotJoined(happened_at=at, speaker=_speaker(event)),
    "leave": lambda event, at: BotLeft(happened_at=at, speaker=_speaker(event)),
    "memberJoined": _group_changed,
    "memberLeft": _group_changed,
}
