"""What the classifier knows of words: phrases by section, pairs of words, and finding them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from ahocorasick_rs import AhoCorasick

from domain.classification.kinds import Category
from domain.classification.learned import Learned
from domain.classification.marks import APART, BETWEEN, Marks, Span
from domain.thai import Form, normalise

SHORT: Final = 5
LONG: Final = 8
_LEADING: Final = frozenset("\u0e40\u0e41\u0e42\u0e43\u0e44")
# The letter behind this vowel closes its syllable: no word begins there.
_CLOSING: Final = "\u0e31"
# Vowels that are written with a consonant behind them, and those consonants.
_GLIDING: Final = frozenset("\u0e35\u0e37")
_GLIDES: Final = frozenset("\u0e22\u0e2d")
_FOLLOWING: Final = frozenset("\u0e30\u0e31\u0e32\u0e33\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39")
# Sections whose words hide what they hold: a breath in `breathe`, an injury in `nobody injured`.
SHIELDS: Final = frozenset({"ordinary", "calm"})
# Sections that hold names of places: a village so called is found like any other.
NAME_LIKE: Final = frozenset(
    {
        "place.ordinary_name",
        "place.landscape",
        "place.far",
        "place.district_name",
        "place.name_part",
        "place.suffix",
    }
)
NEGATION: Final = "negation"
NEGATABLE: Final = (
    *Category,
    *("danger", "crime", "intrusion", "power.wrong", "power.deed", "needs."),
)
_SECTIONS: Final = """
negation particle calm_end now fresh recent today earlier points_back past habit pressing danger
crime coerced report environment money_moved
not_tip.greeting not_tip.thanks not_tip.advert not_tip.chain not_tip.lottery
not_tip.laugh not_tip.training not_tip.meeting not_tip.notice not_tip.question
not_tip.hypothetical not_tip.play not_tip.withdrawn not_tip.long_past not_tip.machine
not_tip.instruction
place.type place.lane place.estate place.moo place.subdistrict place.district place.province
place.area_office place.road place.institution place.cue place.spot place.scene place.residence
place.origin place.going place.denied place.denied_after place.correction place.person
place.person_after place.ordinary_name place.grade place.count place.suffix place.name_part
place.far place.district_name place.elsewhere place.remote place.unsure place.closing place.contrast
place.landscape place.alternative place.other_matter place.several
place.correction_after place.pointing place.near_home place.own_home
power.police power.local_official power.commander power.wrong power.police_wrong
power.local_official_wrong power.commander_wrong power.called power.rank power.deed power.rightful
power.vague power.upon power.honoured power.by power.duty power.culprit power.others power.speaking
power.played power.asking
needs.suicide needs.medical people beasts described intrusion detail.looks detail.unseen detail.link
killing.plain killing.slain killing.deed killing.death killing.gone killing.passive
killing.mutual killing.self killing.unmet killing.met killing.tool killing.told killing.closed
despair.will despair.deed
injury.armed injury.beaten injury.thing injury.feared injury.idiom
killing.jailed killing.once killing.link killing.either killing.counted
lost.thing lost.gone lost.carried lost.own lost.noticed
courtesy.greeting courtesy.thanks courtesy.ending courtesy.called courtesy.cause
"""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A section that is met when a word of one list stands near a word of another."""

    section: str
    one: tuple[str, ...]
    near: tuple[str, ...]
    within: int = 25
    ordered: bool = False


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Phrases by section and the pairs of words; the automaton is built at first use.

    `learned` is what examples taught beside the words, None where the words alone decide.
    """

    sections: Mapping[str, tuple[str, ...]]
    pairs: tuple[Pair, ...] = ()
    learned: Learned | None = field(default=None, repr=False, compare=False)

    @cached_property
    def ordinary_keys(self) -> frozenset[str]:
        """The matching forms of words about places: a village so named needs a type word."""
        return frozenset(
            key
            for key, entries in self._patterns.items()
            if any(name.startswith("place.") and name not in NAME_LIKE for name, _, _ in entries)
        )

    @cached_property
    def lofty_keys(self) -> frozenset[str]:
        """The matching forms of all other words, fine ones that villages are named for first."""
        return frozenset(
            key
            for key, entries in self._patterns.items()
            if any(
                name == "place.ordinary_name" or not name.startswith(("place.", *APART))
                for name, _, _ in entries
            )
        )

    @property
    def keys(self) -> Container[str]:
        """The matching forms of all words."""
        return self._patterns

    @cached_property
    def landscape_keys(self) -> frozenset[str]:
        """The matching forms of words for a piece of land or water, which many villages are."""
        return frozenset(normalise(word).key for word in self.sections["place.landscape"])

    @cached_property
    def lane_words(self) -> Sequence[str]:
        """The words for a lane, the longest first."""
        return self._longest_first("place.lane")

    @cached_property
    def type_words(self) -> Sequence[str]:
        """The words that stand before a village's name, the longest first."""
        return self._longest_first("place.type", "place.lane")

    @cached_property
    def area_words(self) -> Sequence[str]:
        """The words that stand before an area's name or number, the longest first."""
        return self._longest_first(
            "place.moo", "place.subdistrict", "place.district", "place.province"
        )

    def _longest_first(self, *sections: str) -> Sequence[str]:
        words = (word for section in sections for word in self.sections.get(section, ()))
        return sorted((normalise(word).key for word in words), key=len, reverse=True)

    @cached_property
    def _patterns(self) -> Mapping[str, Sequence[tuple[str, str, str]]]:
        """Matching form -> (section, phrase, readable form) of every phrase."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        listed: list[tuple[str, Iterable[str]]] = [*self.sections.items()]
        for number, pair in enumerate(self.pairs):
            listed += [(f"{number}:one", pair.one), (f"{number}:near", pair.near)]
        for section, phrases in listed:
            for phrase in phrases:
                form = normalise(phrase)
                exact = form.written(0, len(form.key))
                found.setdefault(form.key, []).append((section, phrase, exact))
        found.pop("", None)
        return found

    @cached_property
    def _automaton(self) -> tuple[AhoCorasick, Sequence[Sequence[tuple[str, str, str]]]]:
        keys = list(self._patterns)
        return AhoCorasick(keys, store_patterns=False), [self._patterns[key] for key in keys]

    def prepare(self) -> None:
        """Build what the first reading would otherwise wait for."""
        self.marks(normalise(""))

    def marks(self, form: Form) -> Marks:
        """Find every phrase of the lexicon in a text."""
        automaton, entries = self._automaton
        spans: dict[str, list[Span]] = {}
        for number, start, end in automaton.find_matches_as_indexes(form.key, overlapping=True):
            if not stands_alone(form, start, end):
                continue
            written = form.written(start, end)
            strict = form.is_split(start, end) or end - start < SHORT
            for section, phrase, exact in entries[number]:
                if written == exact or (not strict and _is_slip(form, written, exact)):
                    spans.setdefault(section, []).append(Span(start, end, phrase))
        return Marks(_unnegated(self._with_pairs(_unshielded(spans))))

    def _with_pairs(self, spans: dict[str, list[Span]]) -> dict[str, list[Span]]:
        for number, pair in enumerate(self.pairs):
            ones, nears = spans.pop(f"{number}:one", ()), spans.pop(f"{number}:near", ())
            met = ones and nears and _meeting(ones, nears, pair)
            if met:
                spans.setdefault(pair.section, []).append(met)
        return spans


def required_sections() -> frozenset[str]:
    """The sections that a lexicon has: all of these, and no others."""
    kinds = {f"{kind}.{part}" for kind in Category for part in ("strong", "weak")}
    return frozenset(kinds | SHIELDS | set(_SECTIONS.split()))


def stands_alone(form: Form, start: int, end: int) -> bool:
    """Whether no written syllable runs across the edges of this piece."""
    key = form.key
    if start and (_glides(key, start) or (_holds_next(key, start) and form.is_joined(start))):
        return False
    if end < len(key) and key[end] in _FOLLOWING:
        return False
    if key[end - 1].isascii() and end < len(key) and _same_word(form, end):
        return False
    return not (key[start].isascii() and start and _same_word(form, start))


def _holds_next(key: str, position: int) -> bool:
    """Whether the letters before this place need the one that stands here."""
    before = key[position - 1]
    return before in _LEADING or before == _CLOSING


def _glides(key: str, position: int) -> bool:
    """Whether the vowel before this place is written with the letter that stands here."""
    glides = key[position - 1] in _GLIDING and key[position] in _GLIDES
    return glides and "\u0e40" in key[max(0, position - 4) : position]


def _is_slip(form: Form, written: str, exact: str) -> bool:
    """Whether a phrase was meant though its tone marks were left out, or one of many is wrong."""
    ours, theirs = _tones(exact), _tones(written)
    differing = [b for a, b in zip(ours, theirs, strict=False) if a != b]
    wrong = sum(1 for tone in differing if tone)
    return len(differing) <= len(ours) // LONG or (not wrong and form.is_toneless)


def _tones(word: str) -> list[str]:
    """The tone mark, or nothing, of each letter that stays in the matching form."""
    found: list[str] = []
    for letter in word:
        if "\u0e47" <= letter <= "\u0e4e":
            if found and letter <= "\u0e4b":
                found[-1] = letter
        else:
            found.append("")
    return found


def _same_word(form: Form, position: int) -> bool:
    before, after = form.key[position - 1], form.key[position]
    if not (before.isascii() and after.isascii()) or before.isdigit() != after.isdigit():
        return False
    return form.at[position] == form.at[position - 1] + 1


def _unshielded(spans: dict[str, list[Span]]) -> dict[str, list[Span]]:
    """Leave out what an ordinary word holds or cuts, and repeats inside one section."""
    shields = _outermost([span for name in SHIELDS for span in spans.get(name, ())])
    starts = [shield.start for shield in shields]
    kept: dict[str, list[Span]] = {}
    for section, found in spans.items():
        own = found if section.startswith("place.") else _outermost(found)
        left = own if section in SHIELDS else [s for s in own if not _within(s, shields, starts)]
        if left:
            kept[section] = left
    return kept


def _unnegated(spans: dict[str, list[Span]]) -> dict[str, list[Span]]:
    """Leave out the crimes and dangers that the word before them denies."""
    denied = {span.end for span in spans.get(NEGATION, ())}
    return {
        section: [span for span in found if span.start not in denied]
        if section.startswith(NEGATABLE)
        else found
        for section, found in spans.items()
    }


def _outermost(spans: Sequence[Span]) -> list[Span]:
    ordered = sorted(spans, key=lambda span: (span.start, -span.end))
    kept: list[Span] = []
    for span in ordered:
        if not kept or span.end > kept[-1].end:
            kept.append(span)
    return kept


def _within(span: Span, shields: Sequence[Span], starts: Sequence[int]) -> bool:
    place = bisect_right(starts, span.start) - 1
    before = shields[place] if place >= 0 else None
    if before and span.end <= before.end and span.end - span.start < before.end - before.start:
        return True
    after = shields[place + 1] if place + 1 < len(shields) else None
    return after is not None and after.start < span.end < after.end


def _meeting(ones: Sequence[Span], nears: Sequence[Span], pair: Pair) -> Span | None:
    """The first place where the two lists meet closely enough."""
    ends, starts = [one.end for one in ones], [one.start for one in ones]
    for near in nears:
        before = bisect_right(ends, near.start) - 1
        if before >= 0 and near.start - ends[before] <= pair.within:
            return Span(starts[before], near.end, f"{ones[before].phrase}{BETWEEN}{near.phrase}")
        after = len(starts) if pair.ordered else bisect_left(starts, near.end)
        if after < len(starts) and starts[after] - near.end <= pair.within:
            return Span(near.start, ends[after], f"{near.phrase}{BETWEEN}{ones[after].phrase}")
    return None
