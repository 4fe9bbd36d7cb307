"""Where a sender takes back or turns away from what the words before said of the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from domain.classification.alternatives import are_two
from domain.classification.marks import Marks, Span
from domain.classification.mentions import Mention
from domain.classification.naming import KeyKind
from domain.classification.roles import Role, chain_before
from domain.thai import Form

STAR: Final = "*"
# So many words of correction or turning are looked at, from the end of the text.
MOST: Final = 20


def after_correction(form: Form, marks: Marks, mentions: list[Mention]) -> list[Mention]:
    """The names that stand once the sender has corrected himself."""
    names = [(mention.start, mention.end) for mention in mentions]
    told = marks.outside(names)
    right = [m for m in mentions if told.starting(m.end, "place.correction_after")]
    if right and len(mentions) > 1:
        return right[-1:]
    for slip in told["place.correction"][: -MOST - 1 : -1]:
        after = [m for m in mentions if m.start >= slip.end and m.role is not Role.DENIED]
        if any(mention.kind <= KeyKind.LANDMARK for mention in after):
            return [mention for mention in mentions if mention.start >= slip.end]
        line = form.line_of(slip.start)
        own = [m for m in mentions if line <= m.start < slip.start and m.role is not Role.DENIED]
        if line and own:
            return [mention for mention in mentions if mention.start >= line]
    return _starred(form, mentions)


def after_turn(form: Form, marks: Marks, named: list[Mention]) -> list[Mention]:
    """The names behind the last word that turns the thought, where names stand on both sides."""
    ends = {mention.end for mention in named}
    for turn in marks["place.contrast"][: -MOST - 1 : -1]:
        if not _opens_clause(form, marks, turn, ends):
            continue
        after = [mention for mention in named if mention.start >= turn.end]
        if after and len(after) < len(named):
            return after
    return named


def taken_back(form: Form, marks: Marks, mentions: list[Mention]) -> list[Mention]:
    """The names with `a slip, not A` read as a denial where no other place was named before it."""
    kept = list(mentions)
    for place, mention in enumerate(kept):
        words = chain_before(form, marks, mention.start).sections
        earlier = [one for one in kept[:place] if one.villages != mention.villages]
        if not earlier and {"place.denied", "place.correction"} <= words:
            kept[place] = replace(mention, role=Role.DENIED)
    return kept


def either_or(form: Form, marks: Marks, mentions: list[Mention]) -> list[Mention]:
    """The names with `A or B` read as doubt: both play one part, and a subdistrict is wider."""
    kept = list(mentions)
    for place in range(len(kept) - 1):
        one, other = kept[place], kept[place + 1]
        if not are_two(form, marks, one, other):
            continue
        if other.role is Role.AREA:
            kept[place] = replace(one, role=Role.PASSING)
        else:
            kept[place + 1] = replace(other, role=one.role)
    return kept


def _opens_clause(form: Form, marks: Marks, turn: Span, ends: set[int]) -> bool:
    joined = form.is_joined(turn.start)
    return not joined or turn.start in ends or turn.start in marks.ends


def _starred(form: Form, mentions: list[Mention]) -> list[Mention]:
    """A message that begins with a star, as a correction does, leaves out those before it."""
    lines: Sequence[Mention] = [m for m in mentions if STAR in form.before(form.line_of(m.start))]
    starred = [m for m in lines if form.line_of(m.start)]
    return [m for m in mentions if m.start >= starred[0].start] if starred else mentions
