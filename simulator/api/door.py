"""This is the door of the API: who asks, whether LINE is well today, and what is answered."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from simulator import marks
from simulator.api import account, content, lookups, messages, richmenus
from simulator.api.request import Answer, Request, Route
from simulator.cast import Channel
from simulator.faults import Fault, FaultKind
from simulator.ledgers import Call
from simulator.people import NotPossible
from simulator.platform import Platform
from simulator.sending import MONTHLY, Declined
from simulator.world import Unknown

LARGEST = 2 * 1024 * 1024
RATE_MESSAGE = "The API rate limit has been exceeded. Try again later."
UNKNOWN_CALLER = (
    "Authentication failed. Confirm that the access token in the authorization header is valid."
)
ROUTES: Sequence[Route] = (
    *messages.ROUTES,
    *content.ROUTES,
    *lookups.ROUTES,
    *account.ROUTES,
    *richmenus.ROUTES,
)


@dataclass(frozen=True, kw_only=True)
class Knock:
    """A request as it came in over HTTP."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    raw: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """An answer, and whether the connection ends without it."""

    answer: Answer
    request_id: str
    is_answered: bool = True


def serve(platform: Platform, knock: Knock) -> Outcome:
    """Answer one request as LINE would, with the faults that are set for it."""
    began = time.monotonic()
    request_id = marks.request_id()
    channel = _channel(platform, knock)
    found, parts = _find(knock)
    name = found.name if found else "unknown"
    body = _parse(knock) if not (found and found.is_binary) else None
    code = channel.station_code if channel else None
    with platform.lock:
        call = platform.calls.open(
            request_id=request_id,
            station_code=code,
            method=knock.method,
            path=knock.path,
            endpoint=name,
            body=body,
            retry_key=knock.headers.get("x-line-retry-key"),
            at=platform.clock(),
        )
        faults = platform.faults.take(code, name)
    _be_slow(faults)
    if any(fault.kind is FaultKind.REFUSE for fault in faults):
        answer, is_answered = Answer(status=503), False
    else:
        answer = _answer(platform, knock, call=call, found=found, parts=parts, faults=faults)
        is_answered = all(fault.kind is not FaultKind.DROP_ANSWER for fault in faults)
    return _close(platform, call, answer, is_answered=is_answered, began=began)


def _close(
    platform: Platform, call: Call, answer: Answer, *, is_answered: bool, began: float
) -> Outcome:
    said = answer.json.get("message", "") if isinstance(answer.json, dict) else ""
    with platform.lock:
        platform.calls.close(
            call,
            status=answer.status,
            message=said,
            is_answered=is_answered,
            seconds=time.monotonic() - began,
        )
    platform.feed.tell("calls")
    return Outcome(answer=answer, request_id=call.request_id, is_answered=is_answered)


def _answer(
    platform: Platform,
    knock: Knock,
    *,
    call: Call,
    found: Route | None,
    parts: Mapping[str, str],
    faults: Sequence[Fault],
) -> Answer:
    try:
        channel = _admit(platform, knock, found)
        _fail_on_purpose(faults)
        route = _check_envelope(knock, found)
        request = Request(
            platform=platform,
            channel=channel,
            request_id=call.request_id,
            path=knock.path,
            parts=parts,
            query=knock.query,
            raw=knock.raw,
            body=call.body,
            content_type=knock.headers.get("content-type", "").partition(";")[0].strip().lower(),
            retry_key=call.retry_key,
        )
        # The bot may ask the API while it is being tested, so no lock is held meanwhile.
        with nullcontext() if route.name == "webhook/test" else platform.lock:
            return route.handler(request)
    except Declined as no:
        return _declined(no)
    except (Unknown, NotPossible) as no:
        return _declined(Declined(400, str(no)))


def _declined(no: Declined) -> Answer:
    body: dict[str, Any] = {"message": no.message, **no.extra}
    if no.details:
        body["details"] = [one.as_json() for one in no.details]
    return Answer(status=no.status, json=body, headers=no.headers)


def _channel(platform: Platform, knock: Knock) -> Channel | None:
    kind, _, token = knock.headers.get("authorization", "").partition(" ")
    return platform.channel_of_token(token.strip()) if kind == "Bearer" else None


def _admit(platform: Platform, knock: Knock, found: Route | None) -> Channel:
    channel = _channel(platform, knock)
    if channel is None:
        raise Declined(401, UNKNOWN_CALLER)
    with platform.lock:
        has_room = platform.rates.take(channel.station_code, found.name if found else "unknown")
    if not has_room:
        raise Declined(429, RATE_MESSAGE)
    return channel


def _find(knock: Knock) -> tuple[Route | None, Mapping[str, str]]:
    for one in ROUTES:
        if one.method == knock.method and (hit := one.pattern.fullmatch(knock.path)):
            return one, hit.groupdict()
    return None, {}


def _parse(knock: Knock) -> Any:
    if not knock.raw or len(knock.raw) > LARGEST:
        return None
    try:
        return json.loads(knock.raw)
    except (ValueError, RecursionError):
        return None


def _check_envelope(knock: Knock, found: Route | None) -> Route:
    if found is None:
        raise Declined(404, "Not found")
    if len(knock.raw) > LARGEST:
        raise Declined(413, "Request entity too large")
    is_json = knock.headers.get("content-type", "").lower().startswith("application/json")
    if knock.raw and not is_json and not found.is_binary:
        raise Declined(415, "Unsupported media type")
    key = knock.headers.get("x-line-retry-key")
    if key is None:
        return found
    if not found.takes_retry_key:
        raise Declined(400, "X-Line-Retry-Key is not supported by this endpoint")
    if not _is_hex_uuid(key):
        raise Declined(400, "Invalid retry key")
    return found


def _is_hex_uuid(key: str) -> bool:
    try:
        return str(UUID(key)) == key.lower()
    except ValueError:
        return False


def _be_slow(faults: Sequence[Fault]) -> None:
    seconds = sum(fault.seconds for fault in faults if fault.kind is FaultKind.SLOW)
    if seconds > 0:
        time.sleep(seconds)


def _fail_on_purpose(faults: Sequence[Fault]) -> None:
    for fault in faults:
        headers = {"Retry-After": fault.retry_after} if fault.retry_after is not None else {}
        if fault.kind is FaultKind.RATE:
            raise Declined(429, fault.message or RATE_MESSAGE, headers=headers)
        if fault.kind is FaultKind.MONTHLY:
            raise Declined(429, fault.message or MONTHLY, headers=headers)
        if fault.kind is FaultKind.STATUS:
            said = fault.message or ("Internal error" if fault.status >= 500 else "Declined")  # noqa: PLR2004
            raise Declined(fault.status, said, headers=headers)
