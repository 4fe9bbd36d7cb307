"""Whether a thing or a beast is missing and nobody: property, no missing person or emergency."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import Final

from domain.classification.category import Kind
from domain.classification.kinds import Category, Reason, Urgency
from domain.classification.marks import Marks, Span
from domain.classification.urgency import Haste, find_urgency

# So many letters may stand between a thing and the word that it is gone.
CLOSE: Final = 8
# More people than this, and somebody may be gone.
MOST: Final = 12
# Words in which a person is no missing one: homes, and whoever is reported or accused.
# Words beside which a loss is more than a loss: a thief is there, or somebody is hurt.
ALARMING: Final = (
    *("danger", "crime", "coerced", "pressing", "now", "points_back"),
    *("needs.medical", "needs.suicide"),
    *(f"{kind}.strong" for kind in (Category.LIFE, Category.BODY, Category.WEAPONS)),
)
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
    aside.append(Span(thing.start, gone, ""))
    people = marks["people"]
    is_anyones = len(people) > MOST or any(not person.lies_in(aside) for person in people)
    return "" if is_anyones else thing.phrase


def lost(thing: str, marks: Marks, kind: Kind) -> tuple[Kind, Haste]:
    """A thing gone is property, with the haste that the rules hear in it."""
    reason = Reason(key="reason.category_property", values={"words": thing})
    kind = replace(kind, category=Category.PROPERTY, reasons=(reason,))
    return kind, find_urgency(marks, Category.PROPERTY)


def lost_calmly(thing: str, marks: Marks, haste: Haste) -> Haste:
    """No emergency where a thing is gone and no word tells of more; without haste if mislaid.

    Who noticed just now that their bag is gone knows of nobody to be caught.
    """
    if marks.has(*ALARMING):
        return haste
    if thing in {own.phrase for own in marks["lost.own"]} and marks.has("lost.noticed"):
        return Haste(urgency=Urgency.ROUTINE, reasons=(Reason(key="reason.urgency_routine"),))
    if haste.urgency is Urgency.EMERGENCY:
        return Haste(urgency=Urgency.SOON, reasons=(Reason(key="reason.urgency_kind"),))
    return haste


def _gone(marks: Marks, thing: Span) -> int:
    """Where the word begins that says that this thing is gone; zero where none does."""
    gone = marks["lost.gone"]
    at = bisect_left(gone, thing.end, key=lambda one: one.start)
    is_near = at < len(gone) and gone[at].start - thing.end <= CLOSE
    return gone[at].start if is_near else 0
