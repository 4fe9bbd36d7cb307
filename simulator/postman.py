"""This is the carrier of webhooks: signed, in order for each account, redelivered when refused."""

from __future__ import annotations

import base64
import hashlib
import heapq
import hmac
import itertools
import json
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import urllib3

from simulator.cast import Channel

Event = dict[str, Any]

_BURST_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class Switches:
    """How webhooks are carried; the defaults are a LINE in good order with redelivery on."""

    redelivery: bool = True
    backoff_seconds: float = 2.0
    longest_backoff_seconds: float = 60.0
    max_redeliveries: int = 20
    duplicate: bool = False
    copies: int = 1
    shuffle: bool = False
    shuffle_seconds: float = 0.3
    delay_seconds: float = 0.0
    drop: int = 0
    batch: int = 1
    standby: bool = False
    timeout_seconds: float = 2.0

    def changed(self, new: Mapping[str, Any]) -> Switches:
        """Return the switches with some set anew, or raise ValueError for an unknown one."""
        strange = set(new) - set(asdict(self))
        if strange:
            message = f"there is no switch {', '.join(sorted(strange))}"
            raise ValueError(message)
        return replace(self, **new)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One attempt to hand events to the bot."""

    station_code: str
    event_ids: Sequence[str]
    types: Sequence[str]
    attempt: int
    reason: str
    status: int | None
    detail: str
    seconds: float
    answer: str = ""

    @property
    def is_success(self) -> bool:
        """Tell whether the bot took it."""
        return self.reason == "OK"


@dataclass(order=True, kw_only=True)
class _Parcel:
    due: float
    number: int
    channel_code: str = field(compare=False)
    event: Event = field(compare=False)
    attempt: int = field(compare=False, default=0)


class Postman:
    """Carries the events of all accounts, each account in a thread of its own."""

    def __init__(
        self,
        find_channel: Callable[[str], Channel | None],
        *,
        switches: Switches,
        on_send: Callable[[Event], None],
        on_delivery: Callable[[Delivery], None],
    ) -> None:
        self.switches = switches
        self.log: deque[Delivery] = deque(maxlen=5000)
        self._find_channel = find_channel
        self._on_send = on_send
        self._on_delivery = on_delivery
        self._bags: dict[str, list[_Parcel]] = {}
        self._threads: list[threading.Thread] = []
        self._news = threading.Condition()
        self._numbers = itertools.count()
        self._in_hand = 0
        self._closed = False
        self._http = urllib3.PoolManager(maxsize=4, retries=False)

    @property
    def pending(self) -> int:
        """Return how many events still wait, redeliveries included."""
        with self._news:
            return self._in_hand + sum(len(bag) for bag in self._bags.values())

    def post(self, channel_code: str, event: Event) -> None:
        """Take an event to be delivered; what is switched off or lost is not."""
        with self._news:
            if self.switches.drop > 0:
                self.switches = replace(self.switches, drop=self.switches.drop - 1)
                return
            for _ in range(self.switches.copies):
                self._put(channel_code, event, delay=self._dawdle())
            if self.switches.duplicate:
                self._put(channel_code, event, delay=self._dawdle() + random.uniform(0, 0.1))  # noqa: S311

    def close(self) -> None:
        """Stop carrying; what waits is forgotten."""
        with self._news:
            self._closed = True
            self._bags = {}
            self._news.notify_all()
        for thread in self._threads:
            thread.join(timeout=3)
        self._http.clear()

    def test(self, channel: Channel, url: str | None = None) -> Delivery:
        """Send an empty webhook at once, as LINE's verify button does."""
        return self._send(replace(channel, webhook_url=url or channel.webhook_url), [], attempt=0)

    def _dawdle(self) -> float:
        jitter = 0.0
        if self.switches.shuffle:
            jitter = random.uniform(0, self.switches.shuffle_seconds)  # noqa: S311
        return self.switches.delay_seconds + jitter

    def _put(self, channel_code: str, event: Event, *, delay: float, attempt: int = 0) -> None:
        if self._closed:
            return
        if channel_code not in self._bags:
            self._bags[channel_code] = []
            self._start(channel_code)
        parcel = _Parcel(
            due=time.monotonic() + delay if delay else 0.0,
            number=next(self._numbers),
            channel_code=channel_code,
            event=event,
            attempt=attempt,
        )
        heapq.heappush(self._bags[channel_code], parcel)
        self._news.notify_all()

    def _start(self, channel_code: str) -> None:
        thread = threading.Thread(
            target=self._carry, args=(channel_code,), name=f"webhooks {channel_code}", daemon=True
        )
        self._threads.append(thread)
        thread.start()

    def _carry(self, channel_code: str) -> None:
        while parcels := self._take(channel_code):
            try:
                self._deliver(channel_code, parcels)
            finally:
                with self._news:
                    self._in_hand -= len(parcels)

    def _take(self, channel_code: str) -> list[_Parcel]:
        with self._news:
            while not self._closed:
                bag = self._bags[channel_code]
                now = time.monotonic()
                if bag and bag[0].due <= now:
                    parcels = [heapq.heappop(bag)]
                    # LINE gathers what comes in a burst, so what is nearly due goes along.
                    nearly = now + _BURST_SECONDS
                    while bag and bag[0].due <= nearly and len(parcels) < self.switches.batch:
                        parcels.append(heapq.heappop(bag))
                    self._in_hand += len(parcels)
                    return parcels
                self._news.wait(bag[0].due - now if bag else None)
        return []

    def _deliver(self, channel_code: str, parcels: Sequence[_Parcel]) -> None:
        channel = self._find_channel(channel_code)
        if channel is None or not channel.webhook_url:
            return
        events = [parcel.event for parcel in parcels]
        for event in events:
            self._on_send(event)
        outcome = self._send(channel, events, attempt=parcels[0].attempt)
        self.log.append(outcome)
        self._on_delivery(outcome)
        if not outcome.is_success and self.switches.redelivery:
            self._keep_for_later(parcels)

    def _keep_for_later(self, parcels: Sequence[_Parcel]) -> None:
        with self._news:
            for parcel in parcels:
                if parcel.attempt >= self.switches.max_redeliveries:
                    continue
                wait = self.switches.backoff_seconds * 2.0 ** min(parcel.attempt, 30)
                again = {**parcel.event, "deliveryContext": {"isRedelivery": True}}
                self._put(
                    parcel.channel_code,
                    again,
                    delay=min(wait, self.switches.longest_backoff_seconds),
                    attempt=parcel.attempt + 1,
                )

    def _send(self, channel: Channel, events: Sequence[Event], *, attempt: int) -> Delivery:
        body = json.dumps(
            {"destination": channel.bot_user_id, "events": events},
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
        began = time.monotonic()
        reason, status, detail, answer = self._hand_over(channel, body)
        return Delivery(
            station_code=channel.station_code,
            event_ids=[event["webhookEventId"] for event in events],
            types=[event["type"] for event in events],
            attempt=attempt,
            reason=reason,
            status=status,
            detail=detail,
            seconds=time.monotonic() - began,
            answer=answer,
        )

    def _hand_over(self, channel: Channel, body: bytes) -> tuple[str, int | None, str, str]:
        seal = hmac.new(channel.secret.encode(), body, hashlib.sha256).digest()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "LineBotWebhook/2.0",
            "x-line-signature": base64.b64encode(seal).decode(),
        }
        try:
            answer = self._http.request(
                "POST",
                channel.webhook_url,
                body=body,
                headers=headers,
                timeout=self.switches.timeout_seconds,
                redirect=False,
            )
        except urllib3.exceptions.ConnectTimeoutError:
            return "COULD_NOT_CONNECT", None, "Connection timeout", ""
        except urllib3.exceptions.TimeoutError:
            return "REQUEST_TIMEOUT", None, "Request timeout", ""
        except urllib3.exceptions.NewConnectionError:
            return "COULD_NOT_CONNECT", None, "Connection refused", ""
        except urllib3.exceptions.HTTPError as fault:
            return "UNCLASSIFIED", None, type(fault).__name__, ""
        said = answer.data[:300].decode(errors="replace")
        if 200 <= answer.status < 300:  # noqa: PLR2004
            return "OK", answer.status, str(answer.status), said
        return "ERROR_STATUS_CODE", answer.status, str(answer.status), said
