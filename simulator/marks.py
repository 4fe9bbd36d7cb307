"""This is where identifiers come from, in the forms LINE gives them."""

from __future__ import annotations

import itertools
import secrets
import time
import uuid
from datetime import datetime

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Numbers keep growing over restarts, because the bot's database may outlive the simulator.
_messages = itertools.count(500_000_000_000_000_000 + int(time.time() * 1000) * 10_000)


def message_id() -> str:
    """Return the next message id: decimal, 18 digits, growing."""
    return str(next(_messages))


def event_id(moment: datetime) -> str:
    """Return a ULID for an event of that moment."""
    number = int(moment.timestamp() * 1000) << 80 | secrets.randbits(80)
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def user_id() -> str:
    """Return a new user id."""
    return "U" + secrets.token_hex(16)


def group_id() -> str:
    """Return a new group id."""
    return "C" + secrets.token_hex(16)


def reply_token() -> str:
    """Return a new reply token."""
    return secrets.token_hex(16)


def quote_token() -> str:
    """Return a new quote token."""
    return secrets.token_urlsafe(48)


def read_token() -> str:
    """Return a new token for marking as read."""
    return secrets.token_urlsafe(40)


def access_token() -> str:
    """Return a new stateless channel access token."""
    return secrets.token_urlsafe(96)


def request_id() -> str:
    """Return a new x-line-request-id."""
    return str(uuid.uuid4())


def menu_id() -> str:
    """Return a new rich menu id."""
    return "richmenu-" + secrets.token_hex(16)
