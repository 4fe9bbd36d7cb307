"""This is the whole of one machine's LINE: people, chats, tokens, counts and faults together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator import events, marks
from simulator.cast import Cast, Channel
from simulator.chats import Bubble, Chat, Chats, Via
from simulator.faults import Faults
from simulator.feed import Feed
from simulator.ledgers import CallLog, Quota, Rates, RetryKeys
from simulator.media import MediaStore
from simulator.menus import RichMenus
from simulator.postman import Delivery, Postman, Switches
from simulator.tokens import AccessTokens, ReplyTokens
from simulator.world import Group, World


def machine_clock() -> datetime:
    """Return the machine's time."""
    return datetime.fromtimestamp(time.time(), UTC)


class Platform:
    """A LINE for one machine; every change happens under its lock."""

    def __init__(
        self,
        cast: Cast,
        *,
        clock: Callable[[], datetime] = machine_clock,
        switches: Switches | None = None,
        webhook_delay: float = 0.0,
        keep_calls: int = 20_000,
    ) -> None:
        self.cast = cast
        self.lock = threading.RLock()
        self.feed = Feed()
        self.base_clock = clock
        self.address = ""
        self._switches = switches or Switches(delay_seconds=webhook_delay)
        self._keep_calls = keep_calls
        self._begin()

    def _begin(self) -> None:
        self._offset = timedelta()
        self.world = World(self.cast)
        self.chats = Chats()
        self.replies = ReplyTokens()
        self.access = AccessTokens()
        self.quota = Quota()
        self.retries = RetryKeys()
        self.rates = Rates()
        self.faults = Faults()
        self.media = MediaStore()
        self.menus = RichMenus()
        self.calls = CallLog(self._keep_calls)
        self.retry_key_conflicts: list[str] = []
        self._read_tokens: dict[str, tuple[str, str]] = {}
        self.postman = Postman(
            self._reachable_channel,
            switches=self._switches,
            on_send=self._start_reply_minute,
            on_delivery=self._tell_delivery,
        )

    def reset(self, cast: Cast | None = None) -> None:
        """Begin again with the same cast or another; webhook URLs that were set stay set."""
        addresses = {code: one.webhook_url for code, one in self.world.channels.items()}
        self.postman.close()
        with self.lock:
            self.cast = cast or self.cast
            self._begin()
            for code, url in addresses.items():
                if code in self.world.channels and url:
                    self.world.change_channel(code, webhook_url=url)
        self.feed.tell("everything")

    def close(self) -> None:
        """Stop delivering and end all waiting."""
        self.feed.close()
        self.postman.close()

    def clock(self) -> datetime:
        """Return the time here: the base clock's, and what tests put on top."""
        return self.base_clock() + self._offset

    def advance(self, seconds: float) -> datetime:
        """Let time pass."""
        self._offset += timedelta(seconds=seconds)
        return self.clock()

    def set_webhook(self, station_code: str, url: str) -> None:
        """Point an account's webhook at the bot."""
        with self.lock:
            self.world.change_channel(station_code, webhook_url=url)
        self.feed.tell("network")

    def channel_of_token(self, token: str) -> Channel | None:
        """Return whose access token this is."""
        channel = self.world.holder_of(token)
        if channel:
            return channel
        code = self.access.holder_of(token, self.clock())
        return self.world.channels.get(code) if code else None

    def show(self, chat: Chat, sender: str, content: Mapping[str, Any], **facts: Any) -> Bubble:
        """Put a message into a chat and tell the phones."""
        bubble = Bubble(
            id=facts.pop("id", None) or marks.message_id(),
            sender=sender,
            content=content,
            at=self.clock(),
            via=facts.pop("via", Via.PERSON),
            **facts,
        )
        chat.add(bubble)
        if bubble.read_token:
            self._read_tokens[bubble.read_token] = (chat.id, bubble.id)
        self.feed.tell(f"chat:{chat.id}")
        return bubble

    def mark_read(self, token: str) -> bool:
        """Mark a message and all earlier ones as read; False if the token is none of ours."""
        chat_id, bubble_id = self._read_tokens.get(token, ("", ""))
        chat = self.chats.get(chat_id)
        if chat is None:
            return False
        chat.read_up_to = max(chat.read_up_to, bubble_id)
        self.feed.tell(f"chat:{chat_id}")
        return True

    def emit(
        self, kind: str, *, code: str, chat: Chat, user_id: str | None, answerable: bool, **own: Any
    ) -> dict[str, Any] | None:
        """Send an event to an account's bot and return it, unless its webhook is switched off."""
        if not self.world.active.get(code, False):
            return None
        now = self.clock()
        group = self.world.groups.get(chat.group_id or "")
        made = events.event(
            kind,
            source=self._source(group, user_id),
            at=now,
            reply_token=self.replies.issue(code, chat.id, now) if answerable else None,
            is_standby=self.postman.switches.standby,
            **own,
        )
        self.postman.post(code, made)
        return made

    @staticmethod
    def _source(group: Group | None, user_id: str | None) -> dict[str, str]:
        if group:
            return events.source_of_group(group, user_id)
        return events.source_of_person(user_id or "")

    def _reachable_channel(self, code: str) -> Channel | None:
        channel = self.world.channels.get(code)
        return channel if channel and self.world.active[code] else None

    def _start_reply_minute(self, event: Mapping[str, Any]) -> None:
        if token := event.get("replyToken"):
            with self.lock:
                self.replies.delivered(token, self.clock())

    def _tell_delivery(self, _delivery: Delivery) -> None:
        self.feed.tell("webhooks")
