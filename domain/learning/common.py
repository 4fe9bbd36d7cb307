"""This is the knowledge of ordinary speech that keeps ordinary words from becoming names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from ahocorasick_rs import AhoCorasick

from domain.classification.lexicon import stands_alone
from domain.thai import Form, normalise


@dataclass(frozen=True, kw_only=True)
class CommonWords:
    """Words that are no name.

    `openers` begin a clause, `naming` begin the name of a place, `everywhere` are places that every
    village has, `people` stand before a person's name.
    """

    openers: tuple[str, ...] = ()
    naming: tuple[str, ...] = ()
    everywhere: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    def spans(self, form: Form, words: Iterable[str]) -> list[tuple[int, int]]:
        """Return where some of these words stand in a text, as they are written."""
        wanted = {_exact(word) for word in words}
        automaton, keys = self._automaton
        hits = automaton.find_matches_as_indexes(form.key, overlapping=True)
        return [
            (start, end)
            for number, start, end in hits
            if (keys[number], form.written(start, end)) in wanted and stands_alone(form, start, end)
        ]

    @cached_property
    def _automaton(self) -> tuple[AhoCorasick, list[str]]:
        words = (*self.openers, *self.naming, *self.everywhere, *self.people)
        keys = sorted({_exact(word)[0] for word in words} - {""})
        return AhoCorasick(keys, store_patterns=False), keys


@cache
def _exact(word: str) -> tuple[str, str]:
    form = normalise(word)
    return form.key, form.written(0, len(form.key))
