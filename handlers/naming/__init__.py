"""This is how a sender's name is opened: one asks and says why, a commander grants.

No name ever stands in a message: what is granted is a page, by a one-time link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.events import Event
from handlers.naming import asking, deciding, looking, sparing, telling

_TABLES: Sequence[Mapping[Any, Any]] = (
    asking.HANDLERS,
    deciding.HANDLERS,
    looking.HANDLERS,
    sparing.HANDLERS,
    telling.HANDLERS,
)
HANDLERS: Mapping[type[Event], Any] = {
    kind: handle for table in _TABLES for kind, handle in table.items()
}
