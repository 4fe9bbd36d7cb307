"""This is what becomes of the bot's messages: accepted or refused, counted, and shown on phones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simulator import marks
from simulator.cast import Channel
from simulator.chats import BOT, Chat, Via
from simulator.check import Problem
from simulator.ledgers import Accepted
from simulator.platform import Platform
from simulator.world import Tie

Sent = list[dict[str, str]]
QUOTABLE = {"text", "textV2", "sticker", "image", "video", "template", "flex"}
MONTHLY = "You have reached your monthly limit."
FAILED = "Failed to send messages"


class Declined(Exception):
    """LINE says no, with this status and these words."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        details: Sequence[Problem] = (),
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = details
        self.extra = extra or {}
        self.headers = headers or {}


@dataclass(frozen=True, kw_only=True)
class Sending:
    """One request to send, as its account made it."""

    channel: Channel
    messages: Sequence[Mapping[str, Any]]
    request_id: str
    is_silent: bool = False
    retry_key: str | None = None
    body_mark: bytes = field(default=b"", repr=False)


def reply(platform: Platform, sending: Sending, token: str) -> Sent:
    """Answer an event in its chat; free, and only once."""
    code = sending.channel.station_code
    now = platform.clock()
    chat_id = platform.replies.chat_of(token, code, now)
    chat = platform.chats.get(chat_id or "")
    if chat is None:
        raise Declined(400, "Invalid reply token")
    _check_quotes(chat, sending.messages)
    platform.replies.burn(token)
    platform.quota.count(code, "reply", messages=1, now=now)
    return _show(platform, sending, chat, via=Via.REPLY, is_shown=_is_shown(platform, code, chat))


def push(platform: Platform, sending: Sending, to: str) -> Sent:
    """Send to one person or group, and count it as LINE counts."""
    _once(platform, sending)
    code = sending.channel.station_code
    chat, cost = _room(platform, code, to)
    _check_quotes(chat, sending.messages)
    _afford(platform, code, cost)
    platform.quota.count(code, "push", messages=cost, now=platform.clock())
    sent = _show(platform, sending, chat, via=Via.PUSH, is_shown=cost > 0)
    _remember(platform, sending, sent)
    return sent


def multicast(platform: Platform, sending: Sending, to: Sequence[str]) -> None:
    """Send the same to several people, at the price of those who are reached."""
    for place, user_id in enumerate(to):
        if not user_id.startswith("U") or user_id not in platform.world.people:
            wrong = Problem(message="The value is invalid", property=f"to[{place}]")
            raise Declined(400, "The request body has 1 error(s)", details=[wrong])
    _once(platform, sending)
    _send_to_all(platform, sending, dict.fromkeys(to), via=Via.MULTICAST)


def broadcast(platform: Platform, sending: Sending) -> None:
    """Send to every friend."""
    _once(platform, sending)
    friends = platform.world.friends_of(sending.channel.station_code)
    _send_to_all(platform, sending, friends, via=Via.BROADCAST)


def _send_to_all(platform: Platform, sending: Sending, people: Iterable[str], *, via: Via) -> None:
    code = sending.channel.station_code
    now = platform.clock()
    reached = [one for one in people if platform.world.is_reachable(code, one, now)]
    _afford(platform, code, len(reached))
    platform.quota.count(code, via.value, messages=len(reached), now=now)
    for user_id in reached:
        chat = platform.chats.one_to_one(code, user_id)
        _show(platform, sending, chat, via=via, is_shown=True)
    _remember(platform, sending, None)


def _room(platform: Platform, code: str, to: str) -> tuple[Chat, int]:
    world = platform.world
    if to in world.people:
        reached = world.is_reachable(code, to, platform.clock())
        return platform.chats.one_to_one(code, to), int(reached)
    group = world.groups.get(to)
    if group is None or group.bot != code:
        raise Declined(400, FAILED)
    return platform.chats.group(to), len(group.members)


def _is_shown(platform: Platform, code: str, chat: Chat) -> bool:
    if chat.user_id is None:
        group = platform.world.groups.get(chat.group_id or "")
        return group is not None and group.bot == code
    return platform.world.tie(code, chat.user_id) is not Tie.BLOCKED


def _afford(platform: Platform, code: str, cost: int) -> None:
    limit = platform.world.channel(code).monthly_limit
    if limit is not None and cost and platform.quota.used(code, platform.clock()) + cost > limit:
        raise Declined(429, MONTHLY)


def _once(platform: Platform, sending: Sending) -> None:
    """Let a retry key make one request only; the repeat learns what the first one did."""
    if not sending.retry_key:
        return
    code = sending.channel.station_code
    first = platform.retries.find(code, sending.retry_key, platform.clock())
    if first is None:
        return
    if first.body_mark != sending.body_mark:
        platform.retry_key_conflicts.append(sending.retry_key)
    extra = {} if first.sent is None else {"sentMessages": list(first.sent)}
    raise Declined(
        409,
        "The retry key is already accepted",
        extra=extra,
        headers={"x-line-accepted-request-id": first.request_id},
    )


def _remember(platform: Platform, sending: Sending, sent: Sent | None) -> None:
    if sending.retry_key:
        accepted = Accepted(
            request_id=sending.request_id,
            body_mark=sending.body_mark,
            sent=sent,
            at=platform.clock(),
        )
        platform.retries.keep(sending.channel.station_code, sending.retry_key, accepted)


def _check_quotes(chat: Chat, messages: Sequence[Mapping[str, Any]]) -> None:
    for place, message in enumerate(messages):
        token = message.get("quoteToken")
        if token is not None and chat.quoted_by(token) is None:
            wrong = Problem(message="Invalid quote token", property=f"messages[{place}].quoteToken")
            raise Declined(400, "The request body has 1 error(s)", details=[wrong])


def _show(platform: Platform, sending: Sending, chat: Chat, *, via: Via, is_shown: bool) -> Sent:
    sent: Sent = []
    for message in sending.messages:
        number = marks.message_id()
        quote_token = marks.quote_token() if message["type"] in QUOTABLE else None
        sent.append({"id": number, **({"quoteToken": quote_token} if quote_token else {})})
        if is_shown:
            platform.show(
                chat,
                BOT,
                message,
                id=number,
                via=via,
                request_id=sending.request_id,
                quoted_id=chat.quoted_by(message.get("quoteToken", "")),
                quote_token=quote_token,
                is_silent=sending.is_silent,
            )
    if is_shown and sending.messages and sending.messages[-1].get("quickReply"):
        chat.offer = sent[-1]["id"]
    return sent
