"""This is what a station's own corrections teach: how people there call its villages."""

from __future__ import annotations

from domain.learning.accuracy import Gain, Tally, compare, read_all, still_misread, with_alias
from domain.learning.common import CommonWords
from domain.learning.lesson import Lesson
from domain.learning.proposing import Proposal, propose
from domain.learning.usable import why_unusable

__all__ = [
    "CommonWords",
    "Gain",
    "Lesson",
    "Proposal",
    "Tally",
    "compare",
    "propose",
    "read_all",
    "still_misread",
    "why_unusable",
    "with_alias",
]
