"""This is by what somebody would be told: their names, their nicknames, their house number."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from domain.folding import all_letters, fold, is_mark, letters_of, size_of
from domain.thai import normalise

SHORTEST: Final = 2
TELLING: Final = 4
_TELLING_LATIN: Final = 3
_WORD: Final = re.compile(r"[\w\u0e30-\u0e4e]+")
# What people join names of: one word, numbers and underlines apart.
_PIECE: Final = re.compile(r"[^\W\d_][^\W\d_\u0e30-\u0e4e]*(?:[\u0e30-\u0e4e][^\W\d_]*)*")


@dataclass(frozen=True, kw_only=True)
class NameCustoms:
    """How a name or a house number is told from an ordinary word or number.

    `cues` stand before a name, `titles` are part of one, `ordinary` are names that are words too.
    `everyday` are words that people call themselves by in LINE, and mean otherwise elsewhere.
    `kin` stand before a name of LINE, and begin no other words. `closings` end what is said before
    a signature, and `particles` follow it; `claims` follow the name of who speaks, which begins a
    line or follows one of `leads`. `deeds` are told of oneself by name where a line begins so.
    `house_cues` stand before a house number, `home_cues` before one with a hyphen, `lane_cues`
    before a number that is none.
    """

    cues: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    ordinary: frozenset[str] = frozenset()
    everyday: frozenset[str] = frozenset()
    kin: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    deeds: tuple[str, ...] = ()
    house_cues: tuple[str, ...] = ()
    home_cues: tuple[str, ...] = ()
    lane_cues: tuple[str, ...] = ()

    @cached_property
    def folded(self) -> NameCustoms:
        """The same as texts are compared, in which a letter such as sara am is two."""
        return replace(
            self,
            cues=all_letters(self.cues),
            ordinary=frozenset(all_letters(self.ordinary)),
            everyday=frozenset(all_letters(self.everyday)),
            kin=all_letters(self.kin),
            closings=all_letters(self.closings),
            leads=all_letters(self.leads),
            claims=all_letters(self.claims),
            deeds=all_letters(self.deeds),
            house_cues=all_letters(self.house_cues),
            home_cues=all_letters(self.home_cues),
            lane_cues=all_letters(self.lane_cues),
        )


@dataclass(frozen=True, kw_only=True)
class Nicknames:
    """What people call themselves in LINE: `cued` is theirs only where it stands as a name."""

    free: frozenset[str] = frozenset()
    cued: frozenset[str] = frozenset()

    def __or__(self, other: Nicknames) -> Nicknames:
        """Return those of both."""
        return Nicknames(free=self.free | other.free, cued=self.cued | other.cued)


def secrets_of(
    *, names: Iterable[str], house_numbers: Iterable[str] = (), customs: NameCustoms | None = None
) -> frozenset[str]:
    """Return what would tell a sender: each name whole, without its title, and its longer parts."""
    titles = (customs or NameCustoms()).titles
    found = {number for number in house_numbers if number}
    for name in names:
        plain = _untitled(" ".join(_WORD.findall(name)), titles)
        parts = [_untitled(part, titles) for part in plain.split()]
        found |= {plain, *(part for part in parts if size_of(part) >= TELLING)}
    return frozenset(
        secret for secret in found if size_of(secret) >= SHORTEST or secret.isdecimal()
    )


def is_named(text: str, *, first_name: str, last_name: str) -> bool:
    """Say whether words name somebody: whole, or by a part that is long enough to tell."""
    letters = fold(text).letters
    return any(
        letters_of(one) in letters for one in secrets_of(names=[f"{first_name} {last_name}"])
    )


def nicknames_of(
    name: str,
    *,
    places: Iterable[str] = (),
    words: Container[str] = (),
    customs: NameCustoms | None = None,
) -> Nicknames:
    """Return by what a name that somebody set in LINE would tell them: whole, or by its parts.

    People put a village, a trade or any word there, which must stay readable where it is meant:
    the name of a place tells nobody, and a short or everyday word only where it stands as a name.
    `words` holds the matching forms of such words.
    """
    customs = (customs or NameCustoms()).folded
    titles = (*all_letters(customs.titles), *customs.kin)
    known = {letters_of(place) for place in places}
    free, cued = set[str](), set[str]()
    for form in _forms(name):
        letters = letters_of(form)
        is_place = any(letters in one for one in known)
        least = _TELLING_LATIN if letters.isascii() else TELLING
        is_everyday = any(_is_everyday(part, words, customs) for part in (form, *form.split()))
        (cued if is_everyday or is_place or size_of(letters) < least else free).add(letters)
        if not is_everyday:
            cued |= set(_stems(letters, titles))
    telling = {
        one for one in free | cued if size_of(one) >= SHORTEST and any(c.isalpha() for c in one)
    }
    return Nicknames(free=frozenset(free & telling - known), cued=frozenset(cued & telling - known))


def _forms(name: str) -> set[str]:
    """Return a name as it is written, without its signs, and word by word."""
    words = _WORD.findall(name.replace("_", " "))
    return {name, " ".join(words), *words, *_PIECE.findall(name)}


def _stems(form: str, titles: tuple[str, ...]) -> Iterator[str]:
    """Yield a name without the word of kin before it, and without a second one."""
    while (rest := _untitled(form, titles)) != form:
        yield rest
        form = rest


def _is_everyday(form: str, words: Container[str], customs: NameCustoms) -> bool:
    is_listed = letters_of(form) in customs.ordinary | customs.everyday
    return is_listed or normalise(form).key in words


def _untitled(name: str, titles: tuple[str, ...]) -> str:
    for title in sorted(titles, key=len, reverse=True):
        rest = name.removeprefix(title).strip()
        if rest != name and size_of(rest) >= SHORTEST and not is_mark(rest[0]):
            return rest
    return name
