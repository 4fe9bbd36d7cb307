"""This is how the doctor knocks at the bot's own door, as LINE would, from this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from enum import StrEnum

import urllib3

from bot.config.sections import WebSettings

_TIMEOUT = urllib3.Timeout(connect=3.05, read=5)
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


class Door(StrEnum):
    """How the bot's door on this machine answers a webhook sealed with the configured secret."""

    OPEN = "open"
    SHUT = "shut"
    OTHER_SECRET = "other_secret"  # noqa: S105
    OTHER_STATION = "other_station"
    STRANGE = "strange"


_ANSWERS = {200: Door.OPEN, 400: Door.OTHER_SECRET, 404: Door.OTHER_STATION}


def own_address(web: WebSettings) -> str:
    """Return where the bot is reached on this machine."""
    host = _EVERYWHERE.get(web.host, web.host)
    return f"http://[{host}]:{web.port}" if ":" in host else f"http://{host}:{web.port}"


def knock(address: str, code: str, secret: str) -> Door:
    """Send an empty webhook to the door of a station, which changes nothing."""
    body = json.dumps({"destination": "", "events": []}).encode()
    seal = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    headers = {
        "Content-Type": "application/json",
        "x-line-signature": base64.b64encode(seal).decode(),
    }
    with urllib3.PoolManager(retries=False, timeout=_TIMEOUT) as pool:
        try:
            answer = pool.request(
                "POST", f"{address}/callback/{code}", body=body, headers=headers, redirect=False
            )
        except urllib3.exceptions.HTTPError:
            return Door.SHUT
    return _ANSWERS.get(answer.status, Door.STRANGE)
