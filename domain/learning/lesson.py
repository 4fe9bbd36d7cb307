"""This is one tip as learning sees it: what was said, where we put it, where it belongs."""

from __future__ import annotations

from dataclasses import dataclass

from domain.classification.kinds import Report


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A tip by its number; `text` is masked, and only what is masked is ever learned from.

    `belongs` is its village now. `is_corrected`: an officer moved it there; `is_sure`: an officer
    at least accepted it there.
    """

    number: str
    text: str
    report: Report
    belongs: str | None
    is_corrected: bool = False
    is_sure: bool = False
