"""This is how villages are named on buttons that hold twenty letters."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

LONGEST: Final = 20
_JOINED: Final = {"Mn", "Me", "Mc"}
_SARA_AM: Final = "\u0e33"
_CUT: Final = "…"


def graphemes(text: str) -> list[str]:
    """Split a text into the letters that a person sees, marks and all."""
    found: list[str] = []
    for letter in text:
        if found and (unicodedata.category(letter) in _JOINED or letter == _SARA_AM):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def cut(text: str, limit: int = LONGEST) -> str:
    """Cut a text to a number of letters, the last of them `…` if anything was cut."""
    letters = graphemes(text)
    return text if len(letters) <= limit else "".join(letters[: limit - 1]).rstrip() + _CUT


def labels(
    places: Sequence[tuple[str, str]], *, shared: Collection[str] = frozenset()
) -> list[str]:
    """Return a label for each name and what tells it apart, no two alike.

    `shared` are names that others bear who are not among those to choose from.
    """
    told = Counter(name for name, _ in places)
    named = [
        f"{area} {name}" if area and (told[name] > 1 or name in shared) else name
        for name, area in places
    ]
    short = [cut(name) for name in named]
    alike = Counter(short)
    return [
        cut(f"{number}. {name}") if alike[label] > 1 else label
        for number, (name, label) in enumerate(zip(named, short, strict=True), start=1)
    ]
