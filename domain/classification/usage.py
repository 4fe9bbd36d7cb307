"""Whether a name of the gazetteer is used as a place where it stands, or as something else."""

from __future__ import annotations

from typing import Final

from domain.classification.gazetteer import Entry, Gazetteer
from domain.classification.lexicon import SHORT
from domain.classification.marks import Marks, Span
from domain.classification.naming import SHORTEST, KeyKind
from domain.classification.roles import Chain, chain_before
from domain.thai import Form

LONG: Final = 6
NAMING: Final = frozenset({"place.type", "place.lane", "place.institution"})
LEADING: Final = frozenset({"place.cue", "place.spot", "place.scene", "place.residence"})
FOLLOWED: Final = ("report", "place.lane", "place.moo", "place.subdistrict")


def is_person(form: Form, marks: Marks, span: Span, entry: Entry, chain: Chain) -> bool:
    """Whether the name is a person's; one that begins as villages do is hardly that."""
    if entry.kind is KeyKind.FULL or _is_village_like(marks, span):
        return False
    denied = marks.stopping(span.start, "negation") and form.is_joined(span.start)
    speaks = marks.starting(span.end, "place.person_after") and form.is_joined(span.end)
    if entry.kind is not KeyKind.LANDMARK and not chain.sections and (speaks or denied):
        return True
    return "place.person" in chain.nearest


def is_weak(form: Form, marks: Marks, span: Span, entry: Entry, chain: Chain) -> bool:
    """Whether a name may as well be any pond or pier: believed only where more speaks for it."""
    if not entry.is_landscape or chain.nearest & NAMING or entry.kind is KeyKind.FULL:
        return False
    return not (_opens_line(form, span) and _ends_phrase(form, marks, span.end))


def _ends_phrase(form: Form, marks: Marks, position: int) -> bool:
    ending = marks.starting(position, "particle", *FOLLOWED) is not None
    return ending or not form.is_joined(position)


def _is_village_like(marks: Marks, span: Span) -> bool:
    """Whether a name begins with a word such as names of villages begin with."""
    word = marks.starting(span.start, "place.name_part")
    return word is not None and span.end - word.end >= SHORTEST


def _is_common(gazetteer: Gazetteer, span: Span) -> bool:
    """Whether a full name is also what people call any such place, as `new house`."""
    return span.phrase in gazetteer.lexicon.landscape_keys


def _is_any(form: Form, marks: Marks, gazetteer: Gazetteer, span: Span) -> bool:
    """Whether type word and name are what people call any such place, glued behind a verb."""
    word = marks.stopping(span.start, "place.type")
    if word is None or form.key[word.start : span.end] not in gazetteer.lexicon.landscape_keys:
        return False
    led = chain_before(form, marks, word.start).sections
    return not led and form.is_joined(word.start)


def used_as_place(form: Form, marks: Marks, gazetteer: Gazetteer, span: Span, chain: Chain) -> bool:
    """Whether a name that is short or an ordinary word stands where a place would."""
    entry = min(gazetteer.keys[span.phrase], key=lambda one: one.kind)
    written = form.written(span.start, span.end)
    length = sum(not "\u0e47" <= letter <= "\u0e4e" for letter in written)
    if entry.kind is KeyKind.FULL and length >= LONG:
        led = chain_before(form, marks, span.start).sections
        return bool(led) or _clear_left(form, marks, span, is_common=_is_common(gazetteer, span))
    if chain.nearest & NAMING:
        return not _is_any(form, marks, gazetteer, span)
    if (entry.is_ordinary and not entry.is_landscape) or entry.is_lofty or length < SHORT - 1:
        follows = bool(chain.nearest & LEADING) and form.is_joined(span.start)
        follows = follows or (_opens_line(form, span) and _is_followed(marks, span.end))
        barred = entry.is_ordinary and not entry.is_landscape
        return follows and not barred and clear_right(form, marks, span)
    left, right = _clear_left(form, marks, span), clear_right(form, marks, span)
    if length >= LONG and (left or entry.kind is KeyKind.LANDMARK or _is_village_like(marks, span)):
        return True
    return (left and right) or (length >= SHORT and (left or right) and length < LONG)


def _opens_line(form: Form, span: Span) -> bool:
    return not span.start or not form.is_joined(span.start)


def _is_followed(marks: Marks, position: int) -> bool:
    """Whether a report, a lane, a number or a subdistrict begins here."""
    return marks.starting(position, *FOLLOWED) is not None


def _clear_left(form: Form, marks: Marks, span: Span, *, is_common: bool = False) -> bool:
    if not form.is_joined(span.start):
        return True
    return span.start in marks.ends and not is_common


def clear_right(form: Form, marks: Marks, span: Span) -> bool:
    """Whether a gap, a known word or the end of the text follows a name."""
    return not form.is_joined(span.end) or span.end in marks.starts or span.end == len(form.key)
