"""The matching forms by which one name of a gazetteer may be called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Final

from domain.thai import NUMBER_WORDS, normalise

SHORTEST: Final = 2
# A row whose whole name is a number of its subdistrict is found by number, never by name.
_MOO_ALONE: Final = re.compile(f"{normalise('moo 1').key[:-1]}\\d+")


class KeyKind(IntEnum):
    """How a key names its village, the surest first."""

    FULL = 0
    BARE = 1
    ALIAS = 2
    LANDMARK = 3
    SUBDISTRICT = 4
    DISTRICT = 5
    PROVINCE = 6


def with_bare(
    keys: Iterable[str], kind: KeyKind, words: Sequence[str]
) -> Iterable[tuple[str, KeyKind]]:
    """Each key as it is and without the type words before it; of lanes only the numbered ones."""
    for key in sorted(keys):
        bare = stripped(key, words)
        if kind > KeyKind.LANDMARK:
            yield bare, kind
        elif kind is KeyKind.LANDMARK:
            yield from ((one, kind) for one in {key, bare if digits(bare) else key})
        elif bare == key:
            yield key, max(kind, KeyKind.BARE)
        else:
            yield from ((key, kind), (bare, KeyKind.BARE))


def is_no_name(key: str) -> bool:
    """Whether a key is too short to be a name, or only a number."""
    is_number = key.isdigit() or key in NUMBER_WORDS
    return len(key) < SHORTEST or is_number or bool(_MOO_ALONE.fullmatch(key))


def area_key(name: str, words: Sequence[str]) -> str:
    """The matching form of a subdistrict without the word for it."""
    return stripped(normalise(name).key, words)


def stripped(key: str, words: Sequence[str]) -> str:
    """A matching form without the type words before it, if a name is left."""
    for word in words:
        if key.startswith(word) and len(key) - len(word) >= SHORTEST:
            return stripped(key[len(word) :], words)
    return key


def digits(key: str) -> str:
    """The digits of a matching form, in order."""
    return "".join(letter for letter in key if letter.isdigit())
