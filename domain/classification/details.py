"""Whether words only say what somebody or something looks like, and nothing of what was done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domain.classification.kinds import Category, Urgency
from domain.classification.marks import Marks
from domain.thai import Form

# What is merely suspicious is what a description is taken for.
DEEDS: Final = (
    *("danger", "crime", "coerced", "environment", "money_moved", "lost.gone"),
    *(f"{kind}.strong" for kind in Category if kind is not Category.SUSPICIOUS),
)

EVENTS: Final = (*DEEDS, f"{Category.SUSPICIOUS}.strong")
HINTS: Final = tuple(f"{kind}.weak" for kind in Category)
# Shorter ones lie in words that have nothing to do with them.
FEWEST: Final = 3


@dataclass(frozen=True, kw_only=True)
class Deeds:
    """The words that tell what happened, as the lexicon writes them, and those that only hint.

    `is_described`: they tell what a vehicle or somebody looks like. `points_back`: a word speaks of
    somebody or something told of before. Words for who takes part in any crime (the culprit, the
    injured) tell neither what happened nor of whom was spoken.
    """

    told: frozenset[str] = frozenset()
    hinted: frozenset[str] = frozenset()
    is_described: bool = False
    points_back: bool = False

    def is_told_again(self, other: Deeds, *, by_hints: bool) -> bool:
        """Whether both share a word for what happened; a longer word may hold a shorter."""
        ours, theirs = self._words(by_hints=by_hints), other._words(by_hints=by_hints)
        return any(a in b or b in a for a in ours for b in theirs)

    def _words(self, *, by_hints: bool) -> frozenset[str]:
        return self.told | self.hinted if by_hints else self.told


def deeds_told(marks: Marks) -> Deeds:
    """The words of a report that tell what happened."""
    back = {span.phrase for span in marks["points_back"]}
    told, hinted = _phrases(marks, EVENTS), _phrases(marks, HINTS)
    return Deeds(
        told=told - back,
        hinted=hinted - back,
        is_described=marks.has("described"),
        points_back=bool(back - told - hinted),
    )


def _phrases(marks: Marks, sections: Iterable[str]) -> frozenset[str]:
    found = (span for section in sections for span in marks[section] if not span.is_pair)
    return frozenset(span.phrase for span in found if len(span.phrase) >= FEWEST)


def is_mere_detail(marks: Marks, urgency: Urgency) -> bool:
    """Whether a plate, a colour or clothes are told, and no word of a deed or of danger."""
    is_calm = urgency is not Urgency.EMERGENCY
    return is_calm and marks.has("described") and not marks.has(*DEEDS)


LOOKS: Final = ("detail.looks", "detail.unseen", "described")
# Of what a description is made besides; a word that is none of all these tells something.
LINKS: Final = ("detail.link", "courtesy.ending", "courtesy.thanks", "courtesy.greeting")
# What somebody says to have seen is a report, unless it is how little they saw.
TOLD: Final = ("report", "now", "fresh", "suspicious.strong")


def is_only_described(form: Form, marks: Marks) -> bool:
    """Whether a text holds nothing but looks, numbers and what links them.

    A face not seen of somebody who is named is about that person, who may be missing.
    """
    if not marks.has("detail.looks", "detail.unseen") or marks.has(*DEEDS):
        return False
    unseen = marks["detail.unseen"]
    people = {span.start for span in marks["people"]}
    if any(span.end in people for span in unseen):
        return False
    if any(not span.lies_in(unseen) for section in TOLD for span in marks[section]):
        return False
    covered = {
        at
        for section in (*LOOKS, *LINKS)
        for span in marks[section]
        if not span.is_pair
        for at in range(span.start, span.end)
    }
    return all(at in covered or letter.isdigit() for at, letter in enumerate(form.key))
