"""This is how much one address may ask for; kept in memory, forgotten within minutes."""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Final

from flask import abort, request
from pyrate_limiter import GCRA, Duration, Rate

_MOST_ADDRESSES: Final = 10_000
# Who has one address of IPv6 has as many as there are in its network.
_NETWORK_BITS: Final = 64
# Many phones of a village share one address of their telephone company.
_MOST_REQUESTS: Final = 600
_MOST_FORMS: Final = 60
_UNCOUNTED: Final = ("static", "bulletins._full", "bulletins._small", "health._alive")
_FORM: Final = "POST"
_TOO_MANY: Final = 429


class Pace:
    """What came lately, by address: so much at once, and as much again within each minute."""

    def __init__(self, most: int) -> None:
        self._rates = [Rate(most, Duration.MINUTE)]
        self._rule = GCRA()
        self._came: OrderedDict[str, tuple[float, ...]] = OrderedDict()
        self._lock = Lock()

    def allows(self, address: str, now: datetime) -> bool:
        """Say whether one more may come from an address, and count it if so."""
        who, at = _network(address), int(now.timestamp() * 1000)
        with self._lock:
            before = self._came.get(who) or self._rule.initial(self._rates)
            self._came[who], decision = self._rule.step(self._rates, before, at, 1)
            self._came.move_to_end(who)
            while len(self._came) > _MOST_ADDRESSES:
                self._came.popitem(last=False)
        return bool(decision.allowed)


class Turnstile:
    """Holds an address back that asks for more than people do, before anything is looked up.

    What LINE fetches, and fonts and styles, are not counted; nor is what comes from this machine,
    for that is a proxy that nobody trusts to say who asks.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._everything = Pace(_MOST_REQUESTS)
        self._forms = Pace(_MOST_FORMS)

    def __call__(self) -> None:
        """Let the request of this moment pass, or end it."""
        who = request.remote_addr or ""
        if request.endpoint in _UNCOUNTED or _is_this_machine(who):
            return
        now = self._clock()
        passes = self._everything.allows(who, now)
        if request.method == _FORM:
            passes = self._forms.allows(who, now) and passes
        if not passes:
            abort(_TOO_MANY)


def _network(address: str) -> str:
    """Return by what an address is known."""
    parsed = _parsed(address)
    if not isinstance(parsed, ipaddress.IPv6Address):
        return address if parsed is None else str(parsed)
    return str(ipaddress.ip_network((parsed, _NETWORK_BITS), strict=False))


def _is_this_machine(address: str) -> bool:
    parsed = _parsed(address)
    return parsed is not None and parsed.is_loopback


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read an address; one of IPv4 may come in the clothes of IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed
