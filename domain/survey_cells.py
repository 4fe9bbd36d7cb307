"""This is the crowd-size guard of surveys: which villages' answers may be told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Given:
    """What one person answered, and the code of their village, empty for none that is known."""

    village: str
    choices: tuple[int, ...]


def parted(given: Sequence[Given], min_crowd: int) -> Mapping[str, Sequence[Given]]:
    """Return answers by village as far as they may be told apart, the rest under an empty name.

    Of fewer people than a crowd nothing at all is told.
    """
    if len(given) < min_crowd:
        return {}
    shown = shown_cells(Counter(one.village for one in given), min_crowd)
    cells: dict[str, list[Given]] = {name: [] for name in sorted(shown)}
    for one in given:
        cells.setdefault(one.village if one.village in shown else "", []).append(one)
    return cells


def shown_cells(counts: Mapping[str, int], min_crowd: int) -> frozenset[str]:
    """Return the cells that may be shown beside their total, by how many answered in each.

    What is not shown is told as one cell. Were that smaller than a crowd, whoever takes the shown
    from the total would have it, so the smallest of the others is hidden with it. An answer that
    belongs nowhere, under an empty name, is never shown apart.
    """
    answered = {name: count for name, count in counts.items() if count > 0}
    shown = {name for name, count in answered.items() if name and count >= min_crowd}
    while 0 < _hidden(answered, shown) < min_crowd and shown:
        shown.remove(min(shown, key=lambda name: (answered[name], name)))
    return frozenset(shown)


def _hidden(answered: Mapping[str, int], shown: Collection[str]) -> int:
    return sum(count for name, count in answered.items() if name not in shown)
