"""Whether a report is a tip at all, or may become one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.classification.category import Kind
from domain.classification.kinds import Reason
from domain.classification.marks import Marks
from domain.thai import Form

# What speaks against a tip, and by how much; two words of a sort weigh more than one.
AGAINST: Final[Mapping[str, float]] = {
    "not_tip.advert": 3.0,
    "not_tip.chain": 4.0,
    "not_tip.lottery": 4.0,
    "not_tip.laugh": 2.0,
    "not_tip.training": 4.5,
    "not_tip.meeting": 3.5,
    "not_tip.notice": 3.5,
    "not_tip.question": 4.0,
    "not_tip.hypothetical": 6.5,
    "not_tip.play": 9.0,
    "not_tip.withdrawn": 8.0,
    "not_tip.thanks": 3.0,
    "not_tip.greeting": 2.5,
    "not_tip.long_past": 8.0,
    "not_tip.machine": 2.0,
    "not_tip.instruction": 2.0,
}
FOR: Final[Mapping[str, float]] = {
    "report": 2.0,
    "now": 1.5,
    "fresh": 1.5,
    "crime": 1.0,
    "place.pointing": 1.0,
    "environment": 3.0,
}
DANGER: Final = 4.0
# These make even a word of danger mean nothing: games, hypotheticals, and all-clear.
UNREAL: Final = ("not_tip.play", "not_tip.hypothetical", "not_tip.withdrawn")
FEWEST_LETTERS: Final = 3
ENOUGH: Final = 2.0
# A text of this many letters tells something, unless a word says that it is mere talk.
TOLD: Final = 40
TOLD_HERE: Final = 20


@dataclass(frozen=True, kw_only=True)
class Tipness:
    """Whether it is a tip, whether it may be one, and why not."""

    is_tip: bool
    may_be: bool
    reasons: tuple[Reason, ...] = ()


def find_tipness(form: Form, marks: Marks, kind: Kind, *, names_place: bool = False) -> Tipness:
    """Weigh the words of a report against those of talk."""
    if sum(letter.isalpha() for letter in form.key) < FEWEST_LETTERS:
        return _no("reason.not_tip_empty")
    if marks.has("coerced"):
        return Tipness(is_tip=True, may_be=True)
    against = {name: _weight(marks, name, worth) for name, worth in AGAINST.items()}
    if marks.has("now", "fresh", "recent", "habit"):
        against["not_tip.long_past"] = 0.0
    total = sum(against.values())
    worth = sum(_weight(marks, name, value) for name, value in FOR.items())
    worth += min(kind.weight, 9.0) + (1.0 if names_place else 0.0)
    if not total and len(form.key) >= (TOLD_HERE if names_place else TOLD):
        worth += ENOUGH
    if marks.has("danger") and not marks.has(*UNREAL):
        worth += DANGER
    if worth > total and worth >= ENOUGH:
        return Tipness(is_tip=True, may_be=True)
    if not total:
        return Tipness(is_tip=False, may_be=True, reasons=(Reason(key="reason.not_tip_unclear"),))
    loudest = max(against, key=lambda name: against[name])
    return _no(f"reason.{loudest.replace('.', '_')}", marks.first(loudest))


def _weight(marks: Marks, section: str, worth: float) -> float:
    distinct = len({span.phrase for span in marks[section]})
    return 0.0 if not distinct else worth * (1 + 0.5 * min(distinct - 1, 3))


def _no(key: str, words: str = "") -> Tipness:
    values = {"words": words} if words else {}
    return Tipness(is_tip=False, may_be=False, reasons=(Reason(key=key, values=values),))
