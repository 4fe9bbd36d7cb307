"""This is what an officer's words mean about a sender's name: of which tip, and why."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Final

from domain import meanings as m
from domain.calendar import read_tip_number
from domain.events import MessageSaid

NAME_WHY: Final = "name_why"
NAME_DANGER: Final = "name_danger"
_REASONS: Mapping[str, type[m.NameReasonSaid | m.NameDangerSaid]] = {
    NAME_WHY: m.NameReasonSaid,
    NAME_DANGER: m.NameDangerSaid,
}


def reason_said(
    event: MessageSaid, text: str, *, mode: str | None, tip: uuid.UUID | None
) -> m.CaseEvent | None:
    """Return words as the reason that was asked for, None where none was."""
    kind = _REASONS.get(mode or "")
    if kind is None or tip is None:
        return None
    return kind(happened_at=event.happened_at, speaker=event.speaker, tip=tip, reason=text)


def name_wanted(event: MessageSaid, rest: str, prefix: str) -> m.NameWordSaid:
    """Return the request for a name, of the tip whose number stands behind the word."""
    number = read_tip_number(rest, prefix)
    parts = {} if number is None else vars(number)
    return m.NameWordSaid(happened_at=event.happened_at, speaker=event.speaker, **parts)
