"""Where a text names a village of the gazetteer, and what part that name plays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.classification.gazetteer import Entry, Gazetteer
from domain.classification.lexicon import SHORT, stands_alone
from domain.classification.marks import Marks, Span
from domain.classification.naming import KeyKind
from domain.classification.roles import Chain, Role, chain_before, role_of
from domain.classification.usage import clear_right, is_person, is_weak, used_as_place
from domain.thai import Form, squeezed

_NUMBER: Final = re.compile(r"(\d{1,3})(?![\d.,:/%-]?\d)")
# Between a name and its number: a space, and marks or silenced letters of the name.
_GAP: Final = frozenset(" ") | {chr(code) for code in range(0x0E01, 0x0E4F)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place where the text names villages (or areas) of the gazetteer."""

    start: int
    end: int
    key: str
    kind: KeyKind
    villages: frozenset[int]
    sureness: float
    role: Role = Role.SCENE
    longer: str = ""
    is_weak: bool = False


def find_mentions(form: Form, marks: Marks, gazetteer: Gazetteer) -> list[Mention]:
    """Every name of the gazetteer in the text, the longest where they overlap, in order."""
    exact = list(_exact(form, gazetteer))
    taken = bytearray(len(form.key) + 1)
    chosen: list[Mention] = []
    for span, key in sorted(exact, key=lambda hit: (hit[0].start - hit[0].end, hit[0].start)):
        if any(taken[span.start : span.end]):
            continue
        mention = _judged(form, marks, gazetteer, span, key)
        if mention:
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            chosen.append(mention)
    for span, key in _by_sound(form, gazetteer):
        if any(taken[span.start : span.end]):
            continue
        mention = _judged(form, marks, gazetteer, span, key)
        if mention:
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            chosen.append(replace(mention, sureness=mention.sureness - 0.03))
    return sorted(chosen, key=lambda mention: mention.start)


def _exact(form: Form, gazetteer: Gazetteer) -> Iterable[tuple[Span, str]]:
    automaton, keys = gazetteer.automaton
    for number, start, end in automaton.find_matches_as_indexes(form.key, overlapping=True):
        if stands_alone(form, start, end):
            yield Span(start, end, keys[number]), keys[number]


def _by_sound(form: Form, gazetteer: Gazetteer) -> Sequence[tuple[Span, str]]:
    automaton, keys = gazetteer.sounds
    heard, at = squeezed(form.key)
    found = [
        Span(at[start], at[end], keys[number])
        for number, start, end in automaton.find_matches_as_indexes(heard, overlapping=True)
    ]
    hits = [
        (span, span.phrase)
        for span in found
        if form.key[span.start : span.end] != span.phrase
        and stands_alone(form, span.start, span.end)
    ]
    return sorted(hits, key=lambda hit: (hit[0].start - hit[0].end, hit[0].start))


def _judged(form: Form, marks: Marks, gazetteer: Gazetteer, span: Span, key: str) -> Mention | None:
    """The mention that a hit makes, unless it is a person, an ordinary word or part of one."""
    entries = gazetteer.keys[key]
    if len(key) < SHORT:
        written = form.written(span.start, span.end)
        entries = [entry for entry in entries if entry.exact.endswith(written)]
    if not entries or _cuts_number(form, span) or _borrows(form, gazetteer, span):
        return None
    if _ends_word(marks, span):
        return None
    chain = chain_before(form, marks, _after_kind(marks, span))
    entry = min(entries, key=lambda entry: entry.kind)
    if entry.kind > KeyKind.LANDMARK or _is_area(entries, chain):
        return _area(entries, span, chain, key)
    entries = [one for one in entries if one.kind <= KeyKind.LANDMARK]
    if is_person(form, marks, span, entry, chain):
        return None
    if not used_as_place(form, marks, gazetteer, span, chain):
        return None
    best = min(one.kind for one in entries)
    named = [one for one in entries if (one.kind < KeyKind.LANDMARK) == (best < KeyKind.LANDMARK)]
    return Mention(
        start=span.start,
        end=span.end,
        key=key,
        kind=best,
        villages=frozenset(one.village for one in named),
        sureness=_SURE[best],
        role=_role(form, marks, span, chain),
        longer=_longer_name(form, marks, gazetteer, span, chain),
        is_weak=is_weak(form, marks, span, entry, chain),
    )


_OBJECTS: Final = ("place.name_part", "place.landscape", "place.institution", "place.type")
_KINDS: Final = ("place.type", "place.lane", "place.institution")
AREA_WORDS: Final = frozenset(
    {"place.subdistrict", "place.district", "place.province", "place.road", "place.area_office"}
)
_SURE: Final = {KeyKind.FULL: 0.96, KeyKind.BARE: 0.97, KeyKind.ALIAS: 0.96, KeyKind.LANDMARK: 0.96}


def _after_kind(marks: Marks, span: Span) -> int:
    """Where a name goes on behind the word for a village or a lane that it begins with."""
    word = marks.starting(span.start, *_KINDS[:2])
    return word.end if word and word.end < span.end else span.start


def _is_area(entries: Sequence[Entry], chain: Chain) -> bool:
    """Whether the words before a name make an area of it, or the road to it."""
    words = chain.nearest & AREA_WORDS
    bears_area = any(entry.kind > KeyKind.LANDMARK for entry in entries)
    return bool(words and (bears_area or words - {"place.area_office", "place.road"}))


def _area(entries: Sequence[Entry], span: Span, chain: Chain, key: str) -> Mention | None:
    """The mention of a subdistrict, district or province, when the words before it say so."""
    kinds = {entry.kind for entry in entries}
    if "place.road" in chain.nearest:
        return None
    wanted = KeyKind.SUBDISTRICT
    if "place.district" in chain.nearest:
        wanted = KeyKind.DISTRICT
    elif "place.province" in chain.nearest:
        wanted = KeyKind.PROVINCE
    elif KeyKind.SUBDISTRICT not in kinds:
        wanted = min((kind for kind in kinds if kind > KeyKind.LANDMARK), default=wanted)
    villages = frozenset(entry.village for entry in entries if entry.kind is wanted)
    if not villages:
        return None
    role = role_of(chain, is_area=True)
    return Mention(
        start=span.start,
        end=span.end,
        key=key,
        kind=wanted,
        villages=villages,
        sureness=0.9,
        role=role,
    )


def _cuts_number(form: Form, span: Span) -> bool:
    """Whether a digit of the text runs on where the key's digits end."""
    key = form.key
    after = key[span.end - 1].isdigit() and span.end < len(key) and key[span.end].isdigit()
    before = key[span.start].isdigit() and span.start and key[span.start - 1].isdigit()
    return bool(
        (after and form.at[span.end] == form.at[span.end - 1] + 1)
        or (before and form.at[span.start] == form.at[span.start - 1] + 1)
    )


def _ends_word(marks: Marks, span: Span) -> bool:
    """Whether the name is only the end of a longer word that speaks of no place."""
    return any(
        word.start < span.start and not word.is_pair and not section.startswith("place.")
        for section, word in marks.ending.get(span.end, ())
    )


def _borrows(form: Form, gazetteer: Gazetteer, span: Span) -> bool:
    """Whether a silenced letter ends the name and the last of the key is the next word's."""
    between = form.shown[form.at[span.end - 2] + 1 : form.at[span.end - 1]]
    return "\u0e4c" in between and span.phrase[:-1] in gazetteer.keys


def _role(form: Form, marks: Marks, span: Span, chain: Chain) -> Role:
    """The part that a name plays, by the words before it and a denial behind it."""
    refused = marks.starting(span.end, "place.denied_after")
    return Role.DENIED if refused and not form.breaks_line(span.end) else role_of(chain)


def _longer_name(form: Form, marks: Marks, gazetteer: Gazetteer, span: Span, chain: Chain) -> str:
    """What makes the text's name a longer one than ours: a number, an ending, or a beginning."""
    numbered = _number_after(form, marks, gazetteer, span)
    if numbered:
        return numbered
    after = marks.starting(span.end, "place.suffix")
    if after and form.is_joined(span.end) and not _leads_on(form, marks, after.end):
        return after.phrase if clear_right(form, marks, after) else ""
    before = marks.stopping(span.start, "place.name_part")
    if not before or marks.starting(span.start, *_KINDS) or not form.is_joined(span.start):
        return ""
    if chain.start != span.start:
        return ""
    typed = marks.stopping(before.start, "place.type") and form.is_joined(before.start)
    land = marks.stopping(span.start, "place.landscape")
    return "" if land and not typed else before.phrase


def _leads_on(form: Form, marks: Marks, position: int) -> bool:
    """Whether an ending is rather a preposition, with what it stands before glued to it."""
    return form.is_joined(position) and marks.starting(position, *_OBJECTS) is not None


def _number_after(form: Form, marks: Marks, gazetteer: Gazetteer, span: Span) -> str:
    """The number that makes this another place than the one we know, if one follows."""
    end = span.end
    if end >= len(form.key) or form.key[end - 1].isdigit() or not form.key[end].isdigit():
        return ""
    between = form.shown[form.at[end - 1] + 1 : form.at[end]]
    found = _NUMBER.match(form.shown, form.at[end])
    if not found or not set(between) <= _GAP:
        return ""
    if marks.starting(end + len(found[1]), "place.count"):
        return ""
    known = [gazetteer.places[e.village].moo for e in gazetteer.keys[span.phrase]]
    return "" if found[1] in known else found[1]
