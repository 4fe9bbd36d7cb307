"""Whether words only say what somebody or something looks like, and nothing of what was done."""

from __future__ import annotations

from typing import Final

from domain.classification.kinds import Category, Urgency
from domain.classification.marks import Marks
from domain.thai import Form

# What is merely suspicious is what a description is taken for.
DEEDS: Final = (
    *("danger", "crime", "coerced", "environment", "money_moved", "lost.gone"),
    *(f"{kind}.strong" for kind in Category if kind is not Category.SUSPICIOUS),
)


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
