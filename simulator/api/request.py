"""This is one request to the API and one answer, freed from any web framework."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.cast import Channel
from simulator.check import fault_in
from simulator.platform import Platform
from simulator.sending import Declined

JSON_TYPE = "application/json"


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a bot asked."""

    platform: Platform
    channel: Channel
    request_id: str
    path: str
    parts: Mapping[str, str]
    query: Mapping[str, str]
    raw: bytes = field(repr=False)
    body: Any
    content_type: str
    retry_key: str | None

    @property
    def code(self) -> str:
        """Return the station code of the account that asks."""
        return self.channel.station_code

    def checked(self, model: str) -> Mapping[str, Any]:
        """Return the body if LINE would take it as that kind; else decline with the details."""
        if self.body is None:
            raise Declined(400, "The request body could not be parsed as JSON")
        fault = fault_in(model, self.body)
        if fault:
            raise Declined(400, fault.message, details=fault.details)
        checked: Mapping[str, Any] = self.body
        return checked


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What LINE answers."""

    status: int = 200
    json: Any = None
    data: bytes = field(default=b"", repr=False)
    content_type: str = JSON_TYPE
    headers: Mapping[str, str] = field(default_factory=dict)


EMPTY = Answer(json={})
Handler = Callable[[Request], Answer]


@dataclass(frozen=True, kw_only=True)
class Route:
    """One endpoint: its method, its path, its name in counts and faults."""

    method: str
    pattern: re.Pattern[str]
    name: str
    handler: Handler
    takes_retry_key: bool = False
    is_binary: bool = False


def route(method: str, path: str, name: str, handler: Handler, **more: bool) -> Route:
    """Make an endpoint from a path with {names}."""
    pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
    return Route(method=method, pattern=pattern, name=name, handler=handler, **more)
