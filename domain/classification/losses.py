"""Whether a thing or a beast is missing and nobody: that is property, no missing person."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from domain.classification.category import Kind
from domain.classification.kinds import Category, Reason
from domain.classification.marks import Marks, Span
from domain.classification.urgency import Haste, find_urgency

# So many letters may stand between a thing and the word that it is gone.
CLOSE: Final = 8
# Words in which a person is no missing one: homes, and whoever is reported or accused.
ASIDE: Final = ("place.near_home", "place.own_home", "crime", "report")


def thing_lost(marks: Marks) -> str:
    """The thing that is gone, where no person may be gone with it."""
    if marks.has("lost.carried"):
        return ""
    thing = next((one for one in marks["lost.thing"] if _gone(marks, one)), None)
    if thing is None:
        return ""
    gone = _gone(marks, thing)
    aside = [span for section in ASIDE for span in marks[section]]
    is_anyones = any(
        not _within(person, [*aside, Span(thing.start, gone, "")]) for person in marks["people"]
    )
    return "" if is_anyones else thing.phrase


def lost(thing: str, marks: Marks, kind: Kind) -> tuple[Kind, Haste]:
    """A thing gone is property, with the haste that the rules hear in it."""
    reason = Reason(key="reason.category_property", values={"words": thing})
    kind = replace(kind, category=Category.PROPERTY, reasons=(reason,))
    return kind, find_urgency(marks, Category.PROPERTY)


def _gone(marks: Marks, thing: Span) -> int:
    """Where the word begins that says that this thing is gone; zero where none does."""
    gone = (one.start for one in marks["lost.gone"] if 0 <= one.start - thing.end <= CLOSE)
    return next(gone, 0)


def _within(person: Span, pieces: list[Span]) -> bool:
    return any(piece.start <= person.start and person.end <= piece.end for piece in pieces)
