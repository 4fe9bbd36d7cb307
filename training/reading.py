"""How examples are read before they are learned from: by the very code that reads tips."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.examples import Example
from domain.classification import Gazetteer, Lexicon, Place, Report
from domain.classification.learned import Signals
from domain.classification.reading import look
from files.tables import read_table
from files.villages import read_villages

VILLAGES = Path(__file__).parent / "villages.csv"
SEED = 1


@dataclass(frozen=True, kw_only=True)
class Read:
    """One example as the reader sees it: its words without places, and what the rules find."""

    example: Example
    words: str
    signals: Signals


def read_all(examples: Iterable[Example], lexicon: Lexicon) -> Sequence[Read]:
    """Read each example with an invented village's name in its places; the same names each time."""
    rows = read_villages(read_table(VILLAGES)).rows
    gazetteer = Gazetteer.of([Place(**vars(row)) for row in rows], lexicon)
    type_words = sorted(lexicon.sections["place.type"], key=len, reverse=True)
    chance = random.Random(SEED)
    found = []
    for example in examples:
        scene, other = (_bare(place, type_words) for place in chance.sample(gazetteer.places, 2))
        sight = look(Report(messages=example.messages(scene, other)), gazetteer, lexicon)
        found.append(Read(example=example, words=sight.words, signals=sight.signals))
    return found


def _bare(place: Place, type_words: Sequence[str]) -> str:
    word = next((word for word in type_words if place.name.startswith(word)), "")
    return place.name.removeprefix(word)
