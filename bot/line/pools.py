"""This is the connections to LINE, shared by all accounts of a process: each costs a handshake."""

from __future__ import annotations

from functools import cache
from typing import Any

import urllib3

_CONNECT, _READ = 3.05, 30.0
_MESSAGES, _QUESTIONS = 32, 8


@cache
def for_questions() -> urllib3.PoolManager:
    """Return the connections over which LINE is asked, and files are fetched."""
    timeout = urllib3.Timeout(connect=_CONNECT, read=_READ)
    return urllib3.PoolManager(maxsize=_QUESTIONS, retries=False, timeout=timeout)


@cache
def for_messages(api: str) -> Any:
    """Return the connections over which messages leave, as LINE's client wants them."""
    from linebot.v3.messaging import Configuration
    from linebot.v3.messaging.rest import RESTClientObject

    settings = Configuration(host=api)
    settings.retries = urllib3.Retry(0)
    return RESTClientObject(settings, maxsize=_MESSAGES)
