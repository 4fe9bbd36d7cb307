"""Whether a sender offers another place beside one that we know: `this or that`, which we ask.

Words behind an `or` may as well ask (`or not?`) or tell of another matter (`or are they drunk?`).
Where nothing says so, an unknown word is a place: a needless question costs its sender one tap, a
report in the wrong village sends its officer to where nothing happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from domain.classification.marks import Marks, Span
from domain.classification.mentions import Mention
from domain.classification.roles import NAME_PARTS, chain_before
from domain.classification.unlisted import Unlisted
from domain.thai import Form

OR: Final = "place.alternative"
OTHER_MATTER: Final = "place.other_matter"
# Words behind which a place stands, or which are places by themselves.
NAMING: Final = frozenset(
    {
        *("place.type", "place.lane", "place.estate", "place.moo", "place.institution"),
        *("place.subdistrict", "place.district", "place.province", "place.far"),
        *("place.landscape", "place.elsewhere", *NAME_PARTS),
    }
)
PLACES: Final = NAMING | {"place.cue", "place.spot", "place.scene"}
# The fewest and the most letters of what stands before an `or` and may be a name.
LEAST: Final = 3
MOST: Final = 16


def are_two(form: Form, marks: Marks, one: Mention, other: Mention) -> bool:
    """Whether an `or` stands between two names, with no more than place words behind it."""
    begins = chain_before(form, marks, other.start).start
    return any(begins <= word.end <= other.start for word in _ors(marks, one.end))


def in_doubt(
    form: Form, marks: Marks, mentions: Sequence[Mention], unlisted: Sequence[Unlisted]
) -> frozenset[int]:
    """Where the names begin in whose stead the text offers a place that we do not know.

    `mentions` are in order. One whose name goes on as another's is no place that we know.
    """
    paired = [(a, b) for a, b in pairwise(mentions) if are_two(form, marks, a, b)]
    known_behind = {one.start for one, other in paired if not other.longer}
    known_before = {other.start for _, other in paired}
    strange = frozenset(one.start for one in unlisted)
    return frozenset(
        one.start
        for one in mentions
        if (one.start not in known_behind and _goes_on(form, marks, one))
        or (one.start not in known_before and _follows(form, marks, one, strange))
    )


def _ors(marks: Marks, position: int) -> Iterable[Span]:
    return (span for section, span in marks.opening(position) if section == OR)


def _goes_on(form: Form, marks: Marks, one: Mention) -> bool:
    """Whether an `or` and a place, or a word that we do not know, stand behind a name."""
    word = max(_ors(marks, one.end), key=lambda span: span.end, default=None)
    return word is not None and _names_place(form, marks, word.end)


def _names_place(form: Form, marks: Marks, position: int) -> bool:
    if position >= len(form.key) or not form.key[position].isalpha():
        return False
    known = marks.opening(position)
    end = max((span.end for _, span in known), default=position)
    words = {section for section, span in known if span.end == end}
    if not known or (words & NAMING and OTHER_MATTER not in words):
        return True
    # `Or near it` is the same place; `or near X` is another.
    is_led = bool(words & PLACES) and OTHER_MATTER not in words and form.is_joined(end)
    return is_led and _names_place(form, marks, end)


def _follows(form: Form, marks: Marks, one: Mention, strange: frozenset[int]) -> bool:
    """Whether a place that we do not know and an `or` stand before a name."""
    begins = chain_before(form, marks, one.start).start
    words = [
        span
        for at in range(begins, one.start + 1)
        for section, span in marks.ending.get(at, ())
        if section == OR
    ]
    word = min(words, key=lambda span: span.start, default=None)
    return word is not None and _ends_place(form, marks, word.start, strange)


def _ends_place(form: Form, marks: Marks, position: int, strange: frozenset[int]) -> bool:
    """Whether what stands before an `or` is a place that we do not know."""
    for at in range(position - LEAST, position - MOST - 1, -1):
        if at < 0 or _is_told(marks, at, position):
            return False
        if at in strange or _may_begin(form, marks, at):
            return True
    return False


def _may_begin(form: Form, marks: Marks, position: int) -> bool:
    """Whether a name may begin here: at a gap, behind a word that leads to one, or as names do."""
    is_led = marks.stopping(position, *PLACES - NAME_PARTS) is not None
    begins = marks.starting(position, "place.name_part") is not None
    return is_led or begins or not form.is_joined(position)


def _is_told(marks: Marks, start: int, end: int) -> bool:
    """Whether a known word that is no part of a name begins here."""
    return any(
        section not in PLACES and span.end <= end and span.end - span.start >= LEAST
        for section, span in marks.opening(start)
    )
