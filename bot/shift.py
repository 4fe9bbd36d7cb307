"""This is who works: a name that no other process bears, and how long its claims hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class Shift:
    """Who works, by a name that no other process bears, and for how long a claim holds.

    `hands`: how many threads of this process do the same work.
    """

    owner: str
    lease: timedelta
    hands: int = 1
