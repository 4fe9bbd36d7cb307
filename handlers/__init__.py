"""This is the table of contents of the bot: which function answers which event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.events import Event
from handlers import alerting, casework, duty, looking, merging
from handlers.member import (
    drill,
    ending,
    group,
    joining,
    own_tip,
    status,
    tip,
    unsend,
    whereabouts,
)

_TABLES: Sequence[Mapping[Any, Any]] = (
    tip.HANDLERS,
    whereabouts.HANDLERS,
    ending.HANDLERS,
    drill.HANDLERS,
    own_tip.HANDLERS,
    unsend.HANDLERS,
    group.HANDLERS,
    joining.HANDLERS,
    status.HANDLERS,
    alerting.HANDLERS,
    casework.HANDLERS,
    looking.HANDLERS,
    merging.HANDLERS,
    duty.HANDLERS,
)
HANDLERS: Mapping[type[Event], Any] = {
    kind: handle for table in _TABLES for kind, handle in table.items()
}
