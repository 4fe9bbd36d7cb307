"""Whom a deed was done to: the nouns of a text in order, people and beasts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import Final

from domain.classification.marks import Marks, Span

# So many letters may stand between the victim and the deed done to it.
CLOSE: Final = 6
# So many nouns of a chain are looked at.
CHAIN: Final = 6


class Victim(Enum):
    """Who was hurt, by the first of the nouns that tell it."""

    PERSON = auto()
    BEAST = auto()
    UNTOLD = auto()


Noun = tuple[Span, Victim]


@dataclass(frozen=True)
class Victims:
    """The people and beasts of one text, and who of them stands where a victim does."""

    marks: Marks

    @cached_property
    def nouns(self) -> Sequence[Noun]:
        """Whom the text names, in order, the longer where two begin together."""
        found = [(span, Victim.PERSON) for span in self.marks["people"]]
        found += [(span, Victim.BEAST) for span in self.marks["beasts"]]
        found += [(span, Victim.UNTOLD) for span in self.marks["killing.tool"]]
        kept: list[Noun] = []
        for span, victim in sorted(found, key=lambda one: (one[0].start, -one[0].end)):
            if not kept or span.start >= kept[-1][0].end:
                kept.append((span, victim))
        return [one for one in kept if one[1] is not Victim.UNTOLD]

    def passive(self, deed: Span) -> Span | None:
        """The word that says that this deed was done to whom is named before it."""
        return self._passives.get(deed.start)

    def behind(self, start: int, end: int) -> Noun | None:
        """The first noun that begins here or in the letters up to there."""
        at = bisect_left(self._starts, start)
        if at == len(self.nouns) or self._starts[at] > end:
            return None
        return self.nouns[at]

    def before(self, deed: Span) -> Noun | None:
        """The first of the nouns that stand one at another before a deed: `dog` of `dog uncle`.

        A word may link them: `dog of uncle`, but `woman who sells fish`.
        """
        first, (position, reach) = None, self._edge(deed)
        last = bisect_left(self._starts, deed.start)
        for noun in reversed(self.nouns[max(0, last - CHAIN) : last]):
            if position - noun[0].end > reach:
                break
            start = noun[0].start
            first, position, reach = noun, self._links.get(start, start), 0
        return first

    def is_surely_beast(self, noun: Noun) -> bool:
        """Whether a noun is a beast, and no word that is said of people, too."""
        return noun[1] is Victim.BEAST and noun[0].start not in self._either

    def up_to(self, deed: Span, *, reach: int) -> Sequence[Noun]:
        """All nouns in so many letters before a deed."""
        first = bisect_left(self._starts, deed.start - reach)
        return self.nouns[first : bisect_left(self._starts, deed.start)]

    def _edge(self, deed: Span) -> tuple[int, int]:
        """Where the last noun before a deed ends, and how far from there it may."""
        passive = self.passive(deed)
        start = passive.start if passive else deed.start
        return (self._links[start], 0) if start in self._links else (deed.start, CLOSE)

    @cached_property
    def _either(self) -> frozenset[int]:
        return frozenset(span.start for span in self.marks["killing.either"])

    @cached_property
    def _links(self) -> Mapping[int, int]:
        return {span.end: span.start for span in self.marks["killing.link"]}

    @cached_property
    def _passives(self) -> Mapping[int, Span]:
        return {span.end: span for span in self.marks["killing.passive"]}

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [noun.start for noun, _ in self.nouns]


def victim_of(noun: Noun | None) -> Victim:
    """Who a noun is; untold where there is none."""
    return noun[1] if noun else Victim.UNTOLD
