"""This is how the state of everything is told as JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from simulator.chats import BOT, Bubble, Chat
from simulator.platform import Platform
from simulator.world import Unknown

Told = dict[str, Any]
_BRIEF = {
    "image": "[รูปภาพ]",
    "video": "[วิดีโอ]",
    "audio": "[ข้อความเสียง]",
    "file": "[ไฟล์]",
    "location": "[ตำแหน่ง]",
    "sticker": "[สติกเกอร์]",
    "unsent": "ยกเลิกข้อความแล้ว",
}


def world(platform: Platform) -> Told:
    """Tell who there is."""
    seen = platform.world
    return {
        "channels": [_channel(platform, code) for code in seen.channels],
        "people": [
            {
                **asdict(person),
                "ties": {code: seen.tie(code, person.user_id) for code in seen.channels},
            }
            for person in seen.people.values()
        ],
        "groups": [_group(platform, group_id) for group_id in seen.groups],
        "places": [asdict(place) for place in platform.cast.places],
        "last": platform.feed.last,
        "now": platform.clock(),
    }


def _channel(platform: Platform, code: str) -> Told:
    channel = platform.world.channel(code)
    return {
        "station_code": code,
        "name": channel.name,
        "bot_user_id": channel.bot_user_id,
        "basic_id": channel.basic_id,
        "webhook_url": channel.webhook_url,
        "is_active": platform.world.active[code],
        "limit": channel.monthly_limit,
        "used": platform.quota.used(code, platform.clock()),
    }


def _group(platform: Platform, group_id: str) -> Told:
    group = platform.world.group(group_id)
    return {
        "group_id": group.id,
        "name": group.name,
        "bot": group.bot,
        "members": group.members,
        "withheld_ids": sorted(group.withheld),
    }


def phone(platform: Platform, user_id: str) -> Told:
    """Tell what the chat list of a phone shows."""
    person = platform.world.person(user_id)
    rooms = [_own_room(platform, code, user_id) for code in platform.world.channels]
    rooms += [
        _group_room(platform, group.id)
        for group in platform.world.groups.values()
        if user_id in group.members
    ]
    rooms.sort(key=lambda room: room["at"] or "", reverse=True)
    return {"person": asdict(person), "chats": rooms}


def _own_room(platform: Platform, code: str, user_id: str) -> Told:
    channel = platform.world.channel(code)
    room = platform.chats.one_to_one(code, user_id)
    tie = platform.world.tie(code, user_id)
    return {"kind": "account", "name": channel.name, "station": code, "tie": tie, **_last(room)}


def _group_room(platform: Platform, group_id: str) -> Told:
    group = platform.world.group(group_id)
    room = platform.chats.group(group_id)
    members = len(group.members) + int(group.bot is not None)
    return {
        "kind": "group",
        "name": group.name,
        "members": members,
        "bot": group.bot,
        **_last(room),
    }


def _last(room: Chat) -> Told:
    last = room.bubbles[-1] if room.bubbles else None
    return {
        "id": room.id,
        "brief": brief(last) if last else "",
        "at": last.at.isoformat() if last else None,
        "last_id": last.id if last else "",
        "last_sender": last.sender if last else "",
        "is_silent": last.is_silent if last else False,
    }


def brief(bubble: Bubble) -> str:
    """Return the one line that a lock screen or a chat list shows of a message."""
    content = bubble.content
    kind = content["type"]
    if kind in _BRIEF:
        return _BRIEF[kind]
    return str(content.get("altText") or content.get("text") or "")


def bubble(platform: Platform, room: Chat, one: Bubble, *, viewer: str | None) -> Told:
    """Tell one message as a phone shows it."""
    quoted = room.find(one.quoted_id) if one.quoted_id else None
    return {
        "id": one.id,
        "sender": one.sender,
        "name": _name(platform, room, one),
        "is_mine": one.sender == viewer,
        "content": one.content,
        "brief": brief(one),
        "at": one.at.isoformat(),
        "via": one.via,
        "request_id": one.request_id,
        "is_unsent": one.is_unsent,
        "is_edited": one.is_edited,
        "is_silent": one.is_silent,
        "is_read": one.sender != BOT and one.id <= room.read_up_to,
        "quoted": quoted
        and {"id": quoted.id, "name": _name(platform, room, quoted), "brief": brief(quoted)},
    }


def _name(platform: Platform, room: Chat, one: Bubble) -> str:
    if one.sender != BOT:
        person = platform.world.people.get(one.sender)
        return person.name if person else ""
    given = (one.content.get("sender") or {}).get("name")
    group = platform.world.groups.get(room.group_id or "")
    channel = platform.world.channels.get(room.station_code or (group.bot if group else "") or "")
    own = channel.name if channel else ""
    return f"{given} จาก {own}" if given else own


def chat(platform: Platform, chat_id: str, *, viewer: str | None, limit: int) -> Told:
    """Tell what stands in a chat."""
    room = _find(platform, chat_id)
    loading = room.loading_until is not None and room.loading_until > platform.clock()
    group = platform.world.groups.get(room.group_id or "")
    told = [bubble(platform, room, one, viewer=viewer) for one in room.bubbles[-limit:]]
    return {
        "id": room.id,
        "kind": "group" if group else "account",
        "bubbles": told,
        "offer": room.offer,
        "is_loading": loading,
        "menu": _menu(platform, room),
        "members": group.members if group else [],
        "bot": group.bot if group else room.station_code,
    }


def _find(platform: Platform, chat_id: str) -> Chat:
    room = platform.chats.get(chat_id)
    if room:
        return room
    code, _, user_id = chat_id.partition(":")
    if code in platform.world.channels and user_id in platform.world.people:
        return platform.chats.one_to_one(code, user_id)
    if chat_id in platform.world.groups:
        return platform.chats.group(chat_id)
    raise Unknown(chat_id)


def _menu(platform: Platform, room: Chat) -> Told | None:
    if room.user_id is None or room.station_code is None:
        return None
    menu = platform.menus.shown_to(room.station_code, room.user_id)
    return {"id": menu.id, "station": menu.station_code, **menu.body} if menu else None


def calls(platform: Platform, *, after: int, limit: int, endpoint: str | None) -> list[Told]:
    """Tell the requests to the API, oldest first."""
    listed = [one for one in platform.calls.all() if one.number > after]
    if endpoint:
        listed = [one for one in listed if one.endpoint == endpoint]
    return [asdict(one) for one in listed[-limit:]]


def counters(platform: Platform) -> Told:
    """Tell the counts."""
    return {
        "calls": dict(platform.calls.counts),
        "webhooks_pending": platform.postman.pending,
        "retry_key_conflicts": list(platform.retry_key_conflicts),
    }


def retry_keys(platform: Platform) -> Told:
    """Tell how often each retry key came, and how often it was accepted."""
    seen: dict[str, Counter[str]] = {}
    for call in platform.calls.all():
        if call.retry_key:
            count = seen.setdefault(call.retry_key.lower(), Counter())
            count["asked"] += 1
            count["accepted"] += int(200 <= call.status < 300)  # noqa: PLR2004
            count["repeated"] += int(call.status == 409)  # noqa: PLR2004
    return {key: dict(count) for key, count in seen.items()}


def webhooks(platform: Platform) -> list[Told]:
    """Tell the attempts to deliver webhooks."""
    return [asdict(one) for one in list(platform.postman.log)]


def network(platform: Platform) -> Told:
    """Tell how the network is set."""
    return {
        "faults": [asdict(one) for one in platform.faults.all()],
        "switches": asdict(platform.postman.switches),
        "channels": [_channel(platform, code) for code in platform.world.channels],
        "now": platform.clock(),
    }
