"""The example texts from which the reader of tips learns, every bad row named by its place."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.classification.kinds import Category, Urgency
from domain.thai import normalise

EXAMPLES: Final = Path(__file__).parent / "examples"
COLUMNS: Final = ("text", "category", "also", "urgency", "note")
NO_TIP: Final = "none"
SCENE, ELSEWHERE = "{v}", "{w}"
_BREAK: Final = "|"
_SLOT: Final = re.compile(r"\{[^{}]*\}|[{}]")


class BadExample(ValueError):
    """A row that cannot be learned from; the message names its file, row and column."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """One text with what a duty sergeant would make of it.

    `{v}` in the text stands for the village where it happened, `{w}` for another one. `category`
    is None for what is no tip; `also` are kinds that a fair judge would accept as well.
    """

    text: str
    category: Category | None
    also: frozenset[Category]
    urgency: Urgency
    where: str

    @property
    def teaches(self) -> tuple[Category | None, Urgency]:
        """The answer that it teaches."""
        return self.category, self.urgency

    def messages(self, scene: str, elsewhere: str) -> tuple[str, ...]:
        """Return the messages with these names in the places of the villages."""
        filled = self.text.replace(SCENE, scene).replace(ELSEWHERE, elsewhere)
        return tuple(piece.strip() for piece in filled.split(_BREAK))


def load_examples(folder: Path = EXAMPLES) -> list[Example]:
    """Read and check every file of a folder, each text once; the first bad row is named."""
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise BadExample(f"{folder.name}: no files with examples")
    found: dict[str, Example] = {}
    for path in files:
        for example in read_examples(path):
            same = found.setdefault(normalise(example.text).key or example.text, example)
            if same.teaches != example.teaches:
                raise BadExample(
                    f"{example.where}: the same text as in {same.where}, with another answer"
                )
    return list(found.values())


def digest(examples: Iterable[Example]) -> str:
    """Return a fingerprint of what examples teach, whatever files they stand in."""
    lines = (
        f"{one.text}\0{one.category}\0{','.join(sorted(one.also))}\0{one.urgency}"
        for one in examples
    )
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def read_examples(path: Path) -> Iterator[Example]:
    """Read one file; rows are numbered as a spreadsheet does, the header being row 1."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, strict=True)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise BadExample(f"{path.name}: row 1: the columns must be {','.join(COLUMNS)}")
        for number, row in enumerate(rows, start=2):
            yield _example(f"{path.name}: row {number}", row)


def _example(where: str, row: Mapping[str, str | None]) -> Example:
    if None in row or None in row.values():
        raise BadExample(f"{where}: a text with a comma must stand in quotation marks")
    given = {column: (row[column] or "").strip() for column in COLUMNS}
    if not given["text"]:
        raise BadExample(f"{where}: text: is empty")
    for slot in _SLOT.findall(given["text"]):
        if slot not in {SCENE, ELSEWHERE}:
            raise BadExample(f"{where}: text: {slot} must be {SCENE} or {ELSEWHERE}")
    kinds = [_kind(where, "also", name) for name in given["also"].split(_BREAK) if name]
    category = _kind(where, "category", given["category"])
    urgency = _urgency(where, given["urgency"])
    if category is None and urgency is not Urgency.ROUTINE:
        raise BadExample(f"{where}: urgency: what is no tip must be {Urgency.ROUTINE}")
    return Example(
        text=given["text"],
        category=category,
        also=frozenset(kind for kind in kinds if kind is not None),
        urgency=urgency,
        where=where,
    )


def _kind(where: str, column: str, name: str) -> Category | None:
    if name == NO_TIP:
        return None
    try:
        return Category(name)
    except ValueError:
        known = ", ".join((*Category, NO_TIP))
        raise BadExample(f"{where}: {column}: {name!r} is none of {known}") from None


def _urgency(where: str, name: str) -> Urgency:
    try:
        return Urgency(name)
    except ValueError:
        raise BadExample(f"{where}: urgency: {name!r} is none of {', '.join(Urgency)}") from None
