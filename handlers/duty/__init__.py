"""This is an officer's own standing: on and off duty, leave, swaps, the roster, the console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.events import Event
from handlers.duty import leave, standing, swapping
from handlers.duty.leave import come_back, take_leave
from handlers.duty.standing import change, open_console, show_roster
from handlers.duty.swapping import answer_swap, propose

__all__ = [
    "HANDLERS",
    "answer_swap",
    "change",
    "come_back",
    "open_console",
    "propose",
    "show_roster",
    "take_leave",
]
_TABLES: Sequence[Mapping[Any, Any]] = (standing.HANDLERS, leave.HANDLERS, swapping.HANDLERS)
HANDLERS: Mapping[type[Event], Any] = {
    kind: handle for table in _TABLES for kind, handle in table.items()
}
