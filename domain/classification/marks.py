"""The phrases of the lexicon that one text holds, and where."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

# Sections that tell who did what to whom, how they look and how one is polite: they say nothing
# of where a place's name may end.
APART: Final = (
    *("people", "beasts", "described", "killing.", "injury.", "despair.", "lost."),
    *("courtesy.", "intrusion", "detail."),
    *("power.rank", "power.deed", "power.rightful", "power.vague", "power.upon", "power.honoured"),
    *("power.by", "power.duty", "power.culprit", "power.others", "power.speaking"),
    *("power.played", "power.asking"),
)
BETWEEN: Final = " … "


@dataclass(frozen=True, slots=True)
class Span:
    """A phrase found in a text, by its place in the matching form."""

    start: int
    end: int
    phrase: str

    @property
    def is_pair(self) -> bool:
        """Whether these are two words that lie apart, with others between them."""
        return BETWEEN in self.phrase

    def lies_in(self, pieces: Iterable[Span]) -> bool:
        """Whether it lies whole within one of some others."""
        return any(piece.start <= self.start and self.end <= piece.end for piece in pieces)


class Marks:
    """All lexicon phrases of one text."""

    def __init__(self, spans: Mapping[str, Sequence[Span]]) -> None:
        self._spans = spans

    def __getitem__(self, section: str) -> Sequence[Span]:
        return self._spans.get(section, ())

    def has(self, *sections: str) -> bool:
        """Whether any phrase of these sections occurs."""
        return any(self._spans.get(section) for section in sections)

    def first(self, *sections: str) -> str:
        """The first phrase of these sections as the lexicon writes it, or nothing."""
        return next((self[section][0].phrase for section in sections if self[section]), "")

    def outside(self, pieces: Sequence[tuple[int, int]]) -> Marks:
        """The phrases that do not lie inside any of these pieces, which follow one another."""
        if not pieces:
            return self
        starts = [start for start, _ in pieces]

        def is_outside(span: Span) -> bool:
            place = bisect_right(starts, span.start) - 1
            return place < 0 or span.end > pieces[place][1]

        return Marks({name: list(filter(is_outside, spans)) for name, spans in self._spans.items()})

    def starting(self, position: int, *sections: str) -> Span | None:
        """A phrase of these sections that begins here."""
        found = self._starting.get(position, ())
        return next((span for section, span in found if section in sections), None)

    def opening(self, position: int) -> Sequence[tuple[str, Span]]:
        """The phrases that begin here, with their sections."""
        return self._starting.get(position, ())

    def stopping(self, position: int, *sections: str) -> Span | None:
        """A phrase of these sections that ends here."""
        found = self.ending.get(position, ())
        return next((span for section, span in found if section in sections), None)

    @cached_property
    def _starting(self) -> Mapping[int, Sequence[tuple[str, Span]]]:
        found: dict[int, list[tuple[str, Span]]] = {}
        for section, span in self._bounding:
            found.setdefault(span.start, []).append((section, span))
        return found

    @cached_property
    def starts(self) -> frozenset[int]:
        """Every place where a known word begins."""
        return frozenset(span.start for _, span in self._bounding)

    @cached_property
    def ends(self) -> frozenset[int]:
        """Every place where a known word ends."""
        return frozenset(span.end for _, span in self._bounding)

    @property
    def _bounding(self) -> Iterator[tuple[str, Span]]:
        for section, spans in self._spans.items():
            if not section.startswith(APART):
                yield from ((section, span) for span in spans)

    @cached_property
    def ending(self) -> Mapping[int, Sequence[tuple[str, Span]]]:
        """The phrases that end at each place, longest first, with their sections."""
        found: dict[int, list[tuple[str, Span]]] = {}
        for section, span in self._bounding:
            found.setdefault(span.end, []).append((section, span))
        for group in found.values():
            group.sort(key=lambda pair: pair[1].start)
        return found
