"""This is LINE's JSON read with tolerance: webhook bodies into arrivals, arrivals into events.

The SDK's own webhook models lose the group, the user and the message of anything they do not
know, so the raw JSON is read here, field by field, and what is unknown stays an `Unknown` event.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import orjson

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
_LATEST = 253402300799000
_LONGEST_KEY = 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_KINDS = {
    "image": MediaKind.PHOTO,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.VOICE,
    "file": MediaKind.FILE,
}


class NotAWebhook(ValueError):
    """The body is not the JSON of a webhook."""


class RawArrival(NamedTuple):
    """One event of a webhook body: what the door needs to keep it, and its own bytes.

    `occurred_ms` is in milliseconds since 1970 (UTC), as LINE counts.
    """

    key: str
    lane: str
    event_type: str
    occurred_ms: int
    body: bytes


@dataclass(frozen=True, kw_only=True)
class ReplyToken:
    """The free reply token of an event and until when it is fresh."""

    token: str
    until: datetime


def is_signed(body: bytes, signature: str | None, secret: str) -> bool:
    """Check `x-line-signature`: base64 of HMAC-SHA256 over the raw body, in constant time."""
    if not signature:
        return False
    expected = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(expected, signature.encode("latin-1", "replace"))


def arrivals_in(body: bytes, *, received_at: datetime) -> list[RawArrival]:
    """Read a webhook body; raise NotAWebhook if it is none."""
    received = (received_at - _EPOCH) // _MILLISECOND
    return [_arrival(event, received) for event in _events(body)]


def count_events(body: bytes) -> int:
    """Return how many events a webhook body brings; raise NotAWebhook if it is none."""
    return len(_events(body))


def _events(body: bytes) -> list[dict[str, Any]]:
    try:
        envelope = _parsed(body)
    except (ValueError, RecursionError) as fault:
        raise NotAWebhook("the body is not JSON") from fault
    events = envelope.get("events") if isinstance(envelope, dict) else None
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise NotAWebhook("the body has no list of events")
    return events


def _parsed(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        # Half of a surrogate pair is no Unicode text, yet a phone may send it: it becomes "?".
        lenient = json.dumps(json.loads(body), ensure_ascii=False).encode("utf-8", "replace")
        return orjson.loads(lenient)


def _arrival(event: dict[str, Any], received: int) -> RawArrival:
    source = _table(event, "source")
    person = _word(source, "userId")
    place = _word(source, "groupId") or _word(source, "roomId")
    lane = person or place or "nobody"
    packed = orjson.dumps(event)
    return RawArrival(
        key=_key(event),
        lane=lane,
        event_type=_kind(event),
        occurred_ms=_milliseconds(event.get("timestamp"), received),
        body=packed,
    )


def _kind(event: dict[str, Any]) -> str:
    given = _word(event, "type") or "unknown"
    # PostgreSQL refuses a NUL, which a JSON string may hold.
    return given[:40] if given.isprintable() else "unknown"


def _key(event: dict[str, Any]) -> str:
    given = event.get("webhookEventId")
    if isinstance(given, str) and _is_key(given):
        return given
    # A redelivery differs in deliveryContext alone, so that is left out of the fingerprint.
    rest = {name: value for name, value in event.items() if name != "deliveryContext"}
    return "sha256:" + hashlib.sha256(orjson.dumps(rest, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _is_key(given: str) -> bool:
    return 0 < len(given) <= _LONGEST_KEY and given.isascii() and given.isprintable()


def _milliseconds(value: object, otherwise: int) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LATEST:
        return value
    return otherwise


def _table(parent: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = parent.get(name)
    return value if isinstance(value, dict) else {}


def _word(parent: Mapping[str, Any], name: str) -> str | None:
    value = parent.get(name)
    return value if isinstance(value, str) and value else None


def _number(parent: Mapping[str, Any], name: str) -> int | None:
    value = parent.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def reply_token(body: bytes, *, received_at: datetime) -> ReplyToken | None:
    """Return an event's reply token while it may be used.

    A `standby` event is another module's to answer; a redelivered one may be answered already.
    """
    event = orjson.loads(body)
    token = _word(event, "replyToken")
    if token is None or event.get("mode") == "standby":
        return None
    if _table(event, "deliveryContext").get("isRedelivery") is True:
        return None
    received = (received_at - _EPOCH) // _MILLISECOND
    happened = _EPOCH + _MILLISECOND * _milliseconds(event.get("timestamp"), received)
    return ReplyToken(token=token, until=min(received_at, happened) + _TOKEN_LIFE)


def is_standby(body: bytes) -> bool:
    """Say whether an event is stored only, because another module holds the chat."""
    return bool(orjson.loads(body).get("mode") == "standby")


def event_in(body: bytes, *, occurred_at: datetime) -> Event:
    """Read one kept event; whatever is unknown or incomplete becomes `Unknown`."""
    event = orjson.loads(body)
    kind = _word(event, "type") or "unknown"
    read = _READERS.get(kind)
    understood = read(event, occurred_at) if read is not None else None
    return understood or Unknown(happened_at=occurred_at, kind=kind)


def _speaker(event: dict[str, Any]) -> Speaker:
    source = _table(event, "source")
    return Speaker(
        user_id=_word(source, "userId"),
        group_id=_word(source, "groupId") or _word(source, "roomId"),
    )


def _message(event: dict[str, Any], at: datetime) -> Event | None:
    message = _table(event, "message")
    message_id = _word(message, "id")
    if message_id is None:
        return None
    return MessageSaid(
        happened_at=at,
        speaker=_speaker(event),
        message_id=message_id,
        content=_content(message),
        quoted_message_id=_word(message, "quotedMessageId"),
        quote_token=_word(message, "quoteToken"),
        mentions_bot=_mentions_bot(message),
    )


def _mentions_bot(message: dict[str, Any]) -> bool:
    people = _table(message, "mention").get("mentionees")
    if not isinstance(people, list):
        return False
    return any(isinstance(one, dict) and one.get("isSelf") is True for one in people)


def _content(message: dict[str, Any]) -> Content:
    kind = _word(message, "type") or "unknown"
    if kind == "text":
        return Text(text=_word(message, "text") or "")
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
    group = _table(message, "imageSet")
    provider = _table(message, "contentProvider")
    is_external = provider.get("type") == "external"
    return Media(
        kind=kind,
        set_id=_word(group, "id"),
        set_index=_number(group, "index"),
        set_total=_number(group, "total"),
        file_name=_word(message, "fileName"),
        size=_number(message, "fileSize"),
        duration_ms=_number(message, "duration"),
        external_url=_word(provider, "originalContentUrl") if is_external else None,
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
        title=_word(message, "title") or "",
        address=_word(message, "address") or "",
    )


def _edited(event: dict[str, Any], at: datetime) -> Event | None:
    message = _table(event, "message")
    message_id, text = _word(message, "id"), _word(message, "text")
    if message_id is None or text is None:
        return None
    return MessageEdited(happened_at=at, speaker=_speaker(event), message_id=message_id, text=text)


def _unsent(event: dict[str, Any], at: datetime) -> Event | None:
    message_id = _word(_table(event, "unsend"), "messageId")
    if message_id is None:
        return None
    return MessageUnsent(happened_at=at, speaker=_speaker(event), message_id=message_id)


def _pressed(event: dict[str, Any], at: datetime) -> Event | None:
    postback = _table(event, "postback")
    data = _word(postback, "data")
    if data is None:
        return None
    params = _table(postback, "params")
    return ButtonPressed(
        happened_at=at,
        speaker=_speaker(event),
        data=data,
        params={name: value for name, value in params.items() if isinstance(value, str)},
    )


def _followed(event: dict[str, Any], at: datetime) -> Event:
    back = _table(event, "follow").get("isUnblocked") is True
    return Followed(happened_at=at, speaker=_speaker(event), is_unblocked=back)


def _group_changed(event: dict[str, Any], at: datetime) -> Event:
    came = _table(event, "joined").get("members")
    went = _table(event, "left").get("members")
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
