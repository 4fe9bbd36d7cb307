"""This is where a speaker stands: who they are, and what was last asked of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from domain.talking import Talk

OWN: Final = "own"
PRACTICE: Final = "practice"
REAL: Final = "real"
LEAVING: Final = "leave"
INTAKE: Final = "intake"
CALLER: Final = "caller"
FIXING: Final = "fixing"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a speaker stands: who they are, and what was last asked of them.

    `gathering` is the tip that takes their words, `asked` the one whose village is open,
    `latest` the newest that is not closed. `candidates` are the codes that were last offered, in
    the order they were numbered. `group_tip` is the tip that the speaker began in this very group
    and that still takes their photos. `neighbours` begin the numbers of other stations' tips.
    `fixes` are what an officer was offered by number to put right, `fixing` which part of a tip.
    """

    is_officer: bool = False
    mode: str | None = None
    mode_tip: uuid.UUID | None = None
    gathering: uuid.UUID | None = None
    asked: uuid.UUID | None = None
    latest: uuid.UUID | None = None
    group_tip: uuid.UUID | None = None
    candidates: tuple[str, ...] = ()
    must_confirm: bool = False
    number_prefix: str = ""
    neighbours: tuple[str, ...] = ()
    fixes: Mapping[str, str] = field(default_factory=dict)
    fixing: str = ""
    talk: Talk = field(default_factory=Talk)

    @property
    def in_mode(self) -> Talk:
        """The talk, with the mode that the speaker is in."""
        return replace(self.talk, mode=self.mode, mode_tip=self.mode_tip)
