"""This is where a name may begin and end in a text: what its known words leave over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from domain.classification.kinds import Category
from domain.classification.lexicon import Lexicon, stands_alone
from domain.classification.marks import Marks
from domain.learning.common import CommonWords
from domain.thai import Form, normalise

SHORTEST: Final = 4
LONGEST: Final = 30
_AROUND: Final = 3
# A known word behind fewer letters is a part of theirs.
_STEM: Final = 3
_MEETING: Final = "\u2026"
_LEADS: Final = (
    *("place.cue", "place.spot", "place.scene", "place.residence"),
    *("place.origin", "place.going", "place.denied", "place.correction"),
)
# What an alias may begin with, though everybody knows the word.
_NAMING: Final = ("place.type", "place.lane", "place.estate", "place.institution", "place.road")
_NAMELIKE: Final = ("place.name_part", "place.suffix", "place.ordinary_name")
_EVENTS: Final = (
    *("negation", "now", "fresh", "recent", "today", "past", "habit"),
    *("pressing", "danger", "crime", "report"),
    *(f"{kind}.strong" for kind in Category),
)
_SMALL: Final = (
    *("particle", "ordinary", "place.count", "place.person_after", "place.unsure"),
    *("place.landscape", "place.elsewhere", "place.near_home", "place.area_office"),
    *(f"{kind}.weak" for kind in Category),
)
_LEADING: Final = frozenset("\u0e40\u0e41\u0e42\u0e43\u0e44\u0e31")
_TRAILING: Final = " \n.,!?:;()[]{}\"'/\\-\u2013\u2026\u0e2f\u0e46\u201c\u201d"
Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Found:
    """One phrase where it stands in a text, and what speaks for and against a name.

    `is_placed`: it stands where a place is named; `is_bounded`: known words or gaps stand on both
    sides, which `around` holds; `is_closed`: it plainly ends there; `strays`: how many words inside
    it tell of an event; `is_personal`: it is, or follows, a person's word; `behind`: what is left
    behind each word that it begins with and that is no part of a name.
    """

    key: str
    written: str
    is_placed: bool
    is_bounded: bool
    is_closed: bool
    strays: int
    is_personal: bool
    around: tuple[str, str]
    behind: tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """One text with its known words found."""

    form: Form
    marks: Marks
    common: CommonWords

    @classmethod
    def of(cls, text: str, lexicon: Lexicon, common: CommonWords) -> Ground:
        """Find the known words of a text."""
        form = normalise(text)
        return cls(form, lexicon.marks(form), common)

    def phrases(self) -> Iterator[Found]:
        """Yield every phrase that may be a name, a shorter one before a longer."""
        for start in sorted(self._begins):
            for end in range(start + 1, min(len(self.form.key), start + LONGEST) + 1):
                is_whole = stands_alone(self.form, start, end) and self._may_end(end)
                if end - start >= SHORTEST and is_whole:
                    yield self.found(start, end)
                if self._is_gap(end):
                    break

    def found(self, start: int, end: int) -> Found:
        """Return what speaks for and against a piece of the text as a name."""
        key = self.form.key
        piece = self.form.shown[self.form.at[start] : self.form.at[end]]
        is_led = start in self._led or any(a == start and b < end for a, b in self._naming)
        is_closed = self._is_gap(end) or end in self._starts
        return Found(
            key=key[start:end],
            written=piece.rstrip(_TRAILING),
            is_placed=is_led or (self._is_gap(start) and self._is_gap(end)),
            is_bounded=start in self._reached and is_closed,
            is_closed=is_closed,
            strays=self._strays(start, end),
            is_personal=any(a < end and start < b for a, b in self._personal),
            around=(key[max(0, start - _AROUND) : start], key[end : end + _AROUND]),
            behind=self._behind(start, end),
        )

    def where(self, key: str) -> Found | None:
        """Return a phrase where it first stands as words of its own."""
        start = self.form.key.find(key)
        while start >= 0:
            end = start + len(key)
            if stands_alone(self.form, start, end) and self._may_end(end):
                return self.found(start, end)
            start = self.form.key.find(key, start + 1)
        return None

    @property
    def is_ordinary(self) -> bool:
        """Whether known words alone make the text, and none behind the first is part of names."""
        size = len(self.form.key)
        parts = [one for one in self._of(*_NAMELIKE) if one[0] > 0 and not self._is_part(one)]
        numbers = [(n, n + 1) for n in range(size) if self.form.key[n].isdigit()]
        return size in _chain({0}, [*self._known, *numbers]) and not parts

    def _strays(self, start: int, end: int) -> int:
        """Count what is no part of a name; a lead directly behind a village's type is one."""
        typed = {b for a, b in self._naming if a == start}
        inside = [a for a in self._wayward if start + _STEM <= a < end and a not in typed]
        return len(inside) + (start in self._wayward)

    def _is_part(self, span: Span) -> bool:
        """Whether a longer known word holds this one."""
        start, end = span
        return any(a <= start and end <= b and b - a > end - start for a, b in self._known)

    def _behind(self, start: int, end: int) -> tuple[str, ...]:
        key, spots = self.form.key, self._of("place.spot")
        opening = {one for one in (*self._of(*_LEADS), *self._straying) if one[0] == start}
        return tuple(key[b:end] if (a, b) in spots else "" for a, b in opening if b <= end)

    def _is_gap(self, position: int) -> bool:
        """Whether one word surely ends here; a number goes on with the name before it."""
        key = self.form.key
        if position <= 0 or position >= len(key):
            return True
        is_numbered = key[position].isdigit() and not key[position - 1].isdigit()
        return not self.form.is_joined(position) and not is_numbered

    def _may_end(self, end: int) -> bool:
        key = self.form.key
        if end >= len(key) or not self.form.is_joined(end):
            return True
        return key[end - 1] not in _LEADING and stands_alone(self.form, end, len(key))

    @cached_property
    def _begins(self) -> frozenset[int]:
        naming = {start for start, _ in self._naming}
        begins = (self._reached | self._led | naming) - self._inside
        # A word for a place behind one that leads there begins a name, though they make one word.
        return (begins | (self._led & naming)) - {len(self.form.key)}

    @cached_property
    def _led(self) -> frozenset[int]:
        # What is also an ordinary word leads to a place only among words that we know.
        openers = set(self._openers)
        leads = [o for o in self._of(*_LEADS) if o not in openers or o[0] in self._reached]
        return frozenset(end for _, end in (*leads, *self._naming))

    @cached_property
    def _reached(self) -> frozenset[int]:
        """Where gaps are and chains of known words end; one amid an unknown word ends nothing."""
        gaps = {n for n in range(len(self.form.key)) if self._is_gap(n)}
        return _chain(gaps, self._known)

    @cached_property
    def _starts(self) -> frozenset[int]:
        """Where another word surely begins: one that we know, and behind it a gap or another."""
        closing = [*self._straying, *self._outermost(self._of(*_LEADS, "particle"))]
        firsts = {start for start, _ in self._known}
        return frozenset(start for start, end in closing if self._is_gap(end) or end in firsts)

    @cached_property
    def _straying(self) -> list[Span]:
        """Words of an event or the beginning of a clause: no name holds them."""
        events = [one for one in self._of(*_EVENTS) if one[1] - one[0] > _STEM]
        return self._outermost([*events, *self._openers])

    @cached_property
    def _wayward(self) -> frozenset[int]:
        leads = self._outermost(self._of(*_LEADS))
        return frozenset(start for start, _ in (*self._straying, *leads))

    def _outermost(self, spans: list[Span]) -> list[Span]:
        """Leave out what begins inside a longer known word."""
        return [one for one in spans if one[0] not in self._inside]

    @cached_property
    def _inside(self) -> frozenset[int]:
        return frozenset(place for start, end in self._known for place in range(start + 1, end))

    @cached_property
    def _known(self) -> list[Span]:
        listed = self._of(*_LEADS, *_EVENTS, *_SMALL)
        return [*listed, *self._naming, *self._openers, *self._spans(self.common.everywhere)]

    @cached_property
    def _naming(self) -> list[Span]:
        return [*self._of(*_NAMING), *self._spans(self.common.naming)]

    @cached_property
    def _openers(self) -> list[Span]:
        return self._spans(self.common.openers)

    @cached_property
    def _people(self) -> list[Span]:
        leads = self._of(*_LEADS)
        named = [one for one in self._spans(self.common.people) if one not in leads]
        return [
            (start, end)
            for start, end in (*self._of("place.person"), *named)
            if not any(a < start and end <= b for a, b in self._known)
            and not self._is_syllable(end)
        ]

    @cached_property
    def _personal(self) -> list[Span]:
        """The words for persons with what follows each, up to where another word surely begins."""
        size = len(self.form.key)
        ends = sorted({size, *self._starts, *(n for n in range(size) if self._is_gap(n))})
        return [(a, next(n for n in ends if n > b or n == size)) for a, b in self._people]

    def _is_syllable(self, end: int) -> bool:
        """Whether the one letter behind a word closes its syllable, so that it is another word."""
        key = self.form.key
        if end >= len(key) or not self.form.is_joined(end) or key[end] in _LEADING:
            return False
        return self._is_gap(end + 1) or key[end + 1] in _LEADING

    def _spans(self, words: tuple[str, ...]) -> list[Span]:
        return self.common.spans(self.form, words)

    def _of(self, *sections: str) -> list[Span]:
        # Two words that meet are one mark with all that lies between them, which may be a name.
        found = [span for name in sections for span in self.marks[name]]
        return [(one.start, one.end) for one in found if _MEETING not in one.phrase]


def _chain(begins: set[int], known: Iterable[Span]) -> frozenset[int]:
    """Return where known words that follow one another end, from these places on."""
    reached = set(begins)
    for start, end in sorted(known):
        if start in reached:
            reached.add(end)
    return frozenset(reached)
