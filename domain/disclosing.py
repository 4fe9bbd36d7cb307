"""This is what officers open or add of a tip that no card shows: all words, numbers, a gist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.events import MessageSaid
from domain.meanings import CaseEvent

UNMASK: Final = "unmask"
GIST: Final = "gist"


@dataclass(frozen=True, kw_only=True)
class WholeAsked(CaseEvent):
    """An officer wants to read all that was said in a tip; `page` comes from a phone."""

    page: int = 0


@dataclass(frozen=True, kw_only=True)
class UnmaskPressed(CaseEvent):
    """An officer wants to see the numbers that are hidden in a tip's words."""


@dataclass(frozen=True, kw_only=True)
class UnmaskReasonSaid(CaseEvent):
    """Why an officer needs the hidden numbers."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class GistPressed(CaseEvent):
    """The desk wants to write down what a voice says."""


@dataclass(frozen=True, kw_only=True)
class GistSaid(CaseEvent):
    """What a voice says, in the words of who heard it."""

    said: MessageSaid
