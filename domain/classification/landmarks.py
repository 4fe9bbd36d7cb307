"""Landmarks as people shorten them: without the name of the village behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

# The least letters of a landmark cut short, and of the name that is cut off.
HEAD: Final = 6
TAIL: Final = 4


def shortened(
    landmarks: Sequence[str], names: Collection[str], is_common: Callable[[str], bool]
) -> Iterable[tuple[str, str]]:
    """Short forms with the landmark that each means, where no other landmark begins so."""
    if not landmarks:
        return []
    known = frozenset(landmarks)
    tails = {name[at:] for name in names if name not in known for at in range(len(name) - TAIL + 1)}
    begun = Counter(key[:end] for key in known for end in range(HEAD, len(key)))
    return [
        (key[:end], key)
        for key in landmarks
        for end in range(HEAD, len(key) - TAIL + 1)
        if key[end:] in tails and begun[key[:end]] == 1 and not is_common(key[:end])
    ]
