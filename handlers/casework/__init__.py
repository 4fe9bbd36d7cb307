"""This is what an officer does with one tip: accept, close, note, correct, ask, hand on, merge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.events import Event
from handlers.casework import (
    asking,
    correcting,
    disclosing,
    handing,
    hearing,
    merging,
    pausing,
    progress,
    whole,
    word,
)
from handlers.casework.correcting import correct_category, correct_urgency, correct_village
from handlers.casework.progress import accept, close, keep_note

__all__ = [
    "HANDLERS",
    "accept",
    "close",
    "correct_category",
    "correct_urgency",
    "correct_village",
    "keep_note",
]
_TABLES: Sequence[Mapping[Any, Any]] = (
    progress.HANDLERS,
    correcting.HANDLERS,
    asking.HANDLERS,
    handing.HANDLERS,
    pausing.HANDLERS,
    merging.HANDLERS,
    disclosing.HANDLERS,
    hearing.HANDLERS,
    word.HANDLERS,
    whole.HANDLERS,
)
HANDLERS: Mapping[type[Event], Any] = {
    kind: handle for table in _TABLES for kind, handle in table.items()
}
