"""This is how people befriend and block accounts, and come into groups and leave them."""

from __future__ import annotations

from typing import Any

from simulator.people import NotPossible, notice
from simulator.platform import Platform
from simulator.world import Group, Tie


def follow(platform: Platform, code: str, user_id: str) -> None:
    """Befriend or unblock an account."""
    was = _change_tie(platform, code, user_id, Tie.FRIEND)
    chat = platform.chats.one_to_one(code, user_id)
    told = {"isUnblocked": was is Tie.BLOCKED}
    platform.emit("follow", code=code, chat=chat, user_id=user_id, answerable=True, follow=told)


def block(platform: Platform, code: str, user_id: str) -> None:
    """Block an account."""
    _change_tie(platform, code, user_id, Tie.BLOCKED)
    chat = platform.chats.one_to_one(code, user_id)
    platform.emit("unfollow", code=code, chat=chat, user_id=user_id, answerable=False)


def _change_tie(platform: Platform, code: str, user_id: str, tie: Tie) -> Tie:
    platform.world.channel(code)
    platform.world.person(user_id)
    was = platform.world.tie(code, user_id)
    if was is tie:
        message = f"this person is already {tie}"
        raise NotPossible(message)
    platform.world.set_tie(code, user_id, tie)
    platform.feed.tell("people")
    return was


def enter_group(platform: Platform, group_id: str, user_id: str) -> None:
    """Put a person into a group."""
    group = platform.world.group(group_id)
    name = platform.world.person(user_id).name
    if user_id in group.members:
        message = "this person is in the group already"
        raise NotPossible(message)
    group.members.append(user_id)
    notice(platform, platform.chats.group(group_id), f"{name} เข้าร่วมกลุ่มแล้ว")
    _tell_bot(platform, group, "memberJoined", joined=_members(group, user_id))
    platform.feed.tell("people")


def leave_group(platform: Platform, group_id: str, user_id: str) -> None:
    """Take a person out of a group."""
    group = platform.world.group(group_id)
    name = platform.world.person(user_id).name
    if user_id not in group.members:
        message = "this person is not in the group"
        raise NotPossible(message)
    group.members.remove(user_id)
    notice(platform, platform.chats.group(group_id), f"{name} ออกจากกลุ่มแล้ว")
    _tell_bot(platform, group, "memberLeft", left=_members(group, user_id))
    platform.feed.tell("people")


def invite_bot(platform: Platform, group_id: str, code: str) -> None:
    """Bring an account into a group; LINE allows one at a time."""
    group = platform.world.group(group_id)
    name = platform.world.channel(code).name
    if group.bot:
        message = "an official account is in this group already; LINE allows one"
        raise NotPossible(message)
    group.bot = code
    notice(platform, platform.chats.group(group_id), f"{name} เข้าร่วมกลุ่มแล้ว")
    _tell_bot(platform, group, "join")
    platform.feed.tell("people")


def remove_bot(platform: Platform, group_id: str) -> None:
    """Take the account out of a group, whoever wished it."""
    group = platform.world.group(group_id)
    if group.bot is None:
        message = "there is no official account in this group"
        raise NotPossible(message)
    name = platform.world.channel(group.bot).name
    _tell_bot(platform, group, "leave")
    group.bot = None
    notice(platform, platform.chats.group(group_id), f"{name} ออกจากกลุ่มแล้ว")
    platform.feed.tell("people")


def _members(group: Group, user_id: str) -> dict[str, Any]:
    member = {"type": "user"}
    if user_id not in group.withheld:
        member["userId"] = user_id
    return {"members": [member]}


def _tell_bot(platform: Platform, group: Group, kind: str, **own: Any) -> None:
    if group.bot is None:
        return
    platform.emit(
        kind,
        code=group.bot,
        chat=platform.chats.group(group.id),
        user_id=None,
        answerable=kind in ("join", "memberJoined"),
        **own,
    )
