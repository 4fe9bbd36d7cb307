"""Whether somebody was hurt while something was taken or lost: the graver harm decides the kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.classification.category import STRONG, Kind
from domain.classification.killing import Killings, is_retold, soonest
from domain.classification.kinds import Category, Reason, Urgency
from domain.classification.marks import Marks
from domain.classification.urgency import Haste
from domain.classification.victims import Victim, victim_of


@dataclass(frozen=True, kw_only=True)
class Injury:
    """That somebody was hurt, in which words, and whether with a weapon."""

    words: str
    is_armed: bool


def injury_told(marks: Marks) -> Injury | None:
    """Return the first injury of a person, if nothing makes it a tale or a matter of old."""
    return None if is_retold(marks) else next(_injuries(marks), None)


def injured(injury: Injury, marks: Marks, kind: Kind, haste: Haste) -> tuple[Kind, Haste]:
    """Make of it a matter of life or body; with a weapon an emergency unless days lie between."""
    is_of_life = kind.scores.get(Category.LIFE, 0.0) >= STRONG
    category = Category.LIFE if is_of_life else Category.BODY
    reason = Reason(key=f"reason.category_{category}", values={"words": injury.words})
    kind = replace(kind, category=category, reasons=(reason,))
    if injury.is_armed:
        return kind, soonest(injury.words, haste, marks)
    if haste.urgency is Urgency.ROUTINE:
        haste = Haste(urgency=Urgency.SOON, reasons=(Reason(key="reason.urgency_kind"),))
    return kind, haste


def _injuries(marks: Marks) -> Iterator[Injury]:
    """What was done to a person, or to nobody who is named and to no thing."""
    told = Killings(marks)
    things = {one.end for one in marks["injury.thing"]}
    for section, is_armed in (("injury.armed", True), ("injury.beaten", False)):
        for deed in marks[section]:
            passive = told.victims.passive(deed)
            if passive is None or told.is_unmet(passive):
                continue
            noun = told.victims.before(deed)
            is_nobodys = noun is None and passive.start not in things
            if is_nobodys or victim_of(noun) is Victim.PERSON:
                yield Injury(words=f"{passive.phrase}{deed.phrase}", is_armed=is_armed)
