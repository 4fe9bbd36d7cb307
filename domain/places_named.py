"""This is how villages are found in a list of names and codes, the longest known at each point."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from domain.classification.gazetteer import Gazetteer

_BREAKS: Final = re.compile(r"[\s,]+")
_MOST_WORDS_IN_A_NAME: Final = 8
# No group is of so many villages; to look up each word of a long text takes seconds.
_MOST_WORDS: Final = 200
_LONGEST_SHOWN: Final = 40


@dataclass(frozen=True, kw_only=True)
class Named:
    """The villages that a text names, and the words in it that name none or several."""

    codes: tuple[str, ...]
    unclear: tuple[str, ...]
    choices: tuple[str, ...]


def named_in(text: str, gazetteer: Gazetteer) -> Named:
    """Find the villages in a list of codes and names."""
    parts = [part for part in _BREAKS.split(text.strip()) if part]
    left, rest = parts[:_MOST_WORDS], " ".join(parts[_MOST_WORDS:])[:_LONGEST_SHOWN]
    codes: list[str] = []
    unclear: list[str] = []
    choices: list[str] = []
    while left:
        for size in range(min(len(left), _MOST_WORDS_IN_A_NAME), 0, -1):
            found = gazetteer.named(" ".join(left[:size]), exactly=True)
            if found:
                break
        words, left = " ".join(left[:size]), left[size:]
        if len(found) == 1:
            codes.append(found[0].code)
        else:
            unclear.append(words)
            choices += [one.code for one in found or gazetteer.named(words)]
    unclear += [rest] if rest else []
    return Named(codes=tuple(dict.fromkeys(codes)), unclear=tuple(unclear), choices=tuple(choices))
