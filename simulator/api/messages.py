"""This is the sending of messages and what is counted of it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from simulator import sending
from simulator.api.request import EMPTY, Answer, Request, Route, route
from simulator.check import Problem
from simulator.ledgers import COUNTING_ZONE, RetryKeys
from simulator.sending import Declined, Sending

_USER = re.compile(r"U[0-9a-f]{32}")
NOT_AVAILABLE = "Access to this API is not available for your account"


def _sending(request: Request, body: Any) -> Sending:
    return Sending(
        channel=request.channel,
        messages=body["messages"],
        request_id=request.request_id,
        is_silent=bool(body.get("notificationDisabled")),
        retry_key=request.retry_key,
        body_mark=RetryKeys.mark(request.path, request.raw) if request.retry_key else b"",
    )


def _reply(request: Request) -> Answer:
    body = request.checked("ReplyMessageRequest")
    sent = sending.reply(request.platform, _sending(request, body), body["replyToken"])
    return Answer(json={"sentMessages": sent})


def _push(request: Request) -> Answer:
    body = request.checked("PushMessageRequest")
    _check_units(body)
    sent = sending.push(request.platform, _sending(request, body), body["to"])
    return Answer(json={"sentMessages": sent})


def _multicast(request: Request) -> Answer:
    body = request.checked("MulticastRequest")
    _check_units(body)
    if any(message["type"] == "textV2" and _mentions(message) for message in body["messages"]):
        raise Declined(400, "Mentions are available in replies and pushes only")
    sending.multicast(request.platform, _sending(request, body), body["to"])
    return EMPTY


def _mentions(message: Any) -> bool:
    values = (message.get("substitution") or {}).values()
    return any(value.get("type") == "mention" for value in values)


def _broadcast(request: Request) -> Answer:
    body = request.checked("BroadcastRequest")
    sending.broadcast(request.platform, _sending(request, body))
    return EMPTY


def _narrowcast(request: Request) -> Answer:
    request.checked("NarrowcastRequest")
    raise Declined(403, NOT_AVAILABLE)


def _check_units(body: Any) -> None:
    units = body.get("customAggregationUnits") or []
    is_good = len(units) <= 1 and all(re.fullmatch(r"[a-zA-Z0-9_]{1,30}", one) for one in units)
    if not is_good:
        wrong = Problem(message="The value is invalid", property="customAggregationUnits")
        raise Declined(400, "The request body has 1 error(s)", details=[wrong])


def _validate(request: Request) -> Answer:
    request.checked("ValidateMessageRequest")
    return EMPTY


def _quota(request: Request) -> Answer:
    limit = request.channel.monthly_limit
    if limit is None:
        return Answer(json={"type": "none"})
    return Answer(json={"type": "limited", "value": limit})


def _consumption(request: Request) -> Answer:
    platform = request.platform
    return Answer(json={"totalUsage": platform.quota.used(request.code, platform.clock())})


def _delivery(request: Request) -> Answer:
    day = request.query.get("date", "")
    try:
        asked = datetime.strptime(day, "%Y%m%d").replace(tzinfo=COUNTING_ZONE)
    except ValueError:
        wrong = Problem(message="The value is invalid", property="date")
        raise Declined(400, "The request parameter has 1 error(s)", details=[wrong]) from None
    if asked > request.platform.clock() + timedelta(0):
        return Answer(json={"status": "unready"})
    sent = request.platform.quota.sent_on(request.code, request.parts["kind"], day)
    return Answer(json={"status": "ready", "success": sent})


def _mark_as_read(request: Request) -> Answer:
    body = request.checked("MarkMessagesAsReadByTokenRequest")
    if not request.platform.mark_read(body["markAsReadToken"]):
        raise Declined(400, "Invalid mark as read token")
    return EMPTY


def _loading(request: Request) -> Answer:
    body = request.checked("ShowLoadingAnimationRequest")
    seconds = body.get("loadingSeconds", 20)
    if seconds not in range(5, 61, 5):
        wrong = Problem(
            message="must be a multiple of 5 between 5 and 60", property="loadingSeconds"
        )
        raise Declined(400, "The request body has 1 error(s)", details=[wrong])
    if not _USER.fullmatch(body["chatId"]):
        wrong = Problem(message="The value is invalid", property="chatId")
        raise Declined(400, "The request body has 1 error(s)", details=[wrong])
    platform = request.platform
    chat = platform.chats.get(f"{request.code}:{body['chatId']}")
    if chat:
        chat.loading_until = platform.clock() + timedelta(seconds=seconds)
        platform.feed.tell(f"chat:{chat.id}")
    return Answer(status=202, json={})


_M = "/v2/bot/message"
ROUTES: tuple[Route, ...] = (
    route("POST", f"{_M}/reply", "reply", _reply),
    route("POST", f"{_M}/push", "push", _push, takes_retry_key=True),
    route("POST", f"{_M}/multicast", "multicast", _multicast, takes_retry_key=True),
    route("POST", f"{_M}/broadcast", "broadcast", _broadcast, takes_retry_key=True),
    route("POST", f"{_M}/narrowcast", "narrowcast", _narrowcast, takes_retry_key=True),
    *(
        route("POST", f"{_M}/validate/{kind}", f"validate/{kind}", _validate)
        for kind in ("reply", "push", "multicast", "narrowcast", "broadcast")
    ),
    route("GET", f"{_M}/quota", "quota", _quota),
    route("GET", f"{_M}/quota/consumption", "quota/consumption", _consumption),
    route("GET", f"{_M}/delivery/{{kind}}", "delivery", _delivery),
    route("POST", "/v2/bot/chat/markAsRead", "markAsRead", _mark_as_read),
    route("POST", "/v2/bot/chat/loading/start", "loading/start", _loading),
)
