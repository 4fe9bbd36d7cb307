"""Whether somebody says in few words that a thief comes into a home: he may still be there."""

from __future__ import annotations

from typing import Final

from domain.classification.killing import Killings, is_retold
from domain.classification.marks import Marks

# Of a theft found out later one tells more: what is gone, when it was, who was at home.
LONGEST: Final = 28
FOUND_LATER: Final = (
    *("lost.gone", "recent", "earlier", "past", "habit", "calm", "calm_end"),
    "not_tip.question",
)


def intrusion_told(marks: Marks, *, length: int) -> str:
    """Return the words by which it is told, or nothing where it was before, feared or a tale.

    `length` is that of the text without its places, in letters.
    """
    if length > LONGEST or is_retold(marks) or marks.has(*FOUND_LATER):
        return ""
    killings = Killings(marks)
    feared = {span.end for span in marks["injury.feared"]}
    for span in marks["intrusion"]:
        if span.start not in feared and not killings.is_unmet(span):
            return span.phrase
    return ""
