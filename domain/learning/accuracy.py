"""This is how a new alias would have changed the villages of a station's own tips."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz

from domain.classification import Gazetteer, classify
from domain.learning.lesson import Lesson
from domain.learning.proposing import Proposal
from domain.thai import normalise, sound

# A name that is less like any part of a text than this changes nothing in its reading.
LIKE: Final = 60.0


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many villages were right and wrong, of so many tips; the rest was asked about."""

    right: int
    wrong: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Gain:
    """The villages before an alias is taken, and after."""

    before: Tally
    after: Tally


def read_all(lessons: Iterable[Lesson], gazetteer: Gazetteer) -> dict[str, str | None]:
    """Return the village that each sure tip is read to, by the tip's number."""
    return {one.number: _village(one, gazetteer) for one in lessons if one.is_sure}


def still_misread(
    lessons: Iterable[Lesson], before: Mapping[str, str | None]
) -> tuple[Lesson, ...]:
    """Return the lessons, those that would be read right today as no corrections any more."""
    return tuple(
        replace(one, is_corrected=one.is_corrected and before.get(one.number) != one.belongs)
        for one in lessons
    )


def compare(
    proposal: Proposal,
    lessons: Sequence[Lesson],
    gazetteer: Gazetteer,
    *,
    before: Mapping[str, str | None],
) -> Gain:
    """Return how the tips that an officer corrected or accepted are read without it and with it."""
    sure = [one for one in lessons if one.is_sure]
    taught = with_alias(gazetteer, proposal.village, proposal.phrase)
    heard = sound(proposal.key)
    after = {
        one.number: _village(one, taught) if _may_change(one, heard) else before[one.number]
        for one in sure
    }
    return Gain(before=_tally(sure, before), after=_tally(sure, after))


def with_alias(gazetteer: Gazetteer, code: str, phrase: str) -> Gazetteer:
    """Return the villages with one more alias."""
    places = [
        replace(place, aliases=(*place.aliases, phrase)) if place.code == code else place
        for place in gazetteer.places
    ]
    return Gazetteer.of(places, gazetteer.lexicon)


def _may_change(lesson: Lesson, heard: str) -> bool:
    text = sound(normalise(lesson.report.text).key)
    return fuzz.partial_ratio(heard, text, score_cutoff=LIKE) > 0


def _village(lesson: Lesson, gazetteer: Gazetteer) -> str | None:
    return classify(lesson.report, gazetteer, gazetteer.lexicon).village


def _tally(lessons: Sequence[Lesson], said: Mapping[str, str | None]) -> Tally:
    known = [(said[one.number], one.belongs) for one in lessons]
    return Tally(
        right=sum(village is not None and village == belongs for village, belongs in known),
        wrong=sum(village is not None and village != belongs for village, belongs in known),
        of=len(known),
    )
