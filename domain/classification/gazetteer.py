"""The villages of one station, prepared once for finding their names in a text."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from ahocorasick_rs import AhoCorasick, Implementation
from rapidfuzz import fuzz, process

from domain.classification.landmarks import shortened
from domain.classification.lexicon import Lexicon
from domain.classification.naming import (
    SHORTEST,
    KeyKind,
    area_key,
    digits,
    is_no_name,
    stripped,
    with_bare,
)
from domain.geo import polygon
from domain.thai import normalise, sound, spellings, squeezed, tidy

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SOUND_LENGTH: Final = 5
GUESSED_LENGTH: Final = 4
NEAR: Final = 84.0
MANY: Final = 2_000

# As measured: what is found by sound, by beginning and by its letters is held beside the names.
_BYTES_ALONE, _BYTES_A_PLACE, _BYTES_A_NAME = 4_000, 1_400, 1_600


@dataclass(frozen=True, kw_only=True)
class Place:
    """One village as the station's gazetteer has it."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    landmarks: tuple[str, ...] = ()
    moo: str = ""
    subdistrict: str = ""
    district: str = ""
    province: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None
    polygon: Mapping[str, Any] | str | None = None


LANDMARK_ALONE: Final = {KeyKind.LANDMARK}


@dataclass(frozen=True, slots=True)
class Entry:
    """What one key may stand for."""

    kind: KeyKind
    village: int
    exact: str
    is_ordinary: bool = False
    is_lofty: bool = False
    is_landscape: bool = False


@dataclass(frozen=True, kw_only=True)
class Gazetteer:
    """A station's villages; immutable, prepared at first use."""

    places: tuple[Place, ...]
    lexicon: Lexicon = field(repr=False, compare=False)

    @classmethod
    def of(cls, places: Iterable[Place], lexicon: Lexicon) -> Gazetteer:
        """Hold these villages, in the order of their codes so that no list order matters."""
        return cls(places=tuple(sorted(places, key=lambda place: place.code)), lexicon=lexicon)

    @cached_property
    def weight(self) -> int:
        """About how many bytes it holds once it was used in every way."""
        names = sum(1 + len(one.aliases) + len(one.landmarks) for one in self.places)
        shapes = sum(len(repr(one.polygon)) for one in self.places if one.polygon)
        return _BYTES_ALONE + _BYTES_A_NAME * names + _BYTES_A_PLACE * len(self.places) + 8 * shapes

    def place(self, code: str | None) -> Place | None:
        """The village of this code."""
        number = self.numbers.get(code or "")
        return None if number is None else self.places[number]

    @cached_property
    def shared_names(self) -> frozenset[str]:
        """The names that more than one village bears."""
        borne = Counter(place.name for place in self.places)
        return frozenset(name for name, times in borne.items() if times > 1)

    def named(self, text: str, *, exactly: bool = False) -> tuple[Place, ...]:
        """The villages that a person means who answers with a name or a code."""
        by_code = self.place(text.strip()) or self.place(tidy(text).upper())
        if by_code:
            return (by_code,)
        asked = normalise(text).key
        found = self._called(asked) or self._qualified(asked)
        if not found and not exactly:
            found = self._nearly(sound(asked))
        return tuple(self.places[number] for number in sorted(found))

    def _called(self, asked: str) -> frozenset[int]:
        """The villages of exactly this name, by landmark only where nothing bears the name."""
        entries = [e for e in self.keys.get(asked, ()) if e.kind <= KeyKind.LANDMARK]
        names = [entry for entry in entries if entry.kind < KeyKind.LANDMARK]
        found = frozenset(entry.village for entry in names or entries)
        bare = stripped(asked, self.lexicon.type_words)
        return found if found or bare == asked else self._called(bare)

    def _qualified(self, asked: str) -> frozenset[int]:
        """The villages of a name followed by its moo or its subdistrict."""
        for end in range(len(asked) - 1, SHORTEST, -1):
            named = self._called(asked[:end])
            rest = asked[end:]
            for word in self.lexicon.area_words:
                rest = rest.removeprefix(word)
            fitting = frozenset(
                n
                for n in named
                if rest in {normalise(self.places[n].moo).key, self._area(n)} - {""}
            )
            if fitting:
                return fitting
        return frozenset()

    def _nearly(self, asked: str) -> frozenset[int]:
        """The villages whose names come closest in sound, if close enough."""
        names = {key: heard for key, heard in self._heard.items() if digits(key) == digits(asked)}
        best = process.extract(asked, names, scorer=fuzz.ratio, score_cutoff=NEAR, limit=4)
        found: frozenset[int] = frozenset()
        for _, score, key in best:
            if score >= best[0][1] - 2:
                found |= self._called(str(key))
        return found

    @cached_property
    def _heard(self) -> Mapping[str, str]:
        return {
            key: sound(key)
            for key, entries in self.keys.items()
            if min(entry.kind for entry in entries) < KeyKind.LANDMARK
        }

    def _area(self, number: int) -> str:
        return area_key(self.places[number].subdistrict, self.lexicon.area_words)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The place of each code in the list."""
        return {place.code: number for number, place in enumerate(self.places)}

    @cached_property
    def keys(self) -> Mapping[str, Sequence[Entry]]:
        """Every key by which a village or an area may be called."""
        found: dict[str, dict[tuple[KeyKind, int], Entry]] = {}
        areas = {
            key for key, _ in chain.from_iterable(self._forms_of(area)[1] for area in self._areas)
        }
        ordinary, lofty = self.lexicon.ordinary_keys, self.lexicon.lofty_keys
        land = self.lexicon.landscape_keys
        memo: dict[tuple[KeyKind, str], tuple[str, Sequence[tuple[str, KeyKind]]]] = {}
        for number, place in enumerate(self.places):
            for named in _names(place):
                if named not in memo:
                    memo[named] = self._forms_of(named)
                written, forms = memo[named]
                for key, kind in forms:
                    if named[0] is KeyKind.ALIAS and key in areas:
                        continue
                    entry = Entry(kind, number, written, key in ordinary, key in lofty, key in land)
                    found.setdefault(key, {}).setdefault((kind, number), entry)
        marks = [
            key for key, entries in found.items() if {kind for kind, _ in entries} == LANDMARK_ALONE
        ]
        for head, key in shortened(marks, found, self.is_common):
            found.setdefault(head, found[key])
        return {key: tuple(entries.values()) for key, entries in found.items()}

    def is_common(self, key: str) -> bool:
        """Whether these letters are, or begin, a word for any place of some kind."""
        return any(word.startswith(key) for word in self._common)

    @cached_property
    def _common(self) -> frozenset[str]:
        return self.lexicon.ordinary_keys | self.lexicon.landscape_keys

    @property
    def _areas(self) -> frozenset[tuple[KeyKind, str]]:
        return frozenset((KeyKind.SUBDISTRICT, place.subdistrict) for place in self.places)

    def _forms_of(self, named: tuple[KeyKind, str]) -> tuple[str, Sequence[tuple[str, KeyKind]]]:
        """How a name is written out, and the keys it gives with their kinds."""
        kind, name = named
        exact = normalise(name)
        forms = with_bare(spellings(name), kind, self._strip_words(kind))
        kept = tuple((key, sort) for key, sort in forms if not is_no_name(key))
        return exact.written(0, len(exact.key)), kept

    def _strip_words(self, kind: KeyKind) -> Sequence[str]:
        if kind is KeyKind.LANDMARK:
            return self.lexicon.lane_words
        return self.lexicon.type_words if kind < KeyKind.LANDMARK else self.lexicon.area_words

    @cached_property
    def automaton(self) -> tuple[AhoCorasick, Sequence[str]]:
        """The automaton over all keys, with the keys in its order."""
        keys = sorted(self.keys)
        return _automaton(keys), keys

    @cached_property
    def sounds(self) -> tuple[AhoCorasick, Sequence[str]]:
        """The automaton over the longer names as they sound, with their keys."""
        heard: dict[str, str] = {}
        for key in sorted(self.keys):
            if len(key) >= SOUND_LENGTH and self.keys[key][0].kind <= KeyKind.LANDMARK:
                heard.setdefault(squeezed(key)[0], key)
        return _automaton(list(heard)), list(heard.values())

    def longer_than(self, key: str) -> Sequence[str]:
        """The names that begin with this one and go on."""
        names = self._names_in_order
        first = bisect_right(names, key)
        last = first
        while last < len(names) and names[last].startswith(key):
            last += 1
        return names[first:last]

    @cached_property
    def _names_in_order(self) -> Sequence[str]:
        return [key for key in sorted(self.keys) if self.keys[key][0].kind < KeyKind.LANDMARK]

    def alike(self, heard: str) -> Sequence[tuple[str, str]]:
        """The longer names that begin with the same letters, as they sound, with their keys."""
        return self._beginnings.get(heard[: self._opening], ())

    @property
    def _opening(self) -> int:
        return 1 if len(self.places) < MANY else 4

    @cached_property
    def _beginnings(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for key in sorted(self.keys):
            kind = min(entry.kind for entry in self.keys[key])
            if len(key) >= GUESSED_LENGTH and KeyKind.FULL < kind <= KeyKind.LANDMARK:
                heard = sound(key)
                found.setdefault(heard[: self._opening], []).append((heard, key))
        return found

    @cached_property
    def shapes(self) -> Mapping[int, BaseGeometry]:
        """The polygons of the villages that have one."""
        return {
            number: polygon(place.polygon)
            for number, place in enumerate(self.places)
            if place.polygon
        }


def _automaton(keys: Sequence[str]) -> AhoCorasick:
    # For few keys the library would take a table ten times the size, and be no faster for us: a
    # deployment may hold the villages of a nation's stations.
    kind = Implementation.ContiguousNFA
    return AhoCorasick(keys, implementation=kind, store_patterns=False)


def _names(place: Place) -> Iterable[tuple[KeyKind, str]]:
    yield KeyKind.FULL, place.name
    yield from ((KeyKind.ALIAS, alias) for alias in place.aliases)
    yield from ((KeyKind.LANDMARK, landmark) for landmark in place.landmarks)
    yield KeyKind.SUBDISTRICT, place.subdistrict
    yield KeyKind.DISTRICT, place.district
    yield KeyKind.PROVINCE, place.province
