"""Names typed with a slip, looked for only where a place name may begin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from domain.classification.gazetteer import Gazetteer
from domain.classification.lexicon import SHORT, stands_alone
from domain.classification.marks import Marks
from domain.classification.mentions import Mention
from domain.classification.naming import KeyKind
from domain.classification.roles import NAME_PARTS, Role, chain_before, role_of
from domain.classification.spelling import distances
from domain.thai import Form, sound

ANCHORS: Final = 24
COMPARED: Final = 400
SEARCHED: Final = 400
CLOSE_SECOND: Final = 0.06
# Of two names that begin alike, the one that takes so many letters less is left out.
SHORTER: Final = 2
WORD: Final = 3
# How far back from the end of a piece a word may begin that runs on behind it.
RUNNING: Final = 6
LONG_NAME: Final = 7
NOTHING_LIKE: Final = 9.0
# How much may be wrong in a name: at most so much in all, and such a part of its length.
MOST_WRONG: Final = 2.0
PART_WRONG: Final = 0.22
ROUGHLY: Final = 0.42
LEADS: Final = (
    "place.cue",
    "place.spot",
    "place.scene",
    "place.type",
    "place.lane",
    "place.estate",
    "place.residence",
    "place.institution",
    "place.landscape",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A name that the text may have meant, and how like it is (1 is the same)."""

    start: int
    end: int
    villages: frozenset[int]
    likeness: float
    role: Role
    is_short: bool = False


def guesses(form: Form, marks: Marks, gazetteer: Gazetteer) -> list[Guess]:
    """The likeliest name at each place where one may begin, the surest first."""
    heard = sound(form.key)
    found: list[Guess] = []
    for anchor in _anchors(form, marks):
        if _begins_word(marks, anchor):
            continue
        found += _best_at(form, marks, anchor, gazetteer, heard)
    return sorted(found, key=lambda guess: (-guess.likeness, guess.start))


def _begins_word(marks: Marks, anchor: int) -> bool:
    """Whether a word that has nothing to do with places, or one for people, begins here."""
    return any(
        (not section.startswith("place.") and span.end - anchor >= WORD)
        or section == "place.residence"
        for section, span in marks.opening(anchor)
    )


def lengthened(form: Form, marks: Marks, mention: Mention, gazetteer: Gazetteer) -> Guess | None:
    """A longer name of the gazetteer that goes on, with a slip, where a shorter one ends."""
    best: Guess | None = None
    other = [
        span
        for section, span in marks.opening(mention.end)
        if section not in NAME_PARTS and span.end - span.start >= WORD
    ]
    if other or not form.is_joined(mention.end):
        return None
    for key in gazetteer.longer_than(mention.key):
        rest = key[len(mention.key) :]
        wrong, end = _least(form, marks, mention.end, rest)
        if wrong > ROUGHLY * len(rest):
            continue
        likeness = 1 - wrong / len(key)
        if best is None or likeness > best.likeness:
            villages = frozenset(entry.village for entry in gazetteer.keys[key])
            best = Guess(
                start=mention.start,
                end=end,
                villages=villages,
                likeness=likeness,
                role=mention.role,
            )
    return best


def _anchors(form: Form, marks: Marks) -> Iterable[int]:
    """Where a name may begin: after a place word first, then at gaps and at names' beginnings."""
    led = sorted({span.end for section in LEADS for span in marks[section]})
    gaps = [i for i in range(min(len(form.key), SEARCHED)) if not form.is_joined(i)]
    begun = [span.start for span in marks["place.name_part"]]
    return list(dict.fromkeys((*led, *gaps, *begun)))[:ANCHORS]


def _best_at(
    form: Form, marks: Marks, anchor: int, gazetteer: Gazetteer, heard: str
) -> Sequence[Guess]:
    """The name that the text from here is most like, unless another is nearly as like."""
    best: dict[frozenset[int], tuple[float, int, bool]] = {}
    for name, key in gazetteer.alike(heard[anchor:])[:COMPARED]:
        if not _may_be(form, heard, anchor, name):
            continue
        wrong, end = _least(form, marks, anchor, key)
        if not 0 < wrong <= min(MOST_WRONG, PART_WRONG * len(key)):
            continue
        villages = _borne(gazetteer, key)
        likeness = 1 - wrong / len(key)
        if likeness > best.get(villages, (0.0, 0, True))[0]:
            best[villages] = (likeness, end, len(key) <= SHORT)
    ranked = sorted(best.items(), key=lambda item: -item[1][0])
    ranked = [item for item in ranked if item[1][0] > ranked[0][1][0] - CLOSE_SECOND]
    furthest = max((end for _, (_, end, _) in ranked), default=0)
    role = role_of(chain_before(form, marks, anchor))
    return [
        Guess(
            start=anchor,
            end=end,
            villages=villages,
            likeness=likeness,
            role=role,
            is_short=is_short,
        )
        for villages, (likeness, end, is_short) in ranked
        if end > furthest - SHORTER
    ]


def _least(form: Form, marks: Marks, start: int, name: str) -> tuple[float, int]:
    """The least that is wrong if the name stands here as a whole piece, and where it then ends."""
    best = (NOTHING_LIKE, start)
    for length, wrong in enumerate(distances(form.key, start, name), start=1):
        is_whole = length >= len(name) - 1 and _is_whole(
            form, marks, start, start + length, is_long=len(name) >= LONG_NAME
        )
        if is_whole and wrong < best[0]:
            best = (wrong, start + length)
    return best


def _is_whole(form: Form, marks: Marks, start: int, end: int, *, is_long: bool = False) -> bool:
    """Whether this piece may be one name: not two words, and no word runs on behind it."""
    letters = end
    while letters > start + 1 and form.key[letters - 1].isdigit():
        letters -= 1
    if not stands_alone(form, start, end) or form.is_split(start, letters):
        return False
    if letters == end and end < len(form.key) and form.key[end].isdigit():
        return False
    if not form.is_joined(end):
        return True
    return (is_long or end in marks.starts) and not any(
        span.end > end and span.end - span.start > WORD
        for at in range(max(start + 1, end - RUNNING), end)
        for _, span in marks.opening(at)
    )


def _borne(gazetteer: Gazetteer, key: str) -> frozenset[int]:
    """The villages that a key may mean."""
    entries = [entry for entry in gazetteer.keys[key] if entry.kind <= KeyKind.LANDMARK]
    return frozenset(entry.village for entry in entries)


def _may_be(form: Form, heard: str, anchor: int, name: str) -> bool:
    """Whether a first look, rougher and quicker, finds the name here."""
    usual = anchor + len(name)
    ends = (usual, usual + 1, usual - 1, usual + 2)
    end = next((end for end in ends if not form.is_joined(end)), usual)
    allowed = 2 if len(name) < COMPARABLE else 4
    return OSA.distance(heard[anchor:end], name, score_cutoff=allowed) <= allowed


COMPARABLE: Final = 7
