"""How a report is read: what the rules see, what was learned, and what both come to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from domain.classification.care import (
    has_money_just_moved,
    is_environment_spot,
    needs,
    powers_accused,
)
from domain.classification.category import Kind, find_category
from domain.classification.evidence import Evidence
from domain.classification.gazetteer import Gazetteer
from domain.classification.kinds import Category, Reading, Reason, Report, Urgency
from domain.classification.learned import Learned, Signals
from domain.classification.lexicon import Lexicon
from domain.classification.marks import Marks
from domain.classification.place import find_place
from domain.classification.signals import signals, words_alone
from domain.classification.tipness import Tipness, find_tipness
from domain.classification.urgency import Haste, find_urgency
from domain.classification.verdict import haste_of, kind_of, tipness_of
from domain.thai import normalise


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What the rules alone make of a report."""

    evidence: Evidence
    marks: Marks
    kind: Kind
    tipness: Tipness
    haste: Haste

    @property
    def is_alarming(self) -> bool:
        """Whether it is an emergency."""
        return self.haste.urgency is Urgency.EMERGENCY

    @property
    def words(self) -> str:
        """The text without the names of villages."""
        return words_alone(self.evidence.form, self.evidence.mentions)

    @cached_property
    def signals(self) -> Signals:
        """What is weighed together with what was learned."""
        return signals(
            self.evidence.form,
            self.marks,
            kind=self.kind,
            tipness=self.tipness,
            urgency=self.haste.urgency,
            places=len(self.evidence.scenes),
        )


def look(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> Sight:
    """Find the words and places of a report and what the rules say of them."""
    form = normalise(report.text)
    found = lexicon.marks(form)
    evidence = Evidence(report, form, found, gazetteer)
    marks = found.outside([(m.start, m.end) for m in evidence.mentions])
    kind = find_category(marks)
    tipness = find_tipness(form, marks, kind, names_place=bool(evidence.scenes))
    haste = find_urgency(marks, kind.category)
    return Sight(evidence=evidence, marks=marks, kind=kind, tipness=tipness, haste=haste)


def classify(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> Reading:
    """Read a report: the same report and the same villages always give the same reading."""
    sight = _weighed(look(report, gazetteer, lexicon), lexicon.learned)
    if not sight.tipness.is_tip:
        return Reading(is_tip=False, may_be_tip=sight.tipness.may_be, reasons=sight.tipness.reasons)
    return _told(sight)


def _weighed(sight: Sight, learned: Learned | None) -> Sight:
    """Let what was learned decide with the rules, or the rules alone where nothing was."""
    if learned is None or not sight.evidence.form.key:
        return sight
    impression = learned.judge(sight.words, sight.signals)
    kind = kind_of(impression, sight.kind, sight.marks)
    return replace(
        sight,
        kind=kind,
        tipness=tipness_of(impression, sight.tipness, sight.marks),
        haste=haste_of(impression, sight.haste, sight.marks, kind.category),
    )


def _told(sight: Sight) -> Reading:
    marks, kind = sight.marks, sight.kind
    place = find_place(sight.evidence)
    is_spot = is_environment_spot(marks, kind.category) and not sight.is_alarming
    category = Category.OTHER if is_spot else kind.category
    money_moved = has_money_just_moved(marks, category)
    haste = _haste(sight, is_spot=is_spot, money_moved=money_moved)
    return Reading(
        is_tip=True,
        may_be_tip=True,
        village=place.village,
        village_source=place.source,
        village_confidence=place.confidence,
        candidates=place.candidates,
        must_confirm=place.must_confirm,
        outside_area=place.is_outside,
        category=category,
        category_confidence=round(kind.confidence, 2),
        urgency=haste.urgency,
        reasons=(*place.reasons, *(() if is_spot else kind.reasons), *haste.reasons),
        is_coerced=marks.has("coerced"),
        concerns_power=powers_accused(marks),
        is_environment_spot=is_spot,
        money_just_moved=money_moved,
        needs=needs(marks, haste.urgency),
    )


def _haste(sight: Sight, *, is_spot: bool, money_moved: bool) -> Haste:
    if is_spot:
        return Haste(urgency=Urgency.ROUTINE, reasons=(Reason(key="reason.environment_spot"),))
    haste = sight.haste
    if money_moved and haste.urgency is not Urgency.EMERGENCY:
        return Haste(urgency=Urgency.SOON, reasons=(Reason(key="reason.money_just_moved"),))
    return haste
