"""This is what LINE counts and remembers of an account: quota, retry keys, rates, requests."""

from __future__ import annotations

import hashlib
import time
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

KEY_LIFE = timedelta(hours=24)
# LINE's days and months of counting are Japan's.
COUNTING_ZONE = ZoneInfo("Asia/Tokyo")
AN_HOUR = 3600.0
DEFAULT_RATE = (2000.0, 1.0)
RATES: Mapping[str, tuple[float, float]] = {
    "multicast": (200, 1),
    "narrowcast": (60, AN_HOUR),
    "broadcast": (60, AN_HOUR),
    "loading/start": (100, 1),
    "richmenu/create": (100, AN_HOUR),
    "richmenu/delete": (100, AN_HOUR),
    "richmenu/alias/delete": (100, AN_HOUR),
    "richmenu/batch": (3, AN_HOUR),
    "richmenu/list": (10, 1),
    "webhook/endpoint": (1000, 60),
    "webhook/endpoint/set": (1000, 60),
    "webhook/test": (60, AN_HOUR),
}


class Quota:
    """How many messages each account has sent this month, and how many it may."""

    def __init__(self) -> None:
        self._used: Counter[tuple[str, str]] = Counter()
        self._sent: Counter[tuple[str, str, str]] = Counter()

    @staticmethod
    def _month(now: datetime) -> str:
        return now.astimezone(COUNTING_ZONE).strftime("%Y%m")

    def used(self, code: str, now: datetime) -> int:
        """Return what was counted this month."""
        return self._used[code, self._month(now)]

    def set_used(self, code: str, used: int, now: datetime) -> None:
        """Pretend that this many were counted this month."""
        self._used[code, self._month(now)] = used

    def count(self, code: str, method: str, *, messages: int, now: datetime) -> None:
        """Count messages sent by a method; replies cost nothing."""
        day = now.astimezone(COUNTING_ZONE).strftime("%Y%m%d")
        self._sent[code, method, day] += messages
        if method != "reply":
            self._used[code, self._month(now)] += messages

    def sent_on(self, code: str, method: str, day: str) -> int:
        """Return what a method delivered on a day written yyyyMMdd."""
        return self._sent[code, method, day]


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A request that was accepted under a retry key."""

    request_id: str
    body_mark: bytes
    sent: Sequence[Mapping[str, str]] | None
    at: datetime


class RetryKeys:
    """Which retry keys were accepted in the last 24 hours."""

    def __init__(self) -> None:
        self._all: dict[tuple[str, str], Accepted] = {}

    def find(self, code: str, key: str, now: datetime) -> Accepted | None:
        """Return the request that this key has already made, if it is remembered."""
        accepted = self._all.get((code, key.lower()))
        return accepted if accepted and now - accepted.at < KEY_LIFE else None

    def keep(self, code: str, key: str, accepted: Accepted) -> None:
        """Remember an accepted request under its key."""
        self._all[code, key.lower()] = accepted

    @staticmethod
    def mark(path: str, body: bytes) -> bytes:
        """Return what tells one request's content from another's."""
        return hashlib.sha256(path.encode() + b"\0" + body).digest()


class Rates:
    """A token bucket for each account and endpoint."""

    def __init__(self) -> None:
        self.limits: dict[str, tuple[float, float]] = dict(RATES)
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def take(self, code: str, endpoint: str) -> bool:
        """Take one request out of the bucket; False if it is empty."""
        amount, period = self.limits.get(endpoint, DEFAULT_RATE)
        now = time.monotonic()
        level, at = self._buckets.get((code, endpoint), (amount, now))
        level = min(amount, level + (now - at) * amount / period)
        has_room = level >= 1
        self._buckets[code, endpoint] = (level - 1 if has_room else level, now)
        return has_room


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request to the API as it was received, and how it was answered."""

    number: int
    request_id: str
    station_code: str | None
    method: str
    path: str
    endpoint: str
    body: Any
    retry_key: str | None
    at: datetime
    status: int = 0
    message: str = ""
    is_answered: bool = True
    seconds: float = 0.0


class CallLog:
    """The requests to the API, oldest first, and counts that never forget."""

    def __init__(self, keep: int) -> None:
        self._calls: deque[Call] = deque(maxlen=keep)
        self._number = 0
        self.counts: Counter[str] = Counter()

    def open(self, **facts: Any) -> Call:
        """Return a new entry, not yet listed."""
        self._number += 1
        return Call(number=self._number, **facts)

    def close(self, call: Call, **outcome: Any) -> Call:
        """List an entry with its outcome."""
        done = replace(call, **outcome)
        self._calls.append(done)
        self.counts[f"{done.endpoint} {done.status}"] += 1
        if not done.is_answered:
            self.counts["unanswered"] += 1
        return done

    def all(self) -> list[Call]:
        """Return what is kept of the log."""
        return list(self._calls)
