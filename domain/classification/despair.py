"""Whether somebody plainly says that a life is to be taken by its own hand."""

from __future__ import annotations

from typing import Final

from domain.classification.killing import is_retold
from domain.classification.marks import Marks

# Few examples are as short as what is said in despair; in a longer text they hear jest from need.
LONGEST: Final = 60


def despair_told(marks: Marks, *, length: int) -> str:
    """Return the words by which it is announced, or nothing where it is a tale, denied or of old.

    `length` is that of the text without its places, in letters.
    """
    if length > LONGEST or is_retold(marks) or marks.has("past", "not_tip.laugh"):
        return ""
    denied = {one.end for section in ("negation", "killing.once") for one in marks[section]}
    wills = {one.end: one for one in marks["despair.will"] if one.start not in denied}
    together = {one.start for one in marks["killing.mutual"]}
    for deed in marks["despair.deed"]:
        will = wills.get(deed.start)
        # `They will all hang themselves over this price` is said of nobody.
        if will is not None and deed.end not in together:
            return f"{will.phrase}{deed.phrase}"
    return ""
