"""Whether somebody was hurt while something was taken or lost: the graver harm decides the kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.classification.category import STRONG, Kind
from domain.classification.killing import Killings, is_retold, soonest
from domain.classification.kinds import Category, Reason, Urgency
from domain.classification.marks import Marks, Span
from domain.classification.urgency import Haste
from domain.classification.victims import Noun, Victim, victim_of
from domain.thai import Form


@dataclass(frozen=True, kw_only=True)
class Injury:
    """That somebody was hurt, in which words, and whether with a weapon."""

    words: str
    is_armed: bool


def injury_told(marks: Marks, form: Form) -> Injury | None:
    """Return the first injury of a person, if nothing makes it a tale or a matter of old."""
    return None if is_retold(marks) or marks.has("past") else next(_injuries(marks, form), None)


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


def _injuries(marks: Marks, form: Form) -> Iterator[Injury]:
    """What was done to a person; a weapon's deed to nobody who is named is done to who speaks."""
    told = _Told(marks, form)
    for section, is_armed in (("injury.armed", True), ("injury.beaten", False)):
        for deed in marks[section]:
            passive = told.killings.victims.passive(deed)
            if passive is None or told.is_no_injury(passive, deed):
                continue
            noun = told.killings.victims.before(deed)
            is_speakers = noun is None and is_armed
            is_anothers = victim_of(noun) is Victim.PERSON and not told.is_owner(noun)
            if is_speakers or is_anothers:
                yield Injury(words=f"{passive.phrase}{deed.phrase}", is_armed=is_armed)


class _Told:
    """What stands around the deeds of a text."""

    def __init__(self, marks: Marks, form: Form) -> None:
        self.killings = Killings(marks)
        self._form = form
        things = (*marks["injury.thing"], *marks["lost.thing"])
        self._begins = {one.start for one in things}
        self._ends = {one.end for one in things}
        # Who ends in the name of a thing, as the owner of a house does, is somebody.
        people = marks["people"]
        named = (*marks["beasts"], *marks["injury.thing"])
        self._nobodys = {one.end for one in named if not one.lies_in(people)}
        self._feared = {one.end for one in marks["injury.feared"]}
        self._idioms = {one.start for one in marks["injury.idiom"]}

    def is_no_injury(self, passive: Span, deed: Span) -> bool:
        """Say whether it did not come to it, or was done to a beast or a thing, or only sounds so.

        `Got its tyre slashed` names the thing right behind the deed.
        """
        before = passive.start
        is_unmet = self.killings.is_unmet(passive) or before in self._feared
        is_things = before in self._nobodys or deed.end in self._begins
        return is_unmet or is_things or deed.start in self._idioms

    def is_owner(self, noun: Noun | None) -> bool:
        """Say whether a person is named only as whose a thing before them is: `dad's tyre`."""
        start = noun[0].start if noun else 0
        return start in self._ends and self._form.is_joined(start)
