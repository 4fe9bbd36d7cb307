"""This is the shape of webhook events, as LINE writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from simulator import marks
from simulator.world import Group, World


def source_of_person(user_id: str) -> dict[str, str]:
    """Return the source of an event in a one-to-one chat."""
    return {"type": "user", "userId": user_id}


def source_of_group(group: Group, user_id: str | None) -> dict[str, str]:
    """Return the source of an event in a group; LINE may withhold who it was."""
    source = {"type": "group", "groupId": group.id}
    if user_id and user_id not in group.withheld:
        source["userId"] = user_id
    return source


def event(
    kind: str,
    *,
    source: Mapping[str, str],
    at: datetime,
    reply_token: str | None,
    is_standby: bool,
    **own: Any,
) -> dict[str, Any]:
    """Return one event with the properties that all events have."""
    made: dict[str, Any] = {
        "type": kind,
        **own,
        "webhookEventId": marks.event_id(at),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": int(at.timestamp() * 1000),
        "source": dict(source),
        "mode": "standby" if is_standby else "active",
    }
    if reply_token and not is_standby:
        made["replyToken"] = reply_token
    return made


def utf16(text: str) -> int:
    """Count a text as LINE does: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def mention_in(text: str, *, group: Group, world: World) -> dict[str, Any] | None:
    """Return LINE's `mention` for every @name in a group's text, the bot's own included."""
    bot = world.channels.get(group.bot or "")
    names: list[tuple[str, dict[str, Any]]] = [
        (world.people[user].name, _mentionee(user, group))
        for user in group.members
        if user in world.people
    ]
    if bot:
        me = {"type": "user", "userId": bot.bot_user_id, "isSelf": True}
        names.append((bot.name, me))
    names += [("All", {"type": "all"}), ("ทุกคน", {"type": "all"})]
    found = list(_spots(text, names))
    return {"mentionees": found[:20]} if found else None


def _mentionee(user_id: str, group: Group) -> dict[str, Any]:
    who: dict[str, Any] = {"type": "user", "isSelf": False}
    if user_id not in group.withheld:
        who["userId"] = user_id
    return who


def _spots(
    text: str, names: Sequence[tuple[str, Mapping[str, Any]]]
) -> Sequence[Mapping[str, Any]]:
    longest_first = sorted((pair for pair in names if pair[0]), key=lambda pair: -len(pair[0]))
    if not longest_first or "@" not in text:
        return []
    known = dict(reversed(longest_first))
    pattern = "@(" + "|".join(re.escape(name) for name, _ in longest_first) + ")"
    return [
        {
            "index": utf16(text[: hit.start()]),
            "length": utf16(hit.group()),
            **known[hit.group(1)],
        }
        for hit in re.finditer(pattern, text)
    ]
