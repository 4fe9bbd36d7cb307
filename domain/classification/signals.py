"""What the rules find in a text, put in the form in which it is weighed with what was learned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from domain.classification.category import Kind
from domain.classification.kinds import Urgency
from domain.classification.learned import HEAD, KINDS, TAIL, Signals
from domain.classification.marks import Marks
from domain.classification.mentions import Mention
from domain.classification.tipness import Tipness
from domain.thai import Form

# The sections of the lexicon of which it is told whether a text holds any of their words.
TOLD: Final = (
    *("now", "fresh", "recent", "today", "past", "habit", "pressing", "danger", "crime"),
    *("calm", "calm_end", "coerced", "report", "environment", "money_moved", "negation"),
    *("not_tip.greeting", "not_tip.thanks", "not_tip.advert", "not_tip.chain", "not_tip.lottery"),
    *("not_tip.laugh", "not_tip.training", "not_tip.meeting", "not_tip.notice"),
    *("not_tip.question", "not_tip.hypothetical", "not_tip.play", "not_tip.withdrawn"),
    *("not_tip.long_past", "not_tip.machine", "not_tip.instruction"),
    *("needs.suicide", "needs.medical"),
)
LONG_TEXT: Final = 100
# A telephone, an account or an identity: whose it is says a word, its digits say nothing.
_LONG_NUMBER: Final = re.compile(r"\d(?:[ -]?\d){6,}")


def signals(
    form: Form, marks: Marks, *, kind: Kind, tipness: Tipness, urgency: Urgency, places: int
) -> Signals:
    """Gather what the rules say; `places` is how many names of the gazetteer were found."""
    facts = {f"has.{section}": 1.0 for section in TOLD if marks.has(section)}
    facts |= {
        "rule.tip": float(tipness.is_tip),
        "rule.maybe": float(tipness.may_be),
        "rule.emergency": float(urgency is Urgency.EMERGENCY),
        "rule.soon": float(urgency is Urgency.SOON),
        "length": min(len(form.key) / LONG_TEXT, 4.0),
        "places": float(min(places, 2)),
    }
    scores = [kind.scores[one] for one in KINDS]
    return Signals(scores=scores, chosen=kind.category, facts=facts)


def holds_long_number(form: Form) -> bool:
    """Whether the digits of a telephone, an account or an identity are given."""
    return _LONG_NUMBER.search(form.shown) is not None


def words_alone(form: Form, mentions: Sequence[Mention]) -> str:
    """Return the readable text without names of villages and long numbers, on one line."""
    pieces, last = [], 0
    for mention in mentions:
        start, end = form.at[mention.start], form.at[mention.end]
        pieces.append(form.shown[last:start])
        last = max(last, end)
    text = _LONG_NUMBER.sub(" ", " ".join([*pieces, form.shown[last:]]))
    text = " ".join(text.split())
    return text if len(text) <= HEAD + TAIL else f"{text[:HEAD]} {text[-TAIL:]}"
