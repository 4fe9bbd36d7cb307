"""What a text says of places that are no village of the gazetteer: numbers, areas, strangers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.classification.marks import Marks, Span
from domain.classification.mentions import Mention
from domain.classification.roles import NAME_PARTS, Role, chain_before, role_of
from domain.classification.usage import clear_right
from domain.thai import NUMBER_WORDS, Form

NUMBERED: Final = 4
SHORT_PART: Final = 3
NAMED_BEHIND: Final = frozenset(
    {
        *("place.type", "place.cue", "place.scene", "place.origin"),
        *("place.spot", "place.institution", "place.residence", "place.going"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlisted:
    """A place that the text names and the gazetteer does not know."""

    start: int
    end: int
    is_far: bool
    role: Role
    is_titled: bool = False
    is_led: bool = False
    is_known: bool = False


def moo_numbers(form: Form, marks: Marks) -> frozenset[str]:
    """The village numbers that the text gives, school grades left out."""
    found = set()
    for span in marks["place.moo"]:
        digits = _digits_at(form.key, span.end) or _number_word(form.key, span.end)
        grade = any(name == "place.grade" for name, _ in marks.ending.get(span.start, ()))
        if digits and not grade:
            found.add(digits.lstrip("0"))
    return frozenset(found)


def find_unlisted(form: Form, marks: Marks, mentions: Sequence[Mention]) -> list[Unlisted]:
    """Every place in the text that is outside the gazetteer, in order."""
    taken = bytearray(len(form.key) + 1)
    for mention in mentions:
        taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    found = [
        *_numbered_types(form, marks),
        *_named_far(form, marks),
        *_named_district(form, marks),
        *_unknown_after_words(form, marks),
        *_unknown_parts(form, marks),
    ]
    return sorted(
        (place for place in found if not any(taken[place.start : place.end])),
        key=lambda place: place.start,
    )


def _named_far(form: Form, marks: Marks) -> Iterable[Unlisted]:
    """Provinces, cities and countries that everybody knows."""
    for span in marks["place.far"]:
        chain = chain_before(form, marks, span.start)
        if "place.road" not in chain.nearest and "place.person" not in chain.nearest:
            place = _unlisted(form, marks, span.start, span.end, is_far=True)
            yield replace(place, is_known=True)


def _named_district(form: Form, marks: Marks) -> Iterable[Unlisted]:
    """Districts of the country behind a word that leads to a place: alone they may be any word."""
    for span in marks["place.district_name"]:
        chain = chain_before(form, marks, span.start)
        joined = form.is_joined(span.start) and clear_right(form, marks, span)
        if joined and chain.nearest & NAMED_BEHIND - {"place.type", "place.institution"}:
            place = _unlisted(form, marks, span.start, span.end, is_far=True)
            yield replace(place, is_known=True)


def _unknown_after_words(form: Form, marks: Marks) -> Iterable[Unlisted]:
    """A type or area word with a name glued to it that is no known word."""
    for section, is_far in (
        ("place.subdistrict", True),
        ("place.district", True),
        ("place.province", True),
        ("place.estate", True),
        ("place.institution", False),
        ("place.road", False),
    ):
        for span in marks[section]:
            if _name_begins(form, marks, span.end):
                yield _unlisted(form, marks, span.start, span.end + 1, is_far=is_far)


def _unknown_parts(form: Form, marks: Marks) -> Iterable[Unlisted]:
    """A name such as villages bear, after the word for a home or after a place word."""
    for span in marks["place.name_part"]:
        chain = chain_before(form, marks, span.start)
        person = marks.starting(span.start, "place.person")
        if person is not None and person.end > span.end:
            continue
        if _goes_on(marks, span):
            continue
        led = chain.nearest & NAMED_BEHIND
        alone = _is_clear(form, marks, span) and _ends_line(form, marks, span)
        if (led or alone) and _name_begins(form, marks, span.end):
            yield _unlisted(form, marks, span.start, span.end + 1, is_far=True)


def _goes_on(marks: Marks, part: Span) -> bool:
    """Whether a longer word than this beginning stands here; a district of that name is none."""
    known = marks.opening(part.start)
    return any(o.end > part.end and name != "place.district_name" for name, o in known)


def _numbered_types(form: Form, marks: Marks) -> Iterable[Unlisted]:
    """A word for a settlement with a number that is not in the gazetteer, or an unknown name."""
    for span in marks["place.type"]:
        chain = chain_before(form, marks, span.start)
        numbered = span.end - span.start >= NUMBERED and _digits_at(form.key, span.end)
        unknown = chain.nearest & {"place.cue", "place.spot"} and _is_unknown(form, marks, span.end)
        if numbered or unknown:
            yield _unlisted(form, marks, span.start, span.end + 1, is_far=False)


def _is_unknown(form: Form, marks: Marks, position: int) -> bool:
    return form.is_joined(position) and not marks.opening(position) and position < len(form.key)


def _is_clear(form: Form, marks: Marks, part: Span) -> bool:
    """Whether a name's beginning stands free, and is no short word or one for a person."""
    is_word = part.end - part.start < SHORT_PART or marks.starting(part.start, "particle")
    return not form.is_joined(part.start) and not is_word


def _ends_line(form: Form, marks: Marks, part: Span) -> bool:
    """Whether a lone word, all of it such as names are made of, begins or ends a message."""
    end = part.end
    while form.is_joined(end):
        said = marks.starting(end, "particle")
        if said and form.breaks_line(said.end):
            return True
        if not {section for section, _ in marks.opening(end)} <= NAME_PARTS:
            return False
        end += 1
    return form.breaks_line(part.start) or form.breaks_line(end)


def _name_begins(form: Form, marks: Marks, position: int) -> bool:
    if position >= len(form.key) or not form.key[position].isalpha():
        return False
    known = {section for section, _ in marks.opening(position)}
    # A forest is a word of other matters too, but in `San Pa ...` it goes on with the name.
    return form.is_joined(position) and (known <= NAME_PARTS or "place.name_part" in known)


def _unlisted(form: Form, marks: Marks, start: int, end: int, *, is_far: bool) -> Unlisted:
    chain = chain_before(form, marks, start)
    return Unlisted(
        start=start,
        end=end,
        is_far=is_far,
        role=role_of(chain),
        is_titled=bool(chain.nearest & {"place.province", "place.district"}),
        is_led=bool(chain.nearest & {"place.cue", "place.scene", "place.spot"}),
    )


def _number_word(key: str, position: int) -> str:
    """The number that is written out here, the longest word for it first."""
    for word in sorted(NUMBER_WORDS, key=len, reverse=True):
        if key.startswith(word, position):
            return NUMBER_WORDS[word]
    return ""


def _digits_at(key: str, position: int) -> str:
    end = position
    while end < len(key) and key[end].isdigit():
        end += 1
    return key[position:end]
