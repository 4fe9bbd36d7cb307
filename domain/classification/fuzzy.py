"""Names typed with a slip, looked for only where a place name may begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz.distance import OSA

from domain.classification.gazetteer import Gazetteer, KeyKind
from domain.classification.marks import Marks
from domain.classification.mentions import Role, chain_before, role_of
from domain.thai import Form, sound

ANCHORS: Final = 20
COMPARED: Final = 400
SEARCHED: Final = 400
CLOSE_SECOND: Final = 0.04
TWO_SLIPS: Final = 10
LEADS: Final = (
    "place.cue",
    "place.spot",
    "place.scene",
    "place.type",
    "place.lane",
    "place.estate",
)
_VOWELS: Final = frozenset(chr(code) for code in (*range(0x0E30, 0x0E3B), *range(0x0E40, 0x0E46)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A name that the text may have meant, and how sure the likeness is."""

    start: int
    end: int
    villages: frozenset[int]
    same_consonants: bool
    sureness: float
    role: Role


def guesses(form: Form, marks: Marks, gazetteer: Gazetteer) -> list[Guess]:
    """The likeliest name at each place where one may begin, the surest first."""
    heard = sound(form.key)
    found = []
    for anchor in _anchors(form, marks):
        guess = _best_at(heard, anchor, gazetteer)
        if guess:
            role = role_of(chain_before(marks, anchor))
            found.append(replace(guess, role=role))
    return sorted(found, key=lambda guess: (-guess.sureness, guess.start))


def _anchors(form: Form, marks: Marks) -> Iterable[int]:
    """Where a name may begin: after a place word first, then at each gap between words."""
    led = sorted({span.end for section in LEADS for span in marks[section]})
    gaps = [i for i in range(min(len(form.key), SEARCHED)) if not form.is_joined(i)]
    return list(dict.fromkeys((*led, *gaps)))[:ANCHORS]


def _best_at(heard: str, anchor: int, gazetteer: Gazetteer) -> Guess | None:
    best: dict[frozenset[int], tuple[float, str, int]] = {}
    for name, key in gazetteer.alike(heard[anchor:])[:COMPARED]:
        likeness, end = _likeness(heard, anchor, name)
        if not likeness:
            continue
        villages = frozenset(
            entry.village for entry in gazetteer.keys[key] if entry.kind <= KeyKind.LANDMARK
        )
        if likeness > best.get(villages, (0.0, "", 0))[0]:
            best[villages] = (likeness, name, end)
    ranked = sorted(best.items(), key=lambda item: -item[1][0])
    if not ranked or (len(ranked) > 1 and ranked[1][1][0] > ranked[0][1][0] - CLOSE_SECOND):
        return None
    villages, (likeness, name, end) = ranked[0]
    same = _consonants(heard[anchor:end]) == _consonants(name)
    return Guess(
        start=anchor,
        end=end,
        villages=villages,
        same_consonants=same,
        sureness=likeness,
        role=Role.SCENE,
    )


def _likeness(heard: str, anchor: int, name: str) -> tuple[float, int]:
    """How like the text from here is to a name (0 if too unlike), and where it then ends."""
    allowed = 2 if len(name) >= TWO_SLIPS else 1
    best = (0.0, anchor)
    if heard.startswith(name, anchor):
        return best
    for length in range(len(name) - 1, len(name) + 2):
        piece = heard[anchor : anchor + length]
        if len(piece) < len(name) - 1:
            continue
        slips = OSA.distance(piece, name, score_cutoff=allowed)
        likeness = 1 - slips / len(name)
        if 0 < slips <= allowed and likeness > best[0] and _digits(piece) == _digits(name):
            best = (likeness, anchor + length)
    return best


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _consonants(text: str) -> str:
    return "".join(letter for letter in text if letter not in _VOWELS)
