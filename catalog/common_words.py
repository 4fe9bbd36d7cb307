"""This is the reader of the words that keep ordinary speech from becoming a village's alias."""

from __future__ import annotations

import tomllib
from pathlib import Path

from catalog.words import load_customs
from domain.learning import CommonWords

_WORDS = Path(__file__).parent / "common_words.th.toml"


def load_common_words(path: Path = _WORDS) -> CommonWords:
    """Read the words; what stands before a person's name comes from the words of masking."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    customs = load_customs()
    return CommonWords(
        openers=tuple(table["openers"]),
        naming=tuple(table["naming"]),
        everywhere=tuple(table["everywhere"]),
        people=(*customs.titles, *customs.cues, *customs.house_cues),
    )
