"""This is what LINE posts to the door: whether it is signed, and the arrivals that it brings."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from bot.line.fields import EPOCH, MILLISECOND, milliseconds, table, word

_LONGEST_KEY = 64


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


def is_signed(body: bytes, signature: str | None, secret: str) -> bool:
    """Check `x-line-signature`: base64 of HMAC-SHA256 over the raw body, in constant time."""
    if not signature:
        return False
    expected = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(expected, signature.encode("latin-1", "replace"))


def arrivals_in(body: bytes, *, received_at: datetime) -> list[RawArrival]:
    """Read a webhook body; raise NotAWebhook if it is none."""
    received = (received_at - EPOCH) // MILLISECOND
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
    source = table(event, "source")
    person = word(source, "userId")
    place = word(source, "groupId") or word(source, "roomId")
    lane = person or place or "nobody"
    packed = orjson.dumps(event)
    return RawArrival(
        key=_key(event),
        lane=lane,
        event_type=_kind(event),
        occurred_ms=milliseconds(event.get("timestamp"), received),
        body=packed,
    )


def _kind(event: dict[str, Any]) -> str:
    given = word(event, "type") or "unknown"
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
