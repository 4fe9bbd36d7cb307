"""This is how a tip reaches its officers, and those after them when it must go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.events import Event
from handlers.alerting import duty_changes, handed, joined, line, passed, unreachable
from handlers.alerting.duty_changes import follow_duty
from handlers.alerting.joined import tell_change
from handlers.alerting.line import go_on, resume, send
from handlers.alerting.unreachable import pass_on

__all__ = ["HANDLERS", "follow_duty", "go_on", "pass_on", "resume", "send", "tell_change"]
_TABLES: Sequence[Mapping[Any, Any]] = (
    line.HANDLERS,
    joined.HANDLERS,
    unreachable.HANDLERS,
    duty_changes.HANDLERS,
    handed.HANDLERS,
    passed.HANDLERS,
)
HANDLERS: Mapping[type[Event], Any] = {
    kind: handle for table in _TABLES for kind, handle in table.items()
}
