"""What sounds like an emergency and is none: a beast killed, a killing of old, a thing mislaid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from domain.classification.category import Kind
from domain.classification.killing import Killings
from domain.classification.kinds import Category, Reason, Urgency
from domain.classification.marks import Marks, Span
from domain.classification.urgency import Haste
from domain.classification.victims import CLOSE, Victim

HARMS: Final = (Category.LIFE, Category.BODY)
# What else is heard in a text makes it an emergency after all; in doubt it stays one.
ALARMING: Final = (
    *("danger", "crime", "coerced", "killing.plain", "killing.slain", "killing.deed"),
    *("needs.medical", "needs.suicide"),
    *(f"{kind}.strong" for kind in (*HARMS, Category.SEXUAL, Category.WEAPONS)),
)
AT_HAND: Final = ("now", "fresh", "today")
# With more letters than this besides, what examples hear in a text counts.
ASIDE: Final = 24
# A text with more deeds than this is looked at by somebody soon.
MANY: Final = 12


def softened(
    kind: Kind, haste: Haste, marks: Marks, *, length: int, is_heard: bool
) -> tuple[Kind, Haste]:
    """Bring down what only sounds like an emergency; `is_heard`: examples say that it is one."""
    killings = Killings(marks)
    if beasts := _all_there_is(marks, killings.of_beasts(), length=length, is_heard=is_heard):
        return (kind, haste) if _is_of_people(marks, beasts) else _of_beasts(beasts, kind, haste)
    old = _all_there_is(marks, killings.of_old(), length=length, is_heard=is_heard)
    if old and not _tells_aside(marks, AT_HAND, old):
        values = {"words": old[0].phrase}
        reason = Reason(key="reason.urgency_old", values=values)
        haste = Haste(urgency=Urgency.ROUTINE, reasons=(reason,))
    return kind, haste


def _of_beasts(beasts: Sequence[Span], kind: Kind, haste: Haste) -> tuple[Kind, Haste]:
    """A beast killed is harm to its owner, to see to within the day."""
    if kind.category in HARMS:
        values = {"words": beasts[0].phrase}
        reason = Reason(key="reason.category_property", values=values)
        kind = replace(kind, category=Category.PROPERTY, reasons=(reason,))
    if haste.urgency is Urgency.EMERGENCY:
        soon = Reason(key="reason.urgency_kind")
        haste = Haste(urgency=Urgency.SOON, reasons=(soon,))
    return kind, haste


def _all_there_is(
    marks: Marks, pieces: Iterable[Span], *, length: int, is_heard: bool
) -> Sequence[Span]:
    """The pieces of a text, if nothing besides them alarms."""
    told = sorted(pieces, key=lambda one: (one.start, -one.end))
    if len(told) > MANY:
        return ()
    besides = length - sum(piece.end - piece.start for piece in told)
    if is_heard and besides > ASIDE:
        return ()
    return () if _tells_aside(marks, ALARMING, told) else told


def _tells_aside(marks: Marks, sections: Sequence[str], pieces: Sequence[Span]) -> bool:
    """Whether a word of these sections stands outside of these pieces."""
    return any(not span.lies_in(pieces) for section in sections for span in marks[section])


def _is_of_people(marks: Marks, beasts: Sequence[Span]) -> bool:
    """Whether somebody is spoken of who is neither the doer nor the owner of the beast."""
    victims = Killings(marks).victims
    people = (span for span, victim in victims.nouns if victim is Victim.PERSON)
    near = [Span(one.start - CLOSE, one.end + CLOSE, "") for one in beasts]
    return any(not person.lies_in(near) for person in people)
