"""This is why a phrase cannot be an alias, whoever proposes it."""

from __future__ import annotations

import re
from typing import Final

from domain.classification.gazetteer import Gazetteer
from domain.learning.common import CommonWords
from domain.learning.ground import LONGEST, SHORTEST, Ground
from domain.masking import mask
from domain.thai import normalise

# Four digits are a house, a plate or a part of a telephone number, never a lane or a village.
_TELLING: Final = re.compile(r"\d{4}|^\d")
_LONG_NAME: Final = 4


def why_unusable(phrase: str, gazetteer: Gazetteer, common: CommonWords) -> str | None:
    """Return the key of the sentence that says why, None if a phrase can be an alias."""
    ground = Ground.of(phrase, gazetteer.lexicon, common)
    key = ground.form.key
    if not SHORTEST <= len(key) <= LONGEST:
        return "aliases.wrong_length"
    if _TELLING.search(key) or mask(phrase, secrets=()).is_masked:
        return "aliases.telling_digits"
    if _is_of_a_person(ground):
        return "aliases.person"
    if key in gazetteer.keys or gazetteer.named(phrase, exactly=True):
        return "aliases.known_name"
    if _is_ordinary(ground, gazetteer, common):
        return "aliases.ordinary"
    return "aliases.holds_name" if _holds_a_name(ground, gazetteer) else None


def _is_of_a_person(ground: Ground) -> bool:
    return ground.found(0, len(ground.form.key)).is_personal


def _is_ordinary(ground: Ground, gazetteer: Gazetteer, common: CommonWords) -> bool:
    key, lexicon = ground.form.key, gazetteer.lexicon
    if key in lexicon.ordinary_keys or key in {normalise(one).key for one in common.everywhere}:
        return True
    return ground.is_ordinary


def _holds_a_name(ground: Ground, gazetteer: Gazetteer) -> bool:
    """Whether a phrase is a known name with words around it; a longer name begins with one."""
    key = ground.form.key
    spots = {span.end for span in ground.marks["place.spot"] if span.start == 0}
    for name in gazetteer.keys:
        at = key.find(name) if len(name) >= _LONG_NAME else -1
        is_behind_spot = at in spots and at + len(name) == len(key)
        if at > 0 and not is_behind_spot and ground.where(name):
            return True
    return False
