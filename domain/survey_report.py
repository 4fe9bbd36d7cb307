"""This is a survey as it stands, with as much of what was answered as may be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.survey import Paper
from domain.survey_figures import FearFormula


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The answers of one village that may be told apart; the rest together under no name."""

    name: str
    chosen: Sequence[Sequence[int]]


@dataclass(frozen=True, kw_only=True)
class Source:
    """How many of the members, or of the public, answered, and what, as far as it may be told."""

    name: str
    count: int
    chosen: Sequence[Sequence[int]] = ()
    cells: Sequence[Cell] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """A survey as it stands: how many answered, and once it is over what they said."""

    number: int
    paper: Paper
    is_open: bool
    until: date | None
    sources: Sequence[Source]
    reached: int
    min_crowd: int
    formula: FearFormula
    target: float
