"""This is what people do on their phones, and what the bot is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulator import events, marks
from simulator.chats import NOTICE, Bubble, Chat, Via
from simulator.media import CONTENT_TYPES, Medium, preview
from simulator.platform import Platform
from simulator.world import Group, Tie, Unknown

QUOTING = {"text", "sticker"}
QUOTABLE = {"text", "image", "video", "sticker"}


class NotPossible(Exception):
    """A phone would not let its owner do this; the words say why."""


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A person inside a chat, and the account that listens there, if there is one."""

    user_id: str
    chat: Chat
    code: str | None
    group: Group | None


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file on its way into a chat."""

    kind: str
    data: bytes
    name: str = ""
    content_type: str = ""
    duration: int | None = None


def take_seat(platform: Platform, user_id: str, chat_id: str) -> Seat:
    """Return the person's place in that chat, or say why they have none."""
    platform.world.person(user_id)
    if chat_id in platform.world.groups:
        group = platform.world.group(chat_id)
        if user_id not in group.members:
            message = "this person is not in the group"
            raise NotPossible(message)
        chat = platform.chats.group(chat_id)
        return Seat(user_id=user_id, chat=chat, code=group.bot, group=group)
    code, _, owner = chat_id.partition(":")
    if owner != user_id:
        raise Unknown(chat_id)
    platform.world.channel(code)
    if platform.world.tie(code, user_id) is Tie.BLOCKED:
        message = "this person has blocked the account; unblock it first"
        raise NotPossible(message)
    chat = platform.chats.one_to_one(code, user_id)
    return Seat(user_id=user_id, chat=chat, code=code, group=None)


def say(
    platform: Platform,
    seat: Seat,
    text: str,
    *,
    quote: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Bubble:
    """Write a text, perhaps quoting a message; `extra` adds properties such as emojis."""
    if not text:
        message = "an empty text cannot be sent"
        raise NotPossible(message)
    content: dict[str, Any] = {"type": "text", "text": text, **(extra or {})}
    if seat.group and "mention" not in content:
        mention = events.mention_in(text, group=seat.group, world=platform.world)
        content |= {"mention": mention} if mention else {}
    return _send(platform, seat, content, quote=quote)


def send_sticker(
    platform: Platform, seat: Seat, sticker: Mapping[str, Any], *, quote: str | None = None
) -> Bubble:
    """Send a sticker."""
    content = {
        "type": "sticker",
        "packageId": "446",
        "stickerId": "1988",
        "stickerResourceType": "STATIC",
        **sticker,
    }
    return _send(platform, seat, content, quote=quote)


def send_location(platform: Platform, seat: Seat, place: Mapping[str, Any]) -> Bubble:
    """Send a place on the map."""
    latitude, longitude = float(place["latitude"]), float(place["longitude"])
    content: dict[str, Any] = {"type": "location", "latitude": latitude, "longitude": longitude}
    content |= {key: str(place[key]) for key in ("title", "address") if place.get(key)}
    return _send(platform, seat, content)


def send_uploads(platform: Platform, seat: Seat, uploads: Sequence[Upload]) -> list[Bubble]:
    """Send files; several pictures at once make an image set."""
    pictures = [upload for upload in uploads if upload.kind == "image"]
    set_id = marks.message_id() if len(pictures) > 1 else None
    bubbles = []
    for upload in uploads:
        content = _content_of(upload)
        if set_id and upload.kind == "image":
            place = pictures.index(upload) + 1
            content["imageSet"] = {"id": set_id, "index": place, "total": len(pictures)}
        number = marks.message_id()
        platform.media.keep(number, _medium(platform, upload))
        bubbles.append(_send(platform, seat, content, number=number))
    return bubbles


def _content_of(upload: Upload) -> dict[str, Any]:
    if upload.kind == "file":
        return {"type": "file", "fileName": upload.name, "fileSize": len(upload.data)}
    content: dict[str, Any] = {"type": upload.kind, "contentProvider": {"type": "line"}}
    if upload.duration is not None:
        content["duration"] = upload.duration
    return content


def _medium(platform: Platform, upload: Upload) -> Medium:
    fallback = CONTENT_TYPES.get(upload.kind, "application/octet-stream")
    return Medium(
        kind=upload.kind,
        data=upload.data,
        content_type=upload.content_type or fallback,
        name=upload.name,
        ready_at=platform.media.ready_at(upload.kind, platform.clock()),
        has_failed=platform.media.failing and upload.kind in ("video", "audio"),
    )


def _send(
    platform: Platform,
    seat: Seat,
    content: dict[str, Any],
    *,
    quote: str | None = None,
    number: str | None = None,
) -> Bubble:
    kind = content["type"]
    if quote and seat.chat.find(quote) is None:
        message = "the quoted message is not in this chat"
        raise NotPossible(message)
    bubble = platform.show(
        seat.chat,
        seat.user_id,
        content,
        id=number or marks.message_id(),
        quoted_id=quote if kind in QUOTING else None,
        quote_token=marks.quote_token() if kind in QUOTABLE else None,
        read_token=marks.read_token(),
    )
    if seat.code:
        if seat.group is None:
            platform.world.note_writing(seat.code, seat.user_id, bubble.at)
        _emit(platform, seat, "message", answerable=True, message=_told(bubble))
    return bubble


def _told(bubble: Bubble) -> dict[str, Any]:
    told = {"type": bubble.content["type"], "id": bubble.id, **bubble.content}
    told |= {"quoteToken": bubble.quote_token} if bubble.quote_token else {}
    told |= {"quotedMessageId": bubble.quoted_id} if bubble.quoted_id else {}
    return told | ({"markAsReadToken": bubble.read_token} if bubble.read_token else {})


def _emit(
    platform: Platform, seat: Seat, kind: str, *, answerable: bool, **own: Any
) -> dict[str, Any] | None:
    if seat.code is None:
        return None
    return platform.emit(
        kind,
        code=seat.code,
        chat=seat.chat,
        user_id=seat.user_id,
        answerable=answerable,
        **own,
    )


def _own(seat: Seat, bubble_id: str) -> Bubble:
    bubble = seat.chat.find(bubble_id)
    if bubble is None or bubble.sender != seat.user_id or bubble.is_unsent:
        message = "only an own message that still stands can be changed"
        raise NotPossible(message)
    return bubble


def unsend(platform: Platform, seat: Seat, bubble_id: str) -> Bubble:
    """Withdraw an own message."""
    _own(seat, bubble_id)
    platform.media.remove(bubble_id)
    bubble = seat.chat.change(bubble_id, content={"type": "unsent"}, is_unsent=True)
    platform.feed.tell(f"chat:{seat.chat.id}")
    _emit(platform, seat, "unsend", answerable=False, unsend={"messageId": bubble_id})
    return bubble


def edit(platform: Platform, seat: Seat, bubble_id: str, text: str) -> Bubble:
    """Change an own text; LINE has this in groups only."""
    bubble = _own(seat, bubble_id)
    if seat.group is None or bubble.content["type"] != "text":
        message = "only a text in a group can be edited"
        raise NotPossible(message)
    content: dict[str, Any] = {"type": "text", "text": text}
    mention = events.mention_in(text, group=seat.group, world=platform.world)
    content |= {"mention": mention} if mention else {}
    changed = seat.chat.change(
        bubble_id, content=content, is_edited=True, quote_token=marks.quote_token()
    )
    platform.feed.tell(f"chat:{seat.chat.id}")
    told = _told(changed)
    told.pop("markAsReadToken", None)
    _emit(platform, seat, "messageEdited", answerable=True, message=told)
    return changed


def notice(platform: Platform, chat: Chat, text: str) -> None:
    """Show one of LINE's own grey lines."""
    platform.show(chat, NOTICE, {"type": "notice", "text": text}, via=Via.NOTICE)


def picture_of(platform: Platform, bubble_id: str) -> tuple[bytes, str] | None:
    """Return the preview of an upload, if there is one."""
    medium = platform.media.find(bubble_id)
    return preview(medium) if medium else None
