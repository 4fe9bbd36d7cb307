"""This is what a bot sets for its account: webhook address, and tokens."""

from __future__ import annotations

import hmac
from datetime import UTC
from urllib.parse import urlsplit

from simulator.api.request import EMPTY, Answer, Request, Route, route
from simulator.cast import Channel
from simulator.check import Problem
from simulator.platform import Platform
from simulator.sending import Declined
from simulator.tokens import STATELESS_LIFE

LONGEST_WEBHOOK_URL = 500


def _endpoint(request: Request) -> Answer:
    if not request.channel.webhook_url:
        raise Declined(404, "Webhook endpoint not found")
    active = request.platform.world.active[request.code]
    return Answer(json={"endpoint": request.channel.webhook_url, "active": active})


def _set_endpoint(request: Request) -> Answer:
    url = request.checked("SetWebhookEndpointRequest")["endpoint"]
    _check_url(url)
    request.platform.set_webhook(request.code, url)
    return EMPTY


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    is_here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    is_good = parts.scheme == "https" or is_here
    if not is_good or not parts.hostname or len(url) > LONGEST_WEBHOOK_URL:
        wrong = Problem(message="Invalid webhook endpoint URL", property="endpoint")
        raise Declined(400, "The request body has 1 error(s)", details=[wrong])


def _test(request: Request) -> Answer:
    body = request.checked("TestWebhookEndpointRequest") if request.raw else {}
    url = body.get("endpoint") or request.channel.webhook_url
    if not url:
        raise Declined(404, "Webhook endpoint not found")
    _check_url(url)
    outcome = request.platform.postman.test(request.channel, url)
    now = request.platform.clock().astimezone(UTC)
    return Answer(
        json={
            "success": outcome.is_success,
            "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "statusCode": outcome.status or 0,
            "reason": outcome.reason,
            "detail": outcome.detail,
        }
    )


ROUTES: tuple[Route, ...] = (
    route("GET", "/v2/bot/channel/webhook/endpoint", "webhook/endpoint", _endpoint),
    route("PUT", "/v2/bot/channel/webhook/endpoint", "webhook/endpoint/set", _set_endpoint),
    route("POST", "/v2/bot/channel/webhook/test", "webhook/test", _test),
)


def issue_token(platform: Platform, form: dict[str, str]) -> Answer:
    """Issue a stateless token for a channel id and its secret."""
    if form.get("grant_type") != "client_credentials":
        return Answer(status=400, json={"error": "unsupported_grant_type"})
    channel = _channel_with(platform, form.get("client_id", ""), form.get("client_secret", ""))
    if channel is None:
        told = {"error": "invalid_client", "error_description": "invalid client_secret"}
        return Answer(status=400, json=told)
    token = platform.access.issue(channel.station_code, platform.clock())
    life = int(STATELESS_LIFE.total_seconds())
    return Answer(json={"token_type": "Bearer", "access_token": token, "expires_in": life})


def _channel_with(platform: Platform, channel_id: str, secret: str) -> Channel | None:
    for channel in platform.world.channels.values():
        fits = hmac.compare_digest(channel.secret.encode(), secret.encode())
        if channel_id and channel.channel_id == channel_id and fits:
            return channel
    return None


def verify_token(platform: Platform, token: str) -> Answer:
    """Tell whether a token is good, and for how long."""
    channel = platform.channel_of_token(token)
    if channel is None:
        told = {"error": "invalid_request", "error_description": "access token expired"}
        return Answer(status=400, json=told)
    seconds = platform.access.seconds_left(token, platform.clock())
    return Answer(json={"client_id": channel.channel_id, "expires_in": seconds, "scope": "P CM"})
