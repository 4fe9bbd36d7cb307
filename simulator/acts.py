"""This is each thing a person can do, as the control API names it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from simulator import media, moves, people, taps, telling
from simulator.chats import Bubble
from simulator.people import Seat, Upload, take_seat
from simulator.platform import Platform

Given = Mapping[str, Any]
Told = dict[str, Any]


def do(platform: Platform, act: str, given: Given) -> Told:
    """Do one thing and tell what came of it."""
    if act in _MOVES:
        _MOVES[act](platform, given)
        return {"ok": True}
    if act not in _ACTS:
        message = f"there is no act {act}"
        raise ValueError(message)
    seat = take_seat(platform, given["person"], given["chat"])
    return _ACTS[act](platform, seat, given)


def upload(platform: Platform, form: Given, files: Sequence[tuple[str, str, bytes]]) -> Told:
    """Send files; pictures of one upload make an image set."""
    seat = take_seat(platform, form["person"], form["chat"])
    duration = int(form["duration"]) if form.get("duration") else None
    uploads = [
        Upload(
            kind=form.get("kind") or _kind_of(content_type),
            data=data,
            name=name,
            content_type=content_type,
            duration=duration,
        )
        for name, content_type, data in files
    ]
    sent = people.send_uploads(platform, seat, uploads)
    return {"bubbles": [_told(platform, seat, bubble) for bubble in sent]}


def _kind_of(content_type: str) -> str:
    kind = content_type.partition("/")[0]
    return kind if kind in ("image", "video", "audio") else "file"


def _told(platform: Platform, seat: Seat, bubble: Bubble) -> Told:
    return telling.bubble(platform, seat.chat, bubble, viewer=seat.user_id)


def _text(platform: Platform, seat: Seat, given: Given) -> Told:
    extra = {key: given[key] for key in ("emojis", "mention") if key in given}
    sent = people.say(platform, seat, given["text"], quote=given.get("quote"), extra=extra)
    return _told(platform, seat, sent)


def _sticker(platform: Platform, seat: Seat, given: Given) -> Told:
    keys = ("packageId", "stickerId", "stickerResourceType", "keywords", "text")
    sticker = {key: given[key] for key in keys if key in given}
    sent = people.send_sticker(platform, seat, sticker, quote=given.get("quote"))
    return _told(platform, seat, sent)


def _location(platform: Platform, seat: Seat, given: Given) -> Told:
    return _told(platform, seat, people.send_location(platform, seat, given))


def _photo(platform: Platform, seat: Seat, given: Given) -> Told:
    data = media.sample_photo()
    one = Upload(kind="image", data=data, name="sample.jpg", content_type="image/jpeg")
    sent = people.send_uploads(platform, seat, [one] * int(given.get("count", 1)))
    return _told(platform, seat, sent[-1])


def _unsend(platform: Platform, seat: Seat, given: Given) -> Told:
    return _told(platform, seat, people.unsend(platform, seat, given["message"]))


def _edit(platform: Platform, seat: Seat, given: Given) -> Told:
    sent = people.edit(platform, seat, given["message"], given["text"])
    return _told(platform, seat, sent)


_PICKED = ("date", "time", "datetime")


def _press(platform: Platform, seat: Seat, given: Given) -> Told:
    return taps.press(
        platform,
        seat,
        label=given.get("label", ""),
        bubble_id=given.get("message", ""),
        path=given.get("path", ""),
        **{key: given[key] for key in _PICKED if key in given},
    )


def _tap(platform: Platform, seat: Seat, given: Given) -> Told:
    picked = {key: given[key] for key in _PICKED if key in given}
    label, path = given.get("label", ""), given.get("path", "")
    return taps.tap(platform, seat, label=label, path=path, **picked)


def _menu(platform: Platform, seat: Seat, given: Given) -> Told:
    picked = {key: given[key] for key in _PICKED if key in given}
    return taps.touch_menu(platform, seat, area=int(given["area"]), **picked)


_ACTS: Mapping[str, Callable[[Platform, Seat, Given], Told]] = {
    "text": _text,
    "sticker": _sticker,
    "location": _location,
    "photo": _photo,
    "unsend": _unsend,
    "edit": _edit,
    "press": _press,
    "tap": _tap,
    "menu": _menu,
}
_MOVES: Mapping[str, Callable[[Platform, Given], None]] = {
    "follow": lambda platform, given: moves.follow(platform, given["station"], given["person"]),
    "block": lambda platform, given: moves.block(platform, given["station"], given["person"]),
    "join": lambda platform, given: moves.enter_group(platform, given["group"], given["person"]),
    "leave": lambda platform, given: moves.leave_group(platform, given["group"], given["person"]),
    "invite": lambda platform, given: moves.invite_bot(platform, given["group"], given["station"]),
    "remove": lambda platform, given: moves.remove_bot(platform, given["group"]),
}
