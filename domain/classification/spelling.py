"""How far what was typed lies from a name, by sound, by key and by what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.thai import loss_cost, slip_cost

REACH: Final = 2
SWAPPED: Final = 0.5
FAR: Final = 9.0


def distances(text: str, start: int, name: str) -> Sequence[float]:
    """How much is wrong if the name stands here and takes 1, 2, 3 … letters."""
    piece = text[start : start + len(name) + REACH]
    rows = [_first_row(name)]
    for taken, letter in enumerate(piece, start=1):
        before = piece[taken - 2] if taken > 1 else ""
        row = [rows[-1][0] + _lost(letter, before)]
        for column, wanted in enumerate(name, start=1):
            ahead = name[column - 2] if column > 1 else ""
            cost = min(
                rows[-1][column - 1] + _changed(letter, wanted),
                rows[-1][column] + _lost(letter, before),
                row[column - 1] + _lost(wanted, ahead),
            )
            if column > 1 and taken > 1 and letter == ahead and before == wanted:
                cost = min(cost, rows[-2][column - 2] + SWAPPED)
            row.append(cost)
        rows.append(row)
    return [row[-1] for row in rows[1:]]


def _first_row(name: str) -> list[float]:
    row = [0.0]
    for position, letter in enumerate(name):
        row.append(row[-1] + _lost(letter, name[position - 1] if position else ""))
    return row


def _changed(letter: str, wanted: str) -> float:
    """What it costs to read one letter for the other; digits are never read for another."""
    if letter == wanted:
        return 0.0
    return FAR if letter.isdigit() or wanted.isdigit() else slip_cost(letter, wanted)


def _lost(letter: str, before: str) -> float:
    return FAR if letter.isdigit() else loss_cost(letter, before)
