"""This is the table of contents of the bot: which function answers which event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.events import Event
from handlers import (
    alerting,
    bulletins,
    caller,
    casework,
    composing,
    duty,
    looking,
    meeting,
    month,
    naming,
    retention,
    summary,
    surveying,
    voices,
    work,
)
from handlers.member import (
    answering,
    drill,
    ending,
    group,
    intake,
    joining,
    own_tip,
    status,
    tip,
    topics,
    unsend,
    whereabouts,
)
from handlers.member import naming as being_named

_TABLES: Sequence[Mapping[Any, Any]] = (
    tip.HANDLERS,
    answering.HANDLERS,
    being_named.HANDLERS,
    whereabouts.HANDLERS,
    ending.HANDLERS,
    drill.HANDLERS,
    own_tip.HANDLERS,
    unsend.HANDLERS,
    group.HANDLERS,
    joining.HANDLERS,
    status.HANDLERS,
    topics.HANDLERS,
    alerting.HANDLERS,
    casework.HANDLERS,
    looking.HANDLERS,
    duty.HANDLERS,
    work.HANDLERS,
    summary.HANDLERS,
    intake.HANDLERS,
    caller.HANDLERS,
    naming.HANDLERS,
    bulletins.HANDLERS,
    composing.HANDLERS,
    month.HANDLERS,
    surveying.HANDLERS,
    meeting.HANDLERS,
    voices.HANDLERS,
    retention.HANDLERS,
)
HANDLERS: Mapping[type[Event], Any] = {
    kind: handle for table in _TABLES for kind, handle in table.items()
}
